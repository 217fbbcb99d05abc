import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type passport from 'passport';
import { Strategy } from 'passport-jwt';
import { deriveKey } from '../common/derived-key.js';
import { Config } from '../config/config.js';
import type { StaffActor, UserActor } from './actors.service.js';
import { bearerOf, looksLikeJwt } from './bearer.js';
import { SessionsService, TOKEN_KEY_PURPOSE, type AccessClaims } from './sessions.service.js';

type Claims = AccessClaims & { exp: number };
type Request = Parameters<passport.Strategy['authenticate']>[0];
type Found = [StaffActor | UserActor | false, { familyId: string }];

const REMEMBERED_MAX = 10_000;

/** People by the access token of a sign-in. The audience says whether it is one of staff or of a user. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  /** A signature stays good: it is checked once a token (a tenth of a millisecond), the session behind it each time. */
  private readonly verified = new Map<string, Claims>();

  constructor(
    config: Config,
    private readonly sessions: SessionsService,
  ) {
    super({
      jwtFromRequest: bearerOf,
      secretOrKey: deriveKey(config.appSecret, TOKEN_KEY_PURPOSE),
      algorithms: ['HS256'],
      audience: ['staff', 'user'],
      passReqToCallback: true,
    });
  }

  override authenticate(request: Request, options?: unknown): void {
    const token = bearerOf(request);
    if (!token || !looksLikeJwt(token)) return this.fail(401);
    const claims = this.claimsOf(token);
    if (!claims) return super.authenticate(request, options);
    this.identify(claims).then(
      ([actor, info]) => (actor ? this.success(actor, info) : this.fail(401)),
      (error: unknown) => this.error(error as Error),
    );
  }

  /** Called with the claims of a token whose signature, audience and expiry are good. */
  validate(request: Request, claims: Claims): Promise<Found> {
    if (this.verified.size >= REMEMBERED_MAX) this.verified.clear();
    this.verified.set(bearerOf(request)!, claims);
    return this.identify(claims);
  }

  /** Whom the token stands for, from memory; undefined: it has to be verified, or its session asked for. */
  recall(token: string): { actor: StaffActor; familyId: string } | undefined {
    const claims = this.claimsOf(token);
    const actor = claims && this.sessions.recall(claims);
    return actor && { actor, familyId: claims.sid };
  }

  private claimsOf(token: string): Claims | undefined {
    const claims = this.verified.get(token);
    return claims && claims.exp * 1000 > Date.now() ? claims : undefined;
  }

  /** The actor, and beside it the session; false when the account or the session is no more. */
  private async identify(claims: Claims): Promise<Found> {
    return [(await this.sessions.actorOf(claims)) ?? false, { familyId: claims.sid }];
  }
}
