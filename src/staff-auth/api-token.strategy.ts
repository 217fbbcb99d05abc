import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import passport from 'passport';
import { ApiTokensService, type TokenActor } from './api-tokens.service.js';
import { AddressRefused } from './auth.errors.js';
import { bearerOf, looksLikeJwt } from './bearer.js';

/** Programs by their API token. */
@Injectable()
export class ApiTokenStrategy extends PassportStrategy(passport.Strategy, 'api-token') {
  constructor(private readonly tokens: ApiTokensService) {
    super();
  }

  override authenticate(request: unknown): void {
    this.validate(request as FastifyRequest).then(
      (actor) => (actor ? this.success(actor) : this.fail(401)),
      (error: unknown) => this.error(error as Error),
    );
  }

  /** Undefined: there is no API token, or one that nobody has. @throws AddressRefused */
  async validate(request: FastifyRequest): Promise<TokenActor | undefined> {
    const token = bearerOf(request);
    if (!token || looksLikeJwt(token)) return undefined;
    const check = await this.tokens.authenticate(token, request.ip);
    if (check.outcome === 'address_refused') throw new AddressRefused(request.ip);
    return check.outcome === 'ok' ? check.actor : undefined;
  }
}
