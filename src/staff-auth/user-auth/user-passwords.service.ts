import { Injectable } from '@nestjs/common';
import { InvalidInput } from '../../common/errors.js';
import { Database, type Tx } from '../../database/database.js';
import type { User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { SignInLocked } from '../auth.errors.js';
import type { UserSignedIn } from '../current-session.decorator.js';
import { PasswordHashes } from '../password-hashes.js';
import { SessionsService } from '../sessions.service.js';
import { VerificationQueue } from '../verification-queue.js';
import type { Visit } from '../visit.decorator.js';
import { UserSignInService } from './user-sign-in.service.js';

/** What users set as their passwords. */
@Injectable()
export class UserPasswordsService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly signIn: UserSignInService,
    private readonly sessions: SessionsService,
    private readonly queue: VerificationQueue,
    private readonly hashes: PasswordHashes,
  ) {}

  hash(password: string): Promise<string> {
    return this.queue.run(() => this.hashes.hash(password));
  }

  /**
   * Sets one's own password; other sessions end. The current one is asked for where there is one.
   * @throws InvalidInput when it is wrong; SignInLocked
   */
  async change(
    { actor, familyId }: UserSignedIn,
    currentPassword: string | undefined,
    newPassword: string,
    { address }: Visit,
  ): Promise<void> {
    const user = await this.users.get(actor.id);
    if (user.passwordHash !== null) await this.confirm(user, currentPassword ?? '', address);
    const hash = await this.hash(newPassword);
    await this.database.transaction((tx) => this.set(tx, user, hash, familyId));
  }

  /** Ends all sessions but this one. */
  async set(tx: Tx, user: User, passwordHash: string, exceptFamilyId?: string): Promise<void> {
    await this.users.setPassword(tx, user, passwordHash);
    await this.sessions.endAllOf(tx, { kind: 'user', id: user.id }, exceptFamilyId);
  }

  private async confirm(user: User, password: string, address: string): Promise<void> {
    const result = await this.signIn.verify({ email: user.email }, password, address);
    if (result.outcome === 'locked') throw new SignInLocked(result.retryAfterSeconds);
    if (result.outcome !== 'ok') throw InvalidInput.field('currentPassword', 'wrong.current_password');
  }
}
