import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { emailKey } from '../common/email-address.js';
import { InvalidInput } from '../common/errors.js';
import type { Locale } from '../common/locales.js';
import { Database, type Tx } from '../database/database.js';
import { affected, insertRow } from '../database/rows.js';
import { OutboxService } from '../outbox/outbox.service.js';
import { usernameKey } from '../users/usernames.js';
import type { LinkPurpose } from './account-link.entity.js';
import { InvalidToken, SignInLocked, TooManyLinks } from './auth.errors.js';
import { SignInAttemptsService } from './sign-in-attempts.service.js';
import { tokenHash } from './token-hash.js';
import type { Visit } from './visit.decorator.js';

/** Whose link is wanted, as somebody typed it: one of both. */
export interface LinkLogin {
  email?: string;
  username?: string;
}

/** Payload of `account_link.asked`: written for everybody alike, whether there is such an account or not. */
export interface LinkCause extends LinkLogin {
  purpose: LinkPurpose;
}

/** A link that was just made, for the mail that carries it. */
export interface NewLink {
  name: string;
  address: string;
  locale: Locale | null;
  token: string;
}

type Account = Omit<NewLink, 'token' | 'address'> & { id: number; address: string | null };

const MINUTES: Record<LinkPurpose, number> = { password: 60, sign_in: 15 };
/** A welcome waits until its reader finds the time. */
const WELCOME_MINUTES = 3 * 24 * 60;
const TABLES: Record<LinkPurpose, string> = { password: 'staff', sign_in: 'users' };

/**
 * One-time links by mail. Asking for one does the same for known and unknown people: the account is looked up when the
 * mail is made, and the token is made then too, so that no table ever holds it in clear.
 */
@Injectable()
export class AccountLinksService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly outbox: OutboxService,
    private readonly attempts: SignInAttemptsService,
  ) {}

  /** @throws InvalidInput when the login says nothing; TooManyLinks */
  async ask(purpose: LinkPurpose, login: LinkLogin, { address }: Visit): Promise<void> {
    const account = keyOf(login);
    const lock = await this.attempts.tryOnce(this.attempts.linkLimits(purpose, account, address));
    if (lock) throw new TooManyLinks(lock.retryAfterSeconds);
    await this.database.transaction((tx) => this.outbox.add(tx, 'account_link.asked', { purpose, ...login }));
  }

  /** Makes the link; undefined: nobody active has this login, or no address. An earlier link is none any more. */
  async make({ purpose, ...login }: LinkCause): Promise<NewLink | undefined> {
    const [account] = await this.database.query<Account>(
      `select id, fullName as name, email as address, locale from ${TABLES[purpose]}
       where ${login.email === undefined ? 'usernameKey' : 'emailKey'} = ? and active = ?`,
      [keyOf(login), true],
    );
    return account && this.insert(purpose, account, MINUTES[purpose]);
  }

  /** The first link of a user, which signs in as any other does, only longer. Undefined: gone or disabled. */
  async makeWelcome(userId: number): Promise<NewLink | undefined> {
    const [account] = await this.database.query<Account>(
      'select id, fullName as name, email as address, locale from users where id = ? and active = ?',
      [userId, true],
    );
    return account && this.insert('sign_in', account, WELCOME_MINUTES);
  }

  /** Before what costs time: tries are counted, and the link is looked at. @throws InvalidToken, SignInLocked */
  async requireGood(purpose: LinkPurpose, token: string, { address }: Visit): Promise<void> {
    const limits = this.attempts.redeemLimits(address);
    const lock = await this.attempts.lockOf(limits);
    if (lock) throw new SignInLocked(lock.retryAfterSeconds);
    const rows = await this.database.query(
      'select id from account_links where tokenHash = ? and purpose = ? and expiresAt > ?',
      [tokenHash(token), purpose, this.clock.now()],
    );
    if (rows.length) return;
    await this.database.transaction((tx) => this.attempts.fail(tx, limits));
    throw new InvalidToken();
  }

  /** Uses the link up. @returns the id of its account @throws InvalidToken */
  async redeem(tx: Tx, purpose: LinkPurpose, token: string): Promise<number> {
    const [link]: { id: number; accountId: number }[] = await tx.query(
      'select id, accountId from account_links where tokenHash = ? and purpose = ? and expiresAt > ?',
      [tokenHash(token), purpose, this.clock.now()],
    );
    const used: unknown = link && (await tx.query('delete from account_links where id = ?', [link.id]));
    if (!link || affected(used) !== 1) throw new InvalidToken();
    return link.accountId;
  }

  private async insert(
    purpose: LinkPurpose,
    { id, name, address, locale }: Account,
    minutes: number,
  ): Promise<NewLink | undefined> {
    if (!address) return undefined;
    const token = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      await tx.query('delete from account_links where expiresAt <= ? or (purpose = ? and accountId = ?)', [
        now,
        purpose,
        id,
      ]);
      await insertRow(tx, 'account_links', {
        purpose,
        accountId: id,
        tokenHash: tokenHash(token),
        createdAt: now,
        expiresAt: new Date(now.getTime() + minutes * 60_000),
      });
    });
    return { name, address, locale, token };
  }
}

/** What two spellings of a login share. */
function keyOf({ email, username }: LinkLogin): string {
  if (email !== undefined) return emailKey(email);
  if (username !== undefined) return usernameKey(username);
  throw InvalidInput.field('email', 'required.login');
}
