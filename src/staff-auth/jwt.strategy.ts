import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { Config } from '../config/config.js';
import { deriveKey } from './secret-box.js';
import {
  ACCESS_AUDIENCE,
  SessionsService,
  TOKEN_KEY_PURPOSE,
  type AccessClaims,
  type StaffActor,
} from './sessions.service.js';

/** Staff by the access token of a sign-in. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(
    config: Config,
    private readonly sessions: SessionsService,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: deriveKey(config.appSecret, TOKEN_KEY_PURPOSE),
      algorithms: ['HS256'],
      audience: ACCESS_AUDIENCE,
    });
  }

  /** The actor, and beside it the session; false when the account or the session is no more. */
  async validate(claims: AccessClaims): Promise<[StaffActor | false, { familyId: string }]> {
    return [(await this.sessions.actorOf(claims)) ?? false, { familyId: claims.sid }];
  }
}
