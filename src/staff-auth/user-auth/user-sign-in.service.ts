import { Injectable } from '@nestjs/common';
import { SYSTEM, authorOf, type Author } from '../../common/actor.js';
import { emailKey } from '../../common/email-address.js';
import { Database, type Tx } from '../../database/database.js';
import { EventsService } from '../../events/events.service.js';
import { User } from '../../users/user.entity.js';
import { usernameKey } from '../../users/usernames.js';
import type { LinkLogin } from '../account-links.service.js';
import { PasswordGate } from '../password-gate.js';
import { PasswordHashes } from '../password-hashes.js';
import { verifyPassword } from '../passwords.js';
import { SignInAttemptsService, type Limit, type Lock } from '../sign-in-attempts.service.js';

export type UserSignInResult = { outcome: 'ok'; user: User } | { outcome: 'wrong_credentials' } | Lock;

/** Passwords of users, by the rules of those of staff: counted by account and address, and telling nobody who exists. */
@Injectable()
export class UserSignInService {
  constructor(
    private readonly database: Database,
    private readonly attempts: SignInAttemptsService,
    private readonly gate: PasswordGate,
    private readonly events: EventsService,
    private readonly hashes: PasswordHashes,
  ) {}

  /** @throws SignInBusy */
  verify(login: LinkLogin, password: string, address: string): Promise<UserSignInResult> {
    const name = login.email === undefined ? usernameKey(login.username ?? '') : emailKey(login.email);
    const limits = this.attempts.limitsOf('native', `user ${name}`, address);
    return this.gate.pass(limits, async () => {
      const user = await this.find(login);
      const fits = await verifyPassword(password, user?.passwordHash ?? null);
      if (!user?.active || !fits) return this.refuse(user, limits, address);
      await this.admit(user, password, limits, address);
      return { outcome: 'ok', user };
    });
  }

  private find({ email, username }: LinkLogin): Promise<User | null> {
    const users = this.database.repository(User);
    if (email !== undefined) return users.findOneBy({ emailKey: emailKey(email) });
    return this.findByUsername(usernameKey(username ?? ''));
  }

  private async findByUsername(key: string): Promise<User | null> {
    const [owner] = await this.database.query<{ accountId: number }>(
      "select accountId from usernames where usernameKey = ? and kind = 'user'",
      [key],
    );
    return owner ? this.database.repository(User).findOneBy({ id: owner.accountId }) : null;
  }

  private async admit(user: User, password: string, limits: Limit[], address: string): Promise<void> {
    const fresh = await this.hashes.renewed(password, user.passwordHash!);
    await this.database.transaction(async (tx) => {
      if (fresh)
        await tx.query('update users set passwordHash = ? where id = ? and passwordHash = ?', [
          fresh,
          user.id,
          user.passwordHash,
        ]);
      await this.attempts.succeed(tx, limits);
      const actor: Author = { kind: 'user', id: user.id, name: user.fullName };
      await this.append(tx, 'user.signed_in', user.id, actor, address);
    });
  }

  private async refuse(user: User | null, limits: Limit[], address: string): Promise<UserSignInResult> {
    await this.database.transaction(async (tx) => {
      if (user) await this.append(tx, 'user.sign_in_failed', user.id, authorOf(SYSTEM), address);
      await this.attempts.fail(tx, limits);
    });
    return { outcome: 'wrong_credentials' };
  }

  private append(tx: Tx, type: string, id: number, actor: Author, address: string): Promise<void> {
    return this.events.append(tx, { type, resource: 'user', resourceId: id, actor, details: { address } });
  }
}
