import { Injectable, type ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../common/actor.js';
import { ApiTokensService } from '../../staff-auth/api-tokens.service.js';
import { AddressRefused } from '../../staff-auth/auth.errors.js';
import { PersonSignInService } from '../../staff-auth/user-auth/person-sign-in.service.js';
import { claimIn } from './credentials.js';
import { DrfNotAuthenticated, DrfRefusal, NoSuchPath, denied } from './django-helpdesk.errors.js';
import { requireSpoken } from './negotiation.js';
import { allowedAt, placeOf, type Place } from './places.js';

/** In the order of Django REST Framework: what is spoken, who it is, whether they may, then the verb. */
@Injectable()
export class DjangoHelpdeskGuard extends AuthGuard(['jwt', 'api-token']) {
  constructor(
    private readonly people: PersonSignInService,
    private readonly tokens: ApiTokensService,
  ) {
    super({ property: 'actor', session: false });
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const place = placeOf(request);
    if (!place) throw new NoSuchPath();
    void context
      .switchToHttp()
      .getResponse<FastifyReply>()
      .headers({ 'content-type': 'application/json', allow: allowedAt(place), vary: 'Accept, Cookie' });
    requireSpoken(request);
    const actor = await this.identify(context, request);
    if (actor) request.actor = actor;
    requireAllowed(place, request.method, actor);
    return true;
  }

  override handleRequest<T = Actor>(error: unknown, actor: T | false): T {
    if (error) throw error;
    if (!actor) throw new DrfNotAuthenticated('Invalid token.');
    return actor;
  }

  private async identify(context: ExecutionContext, request: FastifyRequest): Promise<Actor | undefined> {
    const claim = claimIn(request.headers.authorization);
    if (claim?.scheme === 'basic') return this.people.verify(claim, request.ip);
    if (claim?.scheme === 'token') return this.byToken(claim.token, request.ip);
    if (claim) await super.canActivate(context);
    return request.actor;
  }

  private async byToken(token: string, address: string): Promise<Actor> {
    const check = await this.tokens.authenticate(token, address);
    if (check.outcome === 'address_refused') throw new AddressRefused(address);
    if (check.outcome === 'invalid') throw new DrfNotAuthenticated('Invalid token.');
    return check.actor;
  }
}

function requireAllowed(place: Place, method: string, actor: Actor | undefined): void {
  if (place.audience !== 'anybody') {
    if (!actor) throw new DrfNotAuthenticated();
    if (place.audience === 'staff' && actor.kind === 'user') throw denied();
  }
  if (method === 'OPTIONS') return;
  const verb = (method === 'HEAD' ? 'GET' : method) as keyof Place['verbs'];
  const needs = place.verbs[verb];
  if (!needs) throw new DrfRefusal(405, `Method "${method}" not allowed.`);
  if (!needs.every((word) => actor?.permissions.has(word))) throw denied();
  const isTokensOwn = actor?.kind === 'token' && verb === 'DELETE' && place.name.startsWith('Ticket ');
  if (isTokensOwn && !actor.permissions.has('tickets/delete')) throw denied();
}
