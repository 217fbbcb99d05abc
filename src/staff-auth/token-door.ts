import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { TokensDto } from './auth.dto.js';
import type { Exchange } from './exchange.decorator.js';
import { RefreshCookies } from './refresh-cookies.js';
import { SessionsService, type PersonKind, type Tokens } from './sessions.service.js';
import type { Visit } from './visit.decorator.js';

/** How tokens leave and come back: in bodies, or with the refresh token in a cookie. The same for staff and users. */
@Injectable()
export class TokenDoor {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsService,
    private readonly cookies: RefreshCookies,
  ) {}

  /** What has no refresh token (a challenge) goes as it is. */
  deliver<T extends object>(
    kind: PersonKind,
    answer: Tokens | T,
    asCookie: boolean | undefined,
    { reply }: Exchange,
  ): TokensDto | T {
    return 'refreshToken' in answer
      ? this.cookies.deliver(kind, answer as Tokens, asCookie === true, reply)
      : answer;
  }

  /** The next pair, by the way the last one came. @throws InvalidToken, OriginRefused, InvalidInput */
  async refresh(
    kind: PersonKind,
    inBody: string | undefined,
    visit: Visit,
    { request, reply }: Exchange,
  ): Promise<TokensDto> {
    const refreshToken = this.cookies.tokenOf(kind, request, inBody);
    const tokens = await this.sessions.refresh(kind, refreshToken, visit);
    return this.cookies.deliver(kind, tokens, inBody === undefined, reply);
  }

  /** Ends the session, and takes its cookie back. @throws OriginRefused */
  async logout(kind: PersonKind, familyId: string, { request, reply }: Exchange): Promise<void> {
    const hasCookie = this.cookies.read(kind, request) !== undefined;
    await this.database.transaction((tx) => this.sessions.end(tx, kind, familyId));
    if (hasCookie) this.cookies.clear(kind, reply);
  }
}
