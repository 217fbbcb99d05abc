import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { TimedTokensService } from '../../staff-auth/timed-tokens.service.js';
import { FlicketRefusal } from './flicket.errors.js';
import { tokenIn } from './flicket.guard.js';
import type { TokenShape } from './flicket.shapes.js';

/** Ten hours, as Flicket's. */
const SECONDS = 36_000;
const BASIC = /^Basic +([A-Za-z0-9+/=]+)$/i;

/** Tokens for `Authorization: Basic`, and their end. */
@Injectable()
export class FlicketTokens {
  constructor(private readonly tokens: TimedTokensService) {}

  /** @throws FlicketRefusal, InvalidCredentials, AppPasswordRequired, SignInLocked */
  async create({ headers, ip }: FastifyRequest): Promise<TokenShape> {
    const encoded = BASIC.exec(headers.authorization ?? '')?.[1] ?? '';
    const [, username, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
    if (!username || !password) throw new FlicketRefusal(401);
    return { token: await this.tokens.issue({ username, password }, ip, SECONDS) };
  }

  revoke(request: FastifyRequest): Promise<void> {
    return this.tokens.revoke(tokenIn(request));
  }
}
