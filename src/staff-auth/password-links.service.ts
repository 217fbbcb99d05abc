import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../common/actor.js';
import { Database } from '../database/database.js';
import { AccountLinksService, type LinkLogin } from './account-links.service.js';
import { InvalidToken } from './auth.errors.js';
import { PasswordHashes } from './password-hashes.js';
import { Staff } from './staff.entity.js';
import { StaffService } from './staff.service.js';
import { VerificationQueue } from './verification-queue.js';
import type { Visit } from './visit.decorator.js';

/** Forgotten passwords of staff. A second factor stays: the new password alone opens nothing. */
@Injectable()
export class PasswordLinksService {
  constructor(
    private readonly database: Database,
    private readonly links: AccountLinksService,
    private readonly staff: StaffService,
    private readonly queue: VerificationQueue,
    private readonly hashes: PasswordHashes,
  ) {}

  /** @throws InvalidInput, TooManyLinks */
  ask(login: LinkLogin, visit: Visit): Promise<void> {
    return this.links.ask('password', login, visit);
  }

  /** Sets the new password and ends all sessions. @throws InvalidToken, SignInLocked */
  async reset(token: string, newPassword: string, visit: Visit): Promise<void> {
    await this.links.requireGood('password', token, visit);
    const passwordHash = await this.queue.run(() => this.hashes.hash(newPassword));
    await this.database.transaction(async (tx) => {
      const staffId = await this.links.redeem(tx, 'password', token);
      if (!(await tx.existsBy(Staff, { id: staffId, active: true }))) throw new InvalidToken();
      await this.staff.resetPassword(tx, SYSTEM, staffId, passwordHash);
    });
  }
}
