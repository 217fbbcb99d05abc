import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { User } from '../../users/user.entity.js';
import { AccountLinksService, type LinkLogin } from '../account-links.service.js';
import { InvalidCredentials, InvalidToken, SignInLocked } from '../auth.errors.js';
import { SessionsService, type Tokens } from '../sessions.service.js';
import type { Visit } from '../visit.decorator.js';
import { UserPasswordsService } from './user-passwords.service.js';
import { UserSignInService, type UserSignInResult } from './user-sign-in.service.js';

/** The users' door: by password, or by a link in a mail that only they can read. */
@Injectable()
export class UserAuthService {
  constructor(
    private readonly database: Database,
    private readonly signIn: UserSignInService,
    private readonly sessions: SessionsService,
    private readonly links: AccountLinksService,
    private readonly passwords: UserPasswordsService,
  ) {}

  /** @throws InvalidCredentials whether or not there is such a user; SignInLocked */
  async login(login: LinkLogin, password: string, visit: Visit): Promise<Tokens> {
    const id = admittedUser(await this.signIn.verify(login, password, visit.address));
    return this.sessions.start({ kind: 'user', id }, visit);
  }

  /** Mails a link that signs in, if there is such a user. @throws TooManyLinks */
  async askForLink(email: string, visit: Visit): Promise<void> {
    await this.links.ask('sign_in', { email }, visit);
  }

  /**
   * Signs in by such a link. With a new password that is set too, and other sessions end: who reads the mail owns the
   * account. @throws InvalidToken, SignInLocked
   */
  async redeemLink(token: string, newPassword: string | undefined, visit: Visit): Promise<Tokens> {
    await this.links.requireGood('sign_in', token, visit);
    const hash = newPassword === undefined ? undefined : await this.passwords.hash(newPassword);
    return this.database.transaction(async (tx) => {
      const id = await this.links.redeem(tx, 'sign_in', token);
      const user = await tx.findOneBy(User, { id, active: true });
      if (!user) throw new InvalidToken();
      if (hash) await this.passwords.set(tx, user, hash);
      return this.sessions.startIn(tx, { kind: 'user', id }, visit);
    });
  }
}

function admittedUser(result: UserSignInResult): number {
  if (result.outcome === 'ok') return result.user.id;
  throw result.outcome === 'locked' ? new SignInLocked(result.retryAfterSeconds) : new InvalidCredentials();
}
