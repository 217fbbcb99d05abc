import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiTokensService, type TokenActor, type TokenCheck } from '../../staff-auth/api-tokens.service.js';
import { HELPDESKZ_PERMISSION, LABELS, type HelpdeskzPermission } from './endpoint.decorator.js';
import { HelpdeskzRefusal, wrongVerb } from './helpdeskz.errors.js';

/** Of every answer, also of refusals. */
export const HELPDESKZ_HEADERS = {
  'content-type': 'application/json; charset=UTF-8',
  'cache-control': 'no-store, max-age=0, no-cache',
};

/** Token, then its addresses, then the permission: all refused with 400, before anything is looked up. */
@Injectable()
export class HelpdeskzGuard implements CanActivate {
  constructor(
    private readonly tokens: ApiTokensService,
    private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const permission = this.reflector.get<HelpdeskzPermission | undefined>(
      HELPDESKZ_PERMISSION,
      context.getHandler(),
    );
    void context.switchToHttp().getResponse<FastifyReply>().headers(HELPDESKZ_HEADERS);
    if (request.method !== 'GET' && request.method !== 'POST') throw wrongVerb();
    const token = tokenOf(request);
    // Most are known, and pass without a pause.
    const known = this.tokens.recall(token, request.ip);
    if (known) return admit(request, known, permission);
    return this.tokens
      .authenticate(token, request.ip)
      .then((result) => admit(request, actorOf(result, request), permission));
  }
}

function actorOf(result: TokenCheck, { ip }: FastifyRequest): TokenActor {
  if (result.outcome === 'invalid') throw new HelpdeskzRefusal('Invalid authentication.', 400);
  // The back-tick is HelpDeskZ's.
  if (result.outcome === 'address_refused')
    throw new HelpdeskzRefusal(`IP address \`${ip} is not allowed.`, 400);
  return result.actor;
}

function admit(
  request: FastifyRequest,
  actor: TokenActor,
  permission: HelpdeskzPermission | undefined,
): true {
  if (permission && !actor.permissions.has(permission))
    throw new HelpdeskzRefusal(`Permission not allowed: ${LABELS[permission]}`, 400);
  request.actor = actor;
  return true;
}

/** `Token: x` as HelpDeskZ reads it; `Authorization: Token x`, `Token: x` (as its documentation words it) or `Bearer x`. */
function tokenOf(request: FastifyRequest): string {
  const token = request.headers['token'];
  if (typeof token === 'string' && token.trim()) return token.trim();
  return /^(?:token:?|bearer)\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
}
