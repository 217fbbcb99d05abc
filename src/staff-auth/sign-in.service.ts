import { Injectable } from '@nestjs/common';
import { SYSTEM, authorOf, type Author } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { Database, type Tx } from '../database/database.js';
import { affected } from '../database/rows.js';
import { EventsService } from '../events/events.service.js';
import { usernameKey } from '../users/usernames.js';
import { PasswordGate } from './password-gate.js';
import { verifyPassword } from './passwords.js';
import { SecondFactor, type RightCode } from './second-factor.js';
import {
  SignInAttemptsService,
  lockedBy,
  type Limit,
  type Lock,
  type SignInDoor,
} from './sign-in-attempts.service.js';
import { Staff } from './staff.entity.js';

export interface SignInRequest {
  username: string;
  password: string;
  /** The one-time code, looked at only when the account has a second factor. */
  code?: string;
  /** The person's address: the caller's own natively, the one that is told in HelpDeskZ. */
  address: string;
  door: SignInDoor;
}

export interface CodeRequest {
  staffId: number;
  code: string;
  address: string;
  /** Whose tries are counted, beside those of the account. */
  challengeId?: string;
}

/** A counted failure: the `attempts`th of `max`; 0 of 0 while the lock-out is switched off. */
export interface Refusal {
  outcome: 'wrong_credentials' | 'wrong_code';
  attempts: number;
  max: number;
}

/** What came of a sign-in; each door words it. `inactive` and `code_missing` are told only after the right password. */
export type SignInResult =
  | { outcome: 'ok'; staff: Staff }
  | { outcome: 'code_missing'; staff: Staff }
  | { outcome: 'inactive' }
  | Refusal
  | Lock;

interface Attempt {
  door: SignInDoor;
  address: string;
  limits: Limit[];
  /** Counted already; a success wipes them out with the others. */
  tries?: Limit[];
}

