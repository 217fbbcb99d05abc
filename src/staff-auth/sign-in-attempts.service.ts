import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database, afterCommit, type Tx } from '../database/database.js';
import { flavourOf } from '../database/flavour.js';
import { marks } from '../database/marks.js';
import { toDate } from '../database/rows.js';
import { SettingsService } from '../settings/settings.service.js';
import { networkOf, normaliseAddress } from './addresses.js';
import { CHALLENGE_MINUTES } from './challenges.js';

/**
 * `native` counts failures of an account from an address, and of an address over all accounts.
 * `helpdeskz` counts them by the address its caller tells, as HelpDeskZ does.
 */
export type SignInDoor = 'native' | 'helpdeskz';

/** A network may fail this often over all accounts before the native door stays closed to it. */
const NETWORK_MAX = 30;
/** Wrong codes that a challenge takes, and an account over all its challenges and addresses. */
const CODES_MAX = 5;
/** Links that may be asked for within the hour: for one account, and from one network. */
const LINKS_MAX = 5;
const NETWORK_LINKS_MAX = 30;
const LINK_MINUTES = 60;

/** How often something may fail under one name before the door stays closed. */
export interface Limit {
  name: string;
  max: number;
  /** Since the last failure. */
  minutes: number;
  /** Whether a success wipes the failures out. */
  clearedBySuccess: boolean;
}

export interface Lock {
  outcome: 'locked';
  attempts: number;
  max: number;
  minutes: number;
  retryAfterSeconds: number;
}

interface AttemptRow {
  name: string;
  attempts: number;
  lastFailedAt: Date | string;
}

/** Counts failures in the database, exactly, however many replicas and requests fail at once. */
@Injectable()
export class SignInAttemptsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
  ) {}

  /** What a sign-in at this door may use up. */
  limitsOf(door: SignInDoor, usernameKey: string, address: string): Limit[] {
    if (door === 'helpdeskz') return this.lockOut(`helpdeskz|${normaliseAddress(address)}`);
    const network = networkOf(address);
    // Hashed for its length: a username alone may fill the column.
    const account = hashOf(`${usernameKey}|${network}`);
    const throttle = {
      ...this.window(),
      name: `network|${network}`,
      max: NETWORK_MAX,
      clearedBySuccess: false,
    };
    return [...this.lockOut(`account|${account}`), throttle];
  }

  /** What the second step of a sign-in may use up; without a challenge it is a confirmation. */
  codeLimits(staffId: number, challengeId?: string): Limit[] {
    const account = {
      ...this.window(),
      name: `two-factor|${staffId}`,
      max: CODES_MAX,
      clearedBySuccess: true,
    };
    if (challengeId === undefined) return [account];
    // A challenge is over before its tries are forgotten.
    const challenge = { ...account, name: `challenge|${challengeId}`, minutes: CHALLENGE_MINUTES };
    return [account, { ...challenge, clearedBySuccess: false }];
  }

  /** What asking for a link may use up: the same for an address that nobody has. */
  linkLimits(purpose: string, account: string, address: string): Limit[] {
    const each = { minutes: LINK_MINUTES, clearedBySuccess: false };
    return [
      { ...each, name: `link|${purpose}|${hashOf(account)}`, max: LINKS_MAX },
      { ...each, name: `link|${networkOf(address)}`, max: NETWORK_LINKS_MAX },
    ];
  }

  /** What trying a link may use up. */
  redeemLimits(address: string): Limit[] {
    const throttle = { name: `redeem|${networkOf(address)}`, max: NETWORK_MAX, clearedBySuccess: false };
    return [{ ...this.window(), ...throttle }];
  }

  /** The first limit that is used up, if any. */
  async lockOf(limits: readonly Limit[]): Promise<Lock | undefined> {
    if (!limits.length) return undefined;
    const rows = await this.database.query<AttemptRow>(
      `select name, attempts, lastFailedAt from sign_in_attempts where name in (${marks(limits)})`,
      limits.map(({ name }) => name),
    );
    for (const limit of limits) {
      const row = rows.find(({ name }) => name === limit.name);
      const left = row ? toDate(row.lastFailedAt).getTime() - this.windowStart(limit).getTime() : 0;
      if (row && left > 0 && row.attempts >= limit.max) return lockedBy(limit, left);
    }
    return undefined;
  }

  /** Counts a try before it is made; what is used up, if anything. */
  async tryOnce(limits: readonly Limit[]): Promise<Lock | undefined> {
    const lock = await this.lockOf(limits);
    if (lock) return lock;
    const counts = await this.database.transaction((tx) => this.fail(tx, limits));
    const used = limits.find(({ max }, index) => counts[index]! > max);
    return used && lockedBy(used, used.minutes * 60_000);
  }

  /** Adds a failure to each limit, and tells how many each has now. Failures older than the window are forgotten. */
  async fail(tx: Tx, limits: readonly Limit[]): Promise<number[]> {
    const counts: number[] = [];
    for (const limit of limits) counts.push(await this.failOne(tx, limit));
    return counts;
  }

  /** Wipes out what a success wipes out, and afterwards all rows that no longer matter to anybody. */
  async succeed(tx: Tx, limits: readonly Limit[]): Promise<void> {
    for (const { name, clearedBySuccess } of limits)
      if (clearedBySuccess) await tx.query('delete from sign_in_attempts where name = ?', [name]);
    const [first] = limits;
    if (first) afterCommit(tx, () => this.sweep(first));
  }

  private async sweep(limit: Limit): Promise<void> {
    const minutes = Math.max(limit.minutes, LINK_MINUTES);
    await this.database.transaction((tx) =>
      tx.query('delete from sign_in_attempts where lastFailedAt <= ?', [this.windowStart({ minutes })]),
    );
  }

  private async failOne(tx: Tx, limit: Limit): Promise<number> {
    const upsert = flavourOf(tx.dataSource).onConflict(
      'name',
      (offered) =>
        `attempts = case when lastFailedAt <= ? then 1 else attempts + 1 end, lastFailedAt = ${offered('lastFailedAt')}`,
    );
    await tx.query(`insert into sign_in_attempts (name, attempts, lastFailedAt) values (?, 1, ?)${upsert}`, [
      limit.name,
      this.clock.now(),
      this.windowStart(limit),
    ]);
    const rows: AttemptRow[] = await tx.query('select attempts from sign_in_attempts where name = ?', [
      limit.name,
    ]);
    return rows[0]!.attempts;
  }

  /** None when the settings switch the lock-out off. */
  private lockOut(name: string): Limit[] {
    const max = this.settings.get('login_attempt');
    return max > 0 ? [{ ...this.window(), name, max, clearedBySuccess: true }] : [];
  }

  private window(): { minutes: number } {
    return { minutes: this.settings.get('login_attempt_minutes') };
  }

  private windowStart({ minutes }: Pick<Limit, 'minutes'>): Date {
    return new Date(this.clock.now().getTime() - minutes * 60_000);
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export const lockedBy = ({ max, minutes }: Limit, leftMs: number): Lock => ({
  outcome: 'locked',
  attempts: max,
  max,
  minutes,
  retryAfterSeconds: Math.max(1, Math.ceil(leftMs / 1000)),
});
