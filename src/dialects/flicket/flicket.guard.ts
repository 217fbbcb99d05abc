import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../common/actor.js';
import { SettingsService } from '../../settings/settings.service.js';
import { TimedTokensService } from '../../staff-auth/timed-tokens.service.js';
import { FLICKET_ACCESS, type FlicketAccess } from './endpoint.decorator.js';
import { FlicketCall } from './flicket-call.js';
import { FlicketRefusal } from './flicket.errors.js';

const BEARER = /^Bearer +(\S+)$/i;

/** The token of the request; empty where there is none. */
export const tokenIn = ({ headers }: Pick<FastifyRequest, 'headers'>): string =>
  BEARER.exec(headers.authorization ?? '')?.[1] ?? '';

/** Bearer tokens, and what their owner may do now; who asks for a token brings a password instead. */
@Injectable()
export class FlicketGuard implements CanActivate {
  constructor(
    private readonly tokens: TimedTokensService,
    private readonly settings: SettingsService,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const access = this.reflector.get<FlicketAccess>(FLICKET_ACCESS, context.getHandler());
    if (access === 'password') return true;
    const actor = await this.tokens.authenticate(tokenIn(request));
    if (!actor) throw new FlicketRefusal(401);
    if (access !== 'token' && !actor.permissions.has(access)) throw new FlicketRefusal(403);
    request.actor = actor;
    request.flicketCall = this.callOf(request, actor);
    return true;
  }

  private callOf(request: FastifyRequest, actor: Actor): FlicketCall {
    const base = this.settings.get('base_url') || `${request.protocol}://${request.host}`;
    return new FlicketCall(actor, base.replace(/\/+$/, ''), {
      params: request.params as Record<string, string>,
      query: request.query as Record<string, unknown>,
      perPage: this.settings.get('posts_per_page'),
    });
  }
}
