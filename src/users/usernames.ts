import { AppError } from '../common/errors.js';
import type { Tx } from '../database/database.js';
import { isUniqueViolation } from '../database/flavour.js';
import { insertRow } from '../database/rows.js';
import type { AccountKind } from './username.entity.js';

export interface AccountRef {
  kind: AccountKind;
  id: number;
}

/** Another account, of staff or a user, has this username. */
export class UsernameTaken extends AppError {
  constructor() {
    super('conflict', 'account.username_taken');
  }
}

/** What two spellings of one username share: case does not count. */
export const usernameKey = (username: string): string => username.trim().normalize('NFC').toLowerCase();

/**
 * Gives the username to the account, among staff and users alike, and takes back the one it had.
 * @throws UsernameTaken when another account has it.
 */
export async function claimUsername(tx: Tx, key: string, owner: AccountRef): Promise<void> {
  await releaseUsername(tx, owner);
  try {
    await insertRow(tx, 'usernames', { usernameKey: key, kind: owner.kind, accountId: owner.id });
  } catch (error) {
    throw isUniqueViolation(error) ? new UsernameTaken() : error;
  }
}

export async function releaseUsername(tx: Tx, owner: AccountRef): Promise<void> {
  await tx.query('delete from usernames where kind = ? and accountId = ?', [owner.kind, owner.id]);
}
