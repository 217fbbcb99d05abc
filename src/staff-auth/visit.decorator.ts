import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { normaliseAddress } from './addresses.js';

/** Where a request came from, as a session remembers it. */
export interface Visit {
  address: string;
  agent: string;
}

export const CurrentVisit = createParamDecorator((_: unknown, context: ExecutionContext): Visit => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return {
    address: normaliseAddress(request.ip),
    agent: (request.headers['user-agent'] ?? '').slice(0, 255),
  };
});
