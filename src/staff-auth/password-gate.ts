import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { PasswordHashes } from './password-hashes.js';
import { SignInAttemptsService, type Limit, type Lock } from './sign-in-attempts.service.js';
import { VerificationQueue } from './verification-queue.js';

/** No refusal comes sooner, whatever hash the account has (imported ones cost more or less) and whether there is one. */
const REFUSAL_MS = 250;

/** What every check of a password goes through: the lock-out before anything is hashed, and the line. */
@Injectable()
export class PasswordGate {
  constructor(
    private readonly attempts: SignInAttemptsService,
    private readonly queue: VerificationQueue,
    private readonly hashes: PasswordHashes,
  ) {}

  /** As `PasswordHashes.renewed`. */
  renewed(password: string, passwordHash: string): Promise<string | undefined> {
    return this.hashes.renewed(password, passwordHash);
  }

  /**
   * `check` is what comes after the lock-out; all that it refuses takes the same time.
   * @throws SignInBusy when too many wait already.
   */
  async pass<R extends { outcome: string }>(
    limits: readonly Limit[],
    check: () => Promise<R | Lock>,
  ): Promise<R | Lock> {
    const start = performance.now();
    const result =
      (await this.attempts.lockOf(limits)) ??
      // Those before us in the line may have used the attempts up.
      (await this.queue.run(async () => (await this.attempts.lockOf(limits)) ?? (await check())));
    if (result.outcome === 'wrong_credentials' || result.outcome === 'inactive')
      await setTimeout(Math.max(0, REFUSAL_MS - (performance.now() - start)));
    return result;
  }
}
