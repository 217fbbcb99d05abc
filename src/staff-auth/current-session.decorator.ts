import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { StaffActor } from './sessions.service.js';

/** A person who is signed in, and the session (a family of refresh tokens) it happens in. */
export interface Session {
  actor: StaffActor;
  familyId: string;
}

/** For routes whose permission only staff have (`profile/…`). */
export const CurrentSession = createParamDecorator((_: unknown, context: ExecutionContext): Session => {
  const request = context.switchToHttp().getRequest<FastifyRequest & { authInfo?: { familyId?: string } }>();
  const familyId = request.authInfo?.familyId;
  if (request.actor?.kind !== 'staff' || !familyId)
    throw new Error('The route let somebody in who has no session.');
  return { actor: request.actor, familyId };
});
