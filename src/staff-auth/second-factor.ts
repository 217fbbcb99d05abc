import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database, type Tx } from '../database/database.js';
import { affected } from '../database/rows.js';
import { readRecoveryCode, recoveryCodeHash } from './recovery-codes.js';
import { SecretBox } from './secret-box.js';
import type { Staff } from './staff.entity.js';
import { spendStep, totpStepOf } from './totp.js';

/** A code that is right, found but not yet used up. */
export type RightCode =
  | { kind: 'totp'; secret: string; spentBefore: number; spent: number }
  | { kind: 'recovery'; codeId: number };

/** Codes of a second factor: one-time codes of an app, and recovery codes in their place. */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly box: SecretBox,
  ) {}

  /** Undefined: the code is wrong, too old, or was used already. */
  async find(staff: Staff, code: string): Promise<RightCode | undefined> {
    if (!staff.twoFactorSecret) return undefined;
    const recovery = readRecoveryCode(code);
    if (recovery) return this.findRecoveryCode(staff.id, recovery);
    const step = totpStepOf(this.box.open(staff.twoFactorSecret), code, this.clock.now());
    const spent = step === undefined ? undefined : spendStep(staff.twoFactorSpent, step);
    if (spent === undefined) return undefined;
    return { kind: 'totp', secret: staff.twoFactorSecret, spentBefore: staff.twoFactorSpent ?? -1, spent };
  }

  /** Uses it up. False: somebody used it meanwhile, or the account has another second factor now. */
  async spend(tx: Tx, staffId: number, code: RightCode): Promise<boolean> {
    const result: unknown =
      code.kind === 'recovery'
        ? await tx.query('update recovery_codes set usedAt = ? where id = ? and usedAt is null', [
            this.clock.now(),
            code.codeId,
          ])
        : await tx.query(
            `update staff set twoFactorSpent = ?
             where id = ? and twoFactorSecret = ? and coalesce(twoFactorSpent, -1) = ?`,
            [code.spent, staffId, code.secret, code.spentBefore],
          );
    return affected(result) === 1;
  }

  private async findRecoveryCode(staffId: number, code: string): Promise<RightCode | undefined> {
    const [row] = await this.database.query<{ id: number }>(
      'select id from recovery_codes where staffId = ? and codeHash = ? and usedAt is null',
      [staffId, recoveryCodeHash(code)],
    );
    return row && { kind: 'recovery', codeId: row.id };
  }
}
