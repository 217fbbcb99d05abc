import type { FastifyRequest } from 'fastify';
import { AppError } from '../common/errors.js';

export const unsupportedMediaType = (request: FastifyRequest): AppError =>
  new AppError(
    'invalid',
    'request.unsupported_media_type',
    `This route does not read ${request.headers['content-type'] ?? 'a body without a content type'}.`,
    { status: 415 },
  );
