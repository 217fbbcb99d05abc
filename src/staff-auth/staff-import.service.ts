import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Role } from '../common/actor.js';
import { InvalidInput } from '../common/errors.js';
import { Database, type Tx } from '../database/database.js';
import { UsernameTaken } from '../users/usernames.js';
import { MembersService } from './members.service.js';
import { PasswordHashes } from './password-hashes.js';
import { isPasswordHash } from './passwords.js';
import { SecretBox } from './secret-box.js';
import { Staff } from './staff.entity.js';
import { StaffService, type StaffRow } from './staff.service.js';
import { readTotpSecret } from './totp.js';

/** One account of a file. */
export interface StaffImport {
  id?: number;
  username: string;
  /** In clear, or as a hash: argon2, bcrypt, or the unsalted SHA-1 of HelpDeskZ 1.x. Neither: no password fits. */
  password?: string;
  passwordHash?: string;
  fullName: string;
  email?: string | null;
  role: Role;
  active: boolean;
  departmentIds: number[];
  /** Base32, 16 characters or more. */
  twoFactorSecret?: string | null;
  createdAt?: Date;
}

/** Checked, hashed and sealed: ready to be written in a transaction. */
export interface PreparedStaff {
  row: StaffRow;
  departmentIds: number[];
}

const FIRST_USERNAME = 'admin';

/** Accounts that nobody creates by hand: the first administrator, and those of a file. */
@Injectable()
export class StaffImportService {
  constructor(
    private readonly database: Database,
    private readonly staff: StaffService,
    private readonly members: MembersService,
    private readonly box: SecretBox,
    private readonly hashes: PasswordHashes,
  ) {}

  /**
   * Makes the administrator `admin` where there is no staff yet. The password, given or made here, is returned
   * this once; undefined when somebody is there already (another replica may have been faster).
   */
  async createFirstAdministrator(
    password?: string,
  ): Promise<{ username: string; password: string } | undefined> {
    if (await this.database.repository(Staff).exists()) return undefined;
    const first = { username: FIRST_USERNAME, password: password ?? randomBytes(15).toString('base64url') };
    const passwordHash = await this.hashes.hash(first.password);
    try {
      return await this.database.transaction(async (tx) => {
        if (await tx.exists(Staff)) return undefined;
        await this.staff.insert(tx, {
          username: FIRST_USERNAME,
          fullName: 'Administrator',
          role: 'admin',
          passwordHash,
        });
        return first;
      });
    } catch (error) {
      if (error instanceof UsernameTaken) return undefined;
      throw error;
    }
  }

  /**
   * Checks the accounts of a file and hashes their passwords, before the transaction that writes them.
   * @throws InvalidInput naming the field: `/staff/0/passwordHash`
   */
  async prepare(accounts: readonly StaffImport[]): Promise<PreparedStaff[]> {
    const prepared: PreparedStaff[] = [];
    for (const [index, account] of accounts.entries())
      prepared.push(await this.prepareOne(account, `staff/${index}`));
    return prepared;
  }

  /**
   * Writes the accounts of a file into a desk that has nobody but its first administrator. An active administrator
   * of the file takes that account's place; else it stays, and makes room if the file uses its id.
   * @throws UsernameTaken, StaffEmailTaken, InvalidInput for an unknown department
   */
  async write(tx: Tx, accounts: readonly PreparedStaff[]): Promise<void> {
    const [first] = await tx.find(Staff, { order: { id: 'ASC' }, take: 1 });
    if (first && accounts.length) await this.staff.remove(tx, first.id);
    for (const { row, departmentIds } of accounts) {
      const id = await this.staff.insert(tx, row);
      await this.members.setDepartments(tx, id, departmentIds);
    }
    const isReplaced = accounts.some(({ row }) => row.role === 'admin' && row.active);
    if (!first || !accounts.length || isReplaced) return;
    const isIdTaken = accounts.some(({ row }) => row.id === first.id);
    await this.staff.insert(tx, { ...first, id: isIdTaken ? undefined : first.id });
  }

  private async prepareOne(account: StaffImport, field: string): Promise<PreparedStaff> {
    const { password, passwordHash, twoFactorSecret, departmentIds, ...rest } = account;
    if (passwordHash !== undefined && !isPasswordHash(passwordHash))
      throw InvalidInput.field(`${field}/passwordHash`, 'unknown.password_hash');
    const secret = twoFactorSecret ? readTotpSecret(twoFactorSecret) : null;
    if (secret === undefined) throw InvalidInput.field(`${field}/twoFactorSecret`, 'malformed.totp_secret');
    const row: StaffRow = {
      ...rest,
      passwordHash: passwordHash ?? (password === undefined ? null : await this.hashes.hash(password)),
      twoFactorSecret: secret === null ? null : this.box.seal(secret),
    };
    return { row, departmentIds };
  }
}
