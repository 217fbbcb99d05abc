import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { StaffActor, UserActor } from './actors.service.js';

/** A person who is signed in, and the session (a family of refresh tokens) it happens in. */
export interface Session {
  actor: StaffActor;
  familyId: string;
}

export interface UserSignedIn {
  actor: UserActor;
  familyId: string;
}

/** For routes whose permission only staff in a session have (`profile/…`). */
export const CurrentSession = createParamDecorator((_: unknown, context: ExecutionContext): Session => {
  const { actor, familyId } = sessionOf(context);
  if (actor?.kind !== 'staff' || !familyId) throw new NoSession();
  return { actor, familyId };
});

/** For routes whose permission only users have (`user-profile/…`). */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): UserSignedIn => {
  const { actor, familyId } = sessionOf(context);
  if (actor?.kind !== 'user' || !familyId) throw new NoSession();
  return { actor, familyId };
});

function sessionOf(context: ExecutionContext): { actor: FastifyRequest['actor']; familyId?: string } {
  const request = context.switchToHttp().getRequest<FastifyRequest & { authInfo?: { familyId?: string } }>();
  return { actor: request.actor, familyId: request.authInfo?.familyId };
}

class NoSession extends Error {
  constructor() {
    super('The route let somebody in who has no session.');
  }
}
