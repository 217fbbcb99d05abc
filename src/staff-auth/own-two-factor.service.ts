import { Injectable } from '@nestjs/common';
import { InvalidInput } from '../common/errors.js';
import { Database } from '../database/database.js';
import { SignInLocked, TwoFactorMissing } from './auth.errors.js';
import type { Session } from './current-session.decorator.js';
import { SignInAttemptsService } from './sign-in-attempts.service.js';
import { SignInService, type SignInResult } from './sign-in.service.js';
import { StaffService } from './staff.service.js';
import { TwoFactorService, type TwoFactorSetUp } from './two-factor.service.js';
import type { Visit } from './visit.decorator.js';

interface Confirmation {
  password: string;
  code: string;
}

/** The second factor in the hands of its owner, who shows password and code again where something would be lost. */
@Injectable()
export class OwnTwoFactorService {
  constructor(
    private readonly database: Database,
    private readonly twoFactor: TwoFactorService,
    private readonly signIn: SignInService,
    private readonly attempts: SignInAttemptsService,
    private readonly staff: StaffService,
  ) {}

  /** @throws TwoFactorActive */
  setUp({ actor }: Session): Promise<TwoFactorSetUp> {
    return this.twoFactor.setUp(actor.id);
  }

  /** @throws InvalidInput when the code is wrong; SignInLocked, TwoFactorActive, TwoFactorMissing */
  async enable(session: Session, code: string): Promise<string[]> {
    const tries = this.attempts.codeLimits(session.actor.id);
    const lock = await this.attempts.tryOnce(tries);
    if (lock) throw new SignInLocked(lock.retryAfterSeconds);
    const recoveryCodes = await this.twoFactor.enable(session, code);
    if (!recoveryCodes) throw wrong('code');
    await this.database.transaction((tx) => this.attempts.succeed(tx, tries));
    return recoveryCodes;
  }

  /** @throws InvalidInput naming what is wrong; SignInLocked, TwoFactorMissing */
  async disable(session: Session, confirmation: Confirmation, visit: Visit): Promise<void> {
    await this.confirm(session, confirmation, visit);
    await this.twoFactor.disable(session);
  }

  /** @throws as `disable` */
  async renewRecoveryCodes(session: Session, confirmation: Confirmation, visit: Visit): Promise<string[]> {
    await this.confirm(session, confirmation, visit);
    return this.twoFactor.renewRecoveryCodes(session.actor);
  }

  private async confirm(
    { actor }: Session,
    { password, code }: Confirmation,
    { address }: Visit,
  ): Promise<void> {
    const { username, twoFactorSecret } = await this.staff.get(actor.id);
    if (!twoFactorSecret) throw new TwoFactorMissing();
    const request = { username, password, address, door: 'native' } as const;
    requireConfirmed(await this.signIn.confirmPassword(request), 'password');
    requireConfirmed(await this.signIn.confirmCode({ staffId: actor.id, code, address }), 'code');
  }
}

function requireConfirmed(result: SignInResult, field: keyof Confirmation): void {
  if (result.outcome === 'locked') throw new SignInLocked(result.retryAfterSeconds);
  if (result.outcome !== 'ok') throw wrong(field);
}

const wrong = (field: keyof Confirmation): InvalidInput => InvalidInput.field(field, 'wrong', { field });
