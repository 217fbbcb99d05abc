import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import { usernameKey } from '../users/usernames.js';
import { ActorsService, type KnownAccount, type StaffActor } from './actors.service.js';
import { AppPasswordsService } from './app-passwords.service.js';
import { AppPasswordRequired, InvalidCredentials, SignInLocked } from './auth.errors.js';
import { SignInAttemptsService, type Limit } from './sign-in-attempts.service.js';
import { SignInService } from './sign-in.service.js';

export interface Credentials {
  username: string;
  password: string;
}

/** Who signed in, and the app password that it was by; null: the account's own. */
export interface Proven {
  actor: StaffActor;
  appPasswordId: number | null;
}

/** What was right about a pair, so that it stops being right when that changes. */
interface Proof {
  staffId: number;
  /** The hash that the account's own password fitted. */
  passwordHash?: string | null;
  appPasswordId?: number;
}

const REMEMBERED_MS = 60_000;
const REMEMBERED_MAX = 1_000;

/**
 * Password-only doors: the account's own password where it has no second factor and needs none, else an app password.
 * A pair that was right is remembered for a minute, under an HMAC whose key only this process has.
 */
@Injectable()
export class BasicSignInService {
  private readonly key = randomBytes(32);
  private readonly remembered = new Map<string, { proof: Proof; until: number }>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly attempts: SignInAttemptsService,
    private readonly signIn: SignInService,
    private readonly appPasswords: AppPasswordsService,
    private readonly actors: ActorsService,
  ) {}

  /**
   * Failures count like those of a sign-in, and the lock-out comes before anything is hashed.
   * @throws InvalidCredentials, AppPasswordRequired, SignInLocked, SignInBusy
   */
  async verify(credentials: Credentials, address: string): Promise<StaffActor> {
    return (await this.prove(credentials, address)).actor;
  }

  /** As `verify`, for who keeps what the pair is good for. */
  async prove(credentials: Credentials, address: string): Promise<Proven> {
    const name = this.nameOf(credentials);
    const known = this.recall(name);
    const account = known && (await this.actors.account(known.staffId));
    if (account && isStillRight(known, account)) return this.admit(account, known);
    const proof = await this.proofOf(credentials, address);
    const fresh = await this.actors.account(proof.staffId);
    if (!fresh) throw new InvalidCredentials();
    if (!isStillRight(proof, fresh)) throw new AppPasswordRequired();
    this.remember(name, proof);
    return this.admit(fresh, proof);
  }

  private async proofOf({ username, password }: Credentials, address: string): Promise<Proof> {
    const limits = this.attempts.limitsOf('native', usernameKey(username), address);
    const proof = this.appPasswords.isAppPassword(password)
      ? await this.proveAppPassword(username, password, limits)
      : await this.provePassword({ username, password }, address);
    await this.database.transaction((tx) => this.attempts.succeed(tx, limits));
    return proof;
  }

  private async provePassword(credentials: Credentials, address: string): Promise<Proof> {
    const result = await this.signIn.confirmPassword({ ...credentials, address, door: 'native' });
    if (result.outcome === 'locked') throw new SignInLocked(result.retryAfterSeconds);
    if (result.outcome !== 'ok') throw new InvalidCredentials();
    // Read anew: an imported hash has just been replaced.
    const account = await this.actors.account(result.staff.id);
    if (!account) throw new InvalidCredentials();
    return { staffId: result.staff.id, passwordHash: account.passwordHash };
  }

  private async proveAppPassword(
    username: string,
    password: string,
    limits: readonly Limit[],
  ): Promise<Proof> {
    const lock = await this.attempts.lockOf(limits);
    if (lock) throw new SignInLocked(lock.retryAfterSeconds);
    const owner = await this.appPasswords.findOwner(usernameKey(username), password);
    if (owner) return { staffId: owner.staffId, appPasswordId: owner.id };
    await this.database.transaction((tx) => this.attempts.fail(tx, limits));
    throw new InvalidCredentials();
  }

  private admit({ actor }: KnownAccount, { appPasswordId }: Proof): Proven {
    if (appPasswordId !== undefined) this.appPasswords.markUsed(appPasswordId);
    return { actor, appPasswordId: appPasswordId ?? null };
  }

  private nameOf({ username, password }: Credentials): string {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([username, password]))
      .digest('base64');
  }

  private recall(name: string): Proof | undefined {
    const entry = this.remembered.get(name);
    return entry && entry.until > this.clock.now().getTime() ? entry.proof : undefined;
  }

  private remember(name: string, proof: Proof): void {
    if (this.remembered.size >= REMEMBERED_MAX) this.remembered.clear();
    this.remembered.set(name, { proof, until: this.clock.now().getTime() + REMEMBERED_MS });
  }
}

function isStillRight({ appPasswordId, passwordHash }: Proof, account: KnownAccount): boolean {
  if (appPasswordId !== undefined) return account.appPasswordIds.has(appPasswordId);
  return !account.needsAppPassword && account.passwordHash === passwordHash;
}