/** Verifies credentials: one core for every door, with one set of rules. */
@Injectable()
export class SignInService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly attempts: SignInAttemptsService,
    private readonly gate: PasswordGate,
    private readonly events: EventsService,
    private readonly secondFactor: SecondFactor,
  ) {}

  /**
   * Password, then the second factor where there is one.
   * @throws SignInBusy when too many wait already.
   */
  async verify(request: SignInRequest): Promise<SignInResult> {
    const attempt = this.attemptOf(request);
    const known = await this.checkPassword(request, attempt);
    if (known.outcome !== 'ok') return known;
    const { staff } = known;
    if (!staff.twoFactorSecret) return this.admit(staff, attempt, null);
    if (!request.code) return { outcome: 'code_missing', staff };
    return this.checkCode(staff, request.code, attempt);
  }

  /** The second step of a sign-in whose password was right. */
  verifyCode(request: CodeRequest): Promise<SignInResult> {
    return this.withCode(request, (staff, attempt) => this.checkCode(staff, request.code, attempt));
  }

  /** Whether somebody who is signed in knows the password: counted like a sign-in, but none. */
  confirmPassword(request: SignInRequest): Promise<SignInResult> {
    return this.checkPassword(request, this.attemptOf(request));
  }

  /** Whether somebody who is signed in has the second factor: counted and used up as in a sign-in, but none. */
  confirmCode(request: CodeRequest): Promise<SignInResult> {
    return this.withCode(request, async (staff, attempt) => {
      const right = await this.secondFactor.find(staff, request.code);
      const spent = right && (await this.spend(staff, right, attempt));
      return spent ? { outcome: 'ok', staff } : this.refuse('wrong_code', staff, attempt);
    });
  }

  /** A try is counted before it is looked at: of a thousand guesses at the same moment five are. */
  private async withCode(
    { staffId, address, challengeId }: CodeRequest,
    check: (staff: Staff, attempt: Attempt) => Promise<SignInResult>,
  ): Promise<SignInResult> {
    const tries = this.attempts.codeLimits(staffId, challengeId);
    const lock = await this.attempts.tryOnce(tries);
    if (lock) return lock;
    const staff = await this.database.repository(Staff).findOneBy({ id: staffId });
    if (!staff?.active || !staff.twoFactorSecret) return { outcome: 'inactive' };
    const limits = this.attempts.limitsOf('native', staff.usernameKey, address);
    return check(staff, { door: 'native', address, limits, tries });
  }

  private checkPassword(request: SignInRequest, attempt: Attempt): Promise<SignInResult> {
    return this.gate.pass(attempt.limits, () => this.checkPasswordInTurn(request, attempt));
  }

  private async checkPasswordInTurn(request: SignInRequest, attempt: Attempt): Promise<SignInResult> {
    const key = usernameKey(request.username);
    const staff = await this.database.repository(Staff).findOneBy({ usernameKey: key });
    const fits = await verifyPassword(request.password, staff?.passwordHash ?? null);
    if (!staff || !fits) return this.refuse('wrong_credentials', staff, attempt);
    if (staff.active) return this.withFreshHash(staff, request.password);
    // Natively nobody learns that the account is disabled, so the lock-out must not tell it either.
    if (attempt.door === 'native') return this.refuse('wrong_credentials', staff, attempt);
    return { outcome: 'inactive' };
  }

  private async withFreshHash(staff: Staff, password: string): Promise<SignInResult> {
    const fresh = staff.passwordHash && (await this.gate.renewed(password, staff.passwordHash));
    if (fresh) {
      await this.database.transaction((tx) =>
        tx.query('update staff set passwordHash = ? where id = ? and passwordHash = ?', [
          fresh,
          staff.id,
          staff.passwordHash,
        ]),
      );
    }
    return { outcome: 'ok', staff };
  }

  private async checkCode(staff: Staff, code: string, attempt: Attempt): Promise<SignInResult> {
    const right = await this.secondFactor.find(staff, code);
    return right ? this.admit(staff, attempt, right) : this.refuse('wrong_code', staff, attempt);
  }

  /** `code` is used up with it; null without a second factor. */
  private async admit(staff: Staff, attempt: Attempt, code: RightCode | null): Promise<SignInResult> {
    const now = this.clock.now();
    const admitted = await this.database.transaction(async (tx) => {
      if (code && !(await this.secondFactor.spend(tx, staff.id, code))) return false;
      const result: unknown = await tx.query(
        `update staff set previousSignInAt = coalesce(signedInAt, ?), signedInAt = ?
         where id = ? and active = ? and twoFactorSecret is ${code ? 'not null' : 'null'}`,
        [now, now, staff.id, true],
      );
      if (affected(result) === 0) return false;
      await this.succeed(tx, attempt);
      await this.append(tx, 'staff.signed_in', staff, attempt, authorOfStaff(staff));
      return true;
    });
    if (admitted) return { outcome: 'ok', staff };
    // Somebody disabled the account or gave it a second factor meanwhile, or used the same code.
    return code === null ? { outcome: 'inactive' } : this.refuse('wrong_code', staff, attempt);
  }

  private spend(staff: Staff, code: RightCode, attempt: Attempt): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      if (!(await this.secondFactor.spend(tx, staff.id, code))) return false;
      await this.succeed(tx, attempt);
      return true;
    });
  }

  private succeed(tx: Tx, { limits, tries = [] }: Attempt): Promise<void> {
    return this.attempts.succeed(tx, [...limits, ...tries]);
  }

  private async refuse(
    outcome: Refusal['outcome'],
    staff: Staff | null,
    attempt: Attempt,
  ): Promise<SignInResult> {
    const { limits } = attempt;
    const counts = await this.database.transaction(async (tx) => {
      if (staff)
        await this.append(tx, 'staff.sign_in_failed', staff, attempt, authorOf(SYSTEM), { reason: outcome });
      return this.attempts.fail(tx, limits);
    });
    const [first] = limits;
    // Failed at the same moment as those that used the attempts up.
    if (first && counts[0]! > first.max) return lockedBy(first, first.minutes * 60_000);
    return { outcome, attempts: counts[0] ?? 0, max: first?.max ?? 0 };
  }

  private append(
    tx: Tx,
    type: string,
    staff: Staff,
    { door, address }: Attempt,
    actor: Author,
    more: Record<string, unknown> = {},
  ): Promise<void> {
    const details = { door, address, ...more };
    return this.events.append(tx, { type, resource: 'staff', resourceId: staff.id, actor, details });
  }

  private attemptOf({ door, address, username }: SignInRequest): Attempt {
    return { door, address, limits: this.attempts.limitsOf(door, usernameKey(username), address) };
  }
}

const authorOfStaff = (staff: Staff): Author => ({ kind: 'staff', id: staff.id, name: staff.fullName });
