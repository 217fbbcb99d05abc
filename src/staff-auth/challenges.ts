import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { InvalidToken } from './auth.errors.js';

const AUDIENCE = 'two-factor';
export const CHALLENGE_MINUTES = 5;

/** The first half of a sign-in: whose it is, and which one, for its tries are counted. */
export interface Challenge {
  staffId: number;
  id: string;
}

/** Tokens that say "the password was right", to be shown with a code. */
@Injectable()
export class Challenges {
  constructor(private readonly jwt: JwtService) {}

  issue(staffId: number): string {
    return this.jwt.sign(
      { sub: String(staffId), jti: randomUUID() },
      { audience: AUDIENCE, expiresIn: CHALLENGE_MINUTES * 60 },
    );
  }

  /** @throws InvalidToken */
  read(challengeToken: string): Challenge {
    try {
      const { sub, jti } = this.jwt.verify<{ sub: string; jti: string }>(challengeToken, {
        audience: AUDIENCE,
      });
      return { staffId: Number(sub), id: jti };
    } catch {
      throw new InvalidToken();
    }
  }
}
