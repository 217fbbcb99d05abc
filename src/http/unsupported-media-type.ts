import type { FastifyRequest } from 'fastify';
import { AppError } from '../common/errors.js';

export function unsupportedMediaType({ headers }: FastifyRequest): AppError {
  const type = headers['content-type'];
  return type === undefined
    ? new AppError('invalid', 'request.unsupported_media_type.none', { status: 415 })
    : new AppError('invalid', 'request.unsupported_media_type', { values: { type }, status: 415 });
}
