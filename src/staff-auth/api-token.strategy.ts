import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import passport from 'passport';
import { ExtractJwt } from 'passport-jwt';
import { ApiTokensService, type TokenActor } from './api-tokens.service.js';
import { AddressRefused } from './auth.errors.js';

type Verify = (
  token: string,
  address: string,
  done: (error: unknown, actor?: TokenActor | false) => void,
) => void;

const bearerOf = ExtractJwt.fromAuthHeaderAsBearerToken();

/** passport's side of an API token: an opaque text in `Authorization: Bearer`. */
class BearerStrategy extends passport.Strategy {
  constructor(private readonly verify: Verify) {
    super();
  }

  override authenticate(request: Parameters<passport.Strategy['authenticate']>[0]): void {
    const token = bearerOf(request);
    if (!token) return this.fail(401);
    this.verify(token, (request as unknown as FastifyRequest).ip, (error, actor) => {
      if (error) this.error(error);
      else if (actor) this.success(actor);
      else this.fail(401);
    });
  }
}

/** Programs by their API token. */
@Injectable()
export class ApiTokenStrategy extends PassportStrategy(BearerStrategy, 'api-token') {
  constructor(private readonly tokens: ApiTokensService) {
    super();
  }

  async validate(token: string, address: string): Promise<TokenActor | false> {
    const check = await this.tokens.authenticate(token, address);
    if (check.outcome === 'address_refused') throw new AddressRefused(address);
    return check.outcome === 'ok' && check.actor;
  }
}
