import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InvalidInput } from '../common/errors.js';
import { Config } from '../config/config.js';
import type { TokensDto } from './auth.dto.js';
import { OriginRefused } from './auth.errors.js';
import type { PersonKind, Tokens } from './sessions.service.js';

/** As long as a refresh token may lie unused. */
const SECONDS = 30 * 24 * 60 * 60;

const DOORS: Record<PersonKind, { name: string; path: string }> = {
  staff: { name: 'switchdesk_refresh', path: '/api/v1/auth' },
  user: { name: 'switchdesk_user_refresh', path: '/api/v1/user-auth' },
};

/** Refresh tokens as cookies, for pages that would have to keep them where scripts can read. */
@Injectable()
export class RefreshCookies {
  private readonly origins: ReadonlySet<string>;
  private readonly prefix: string;

  constructor(config: Config) {
    const desk = config.publicUrl ? new URL(config.publicUrl) : undefined;
    this.origins = new Set([...(desk ? [desk.origin] : []), ...config.corsOrigins]);
    this.prefix = desk?.pathname.replace(/\/+$/, '') ?? '';
  }

  /**
   * The refresh token of the body, or that of the cookie.
   * @throws OriginRefused when a cookie comes from somebody else's page; InvalidInput when there is neither
   */
  tokenOf(kind: PersonKind, request: FastifyRequest, inBody: string | undefined): string {
    if (inBody !== undefined) return inBody;
    const inCookie = this.read(kind, request);
    if (inCookie === undefined)
      throw InvalidInput.field('refreshToken', 'required', { field: 'refreshToken' });
    return inCookie;
  }

  /** Whether the request brings a cookie. @throws OriginRefused */
  read(kind: PersonKind, { headers, server }: FastifyRequest): string | undefined {
    const token = headers.cookie && server.parseCookie(headers.cookie)[DOORS[kind].name];
    if (!token) return undefined;
    if (!this.origins.has(headers.origin ?? '')) throw new OriginRefused();
    return token;
  }

  /** Gives the tokens in the answer, or with the refresh token as a cookie beside it. */
  deliver(kind: PersonKind, tokens: Tokens, asCookie: boolean, reply: FastifyReply): TokensDto {
    if (!asCookie) return tokens;
    const { refreshToken, ...rest } = tokens;
    this.set(kind, refreshToken, SECONDS, reply);
    return rest;
  }

  clear(kind: PersonKind, reply: FastifyReply): void {
    this.set(kind, '', 0, reply);
  }

  private set(kind: PersonKind, value: string, maxAge: number, reply: FastifyReply): void {
    const { name, path } = DOORS[kind];
    const options = { httpOnly: true, secure: true, sameSite: 'strict' as const, maxAge };
    void reply.setCookie(name, value, { ...options, path: this.prefix + path });
  }
}
