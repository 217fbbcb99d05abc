import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../common/actor.js';
import { PERMISSION_KEY, PUBLIC_KEY } from '../http/permission.decorator.js';
import { InvalidToken, PermissionMissing, TokenRequired } from './auth.errors.js';

/** The one guard of the native API: who is it, and may they do what the route's one permission says? */
@Injectable()
export class AuthenticationGuard extends AuthGuard(['jwt', 'api-token']) {
  constructor(private readonly reflector: Reflector) {
    super({ property: 'actor', session: false });
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC_KEY, route)) return true;
    await super.canActivate(context);
    const { actor } = context.switchToHttp().getRequest<FastifyRequest>();
    const permission = this.reflector.getAllAndOverride<string>(PERMISSION_KEY, route);
    if (!actor?.permissions.has(permission)) throw new PermissionMissing(permission);
    return true;
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
}
