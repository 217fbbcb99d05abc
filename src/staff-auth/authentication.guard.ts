import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../common/actor.js';
import { PERMISSION_KEY, PUBLIC_KEY } from '../http/permission.decorator.js';
import { ApiTokensService } from './api-tokens.service.js';
import { AddressRefused, InvalidToken, PermissionMissing, TokenRequired } from './auth.errors.js';
import { bearerOf, looksLikeJwt } from './bearer.js';

/** The one guard of the native API: who is it, and may they do what the route's one permission says? */
@Injectable()
export class AuthenticationGuard extends AuthGuard('jwt') {
  /** By the method that answers; undefined: anybody may. One that was forgotten nobody has. */
  private readonly permissions = new Map<unknown, string | undefined>();

  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: ApiTokensService,
  ) {
    super({ property: 'actor', session: false });
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const permission = this.permissionOf(context);
    if (permission === undefined) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const token = bearerOf(request);
    // Programs ask most often, and passport has nothing to add to the look-up of their token.
    if (token && !looksLikeJwt(token)) request.actor = await this.actorOf(token, request.ip);
    else await super.canActivate(context);
    if (!request.actor?.permissions.has(permission)) throw new PermissionMissing(permission);
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

  private async actorOf(token: string, address: string): Promise<Actor> {
    const check = await this.tokens.authenticate(token, address);
    if (check.outcome === 'ok') return check.actor;
    throw check.outcome === 'address_refused' ? new AddressRefused(address) : new InvalidToken();
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
