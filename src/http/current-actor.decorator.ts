import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../common/actor.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard that let the request in. */
    actor?: Actor;
  }
}

/** The caller, as the guard established it. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!actor) throw new Error('A route that asks for the actor has no guard before it.');
  return actor;
});
