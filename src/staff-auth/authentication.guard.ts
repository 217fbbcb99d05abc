import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../common/actor.js';
import { PERMISSION_KEY, PUBLIC_KEY } from '../http/permission.decorator.js';
import { InvalidToken, PermissionMissing, TokenRequired, TwoFactorRequired } from './auth.errors.js';
import { KnownCallers } from './known-callers.js';
import { ENROLMENT } from './permissions.js';

/** The one guard of the native API: who is it, and may they do what the route's one permission says? */
@Injectable()
export class AuthenticationGuard extends AuthGuard(['jwt', 'api-token', 'basic']) {
  /** By the method that answers; undefined: anybody may. One that was forgotten nobody has. */
  private readonly permissions = new Map<unknown, string | undefined>();

  constructor(
    private readonly reflector: Reflector,
    private readonly callers: KnownCallers,
  ) {
    super({ property: 'actor', session: false });
  }

  /** Not async: whoever is known passes without a pause. */
  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const permission = this.permissionOf(context);
    if (permission === undefined) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (this.callers.admit(request)) return isAllowed(request, permission);
    return this.identify(context).then(() => isAllowed(request, permission));
  }

  /** By the strategies. */
  private async identify(context: ExecutionContext): Promise<void> {
    await super.canActivate(context);
  }

  override handleRequest<T = Actor>(
    error: unknown,
    actor: T | false,
    _: unknown,
    context: ExecutionContext,
  ): T {
    if (error) throw error;
    if (actor) return actor;
    const { authorization } = context.switchToHttp().getRequest<FastifyRequest>().headers;
    throw authorization === undefined ? new TokenRequired() : new InvalidToken();
  }

  private permissionOf(context: ExecutionContext): string | undefined {
    const handler = context.getHandler();
    if (!this.permissions.has(handler)) {
      const route = [handler, context.getClass()];
      const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC_KEY, route) === true;
      const permission = this.reflector.getAllAndOverride<string | undefined>(PERMISSION_KEY, route);
      this.permissions.set(handler, isPublic ? undefined : (permission ?? ''));
    }
    return this.permissions.get(handler);
  }
}

/** @throws PermissionMissing, TwoFactorRequired */
function isAllowed({ actor }: FastifyRequest, permission: string): true {
  if (actor?.permissions.has(permission)) return true;
  throw actor?.permissions === ENROLMENT ? new TwoFactorRequired() : new PermissionMissing(permission);
}
