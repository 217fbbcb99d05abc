import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { isBcryptHash } from '../staff-auth/passwords.js';
import type { AccountKind, FileAccount } from './account-file.js';

/** A part of all accounts, in order of id. */
export interface AccountsPart {
  users: FileAccount[];
  /** Usernames of those among them whose hash Flicket does not read. */
  notBcrypt: string[];
  /** Where to go on; null: there are no more. */
  next: number | null;
}

interface Row {
  id: number;
  username: string | null;
  fullName: string;
  email: string | null;
  passwordHash: string | null;
}

/** Accounts for another desk, as Flicket writes and reads them. */
@Injectable()
export class AccountExportsService {
  constructor(private readonly database: Database) {}

  /** At most `limit`, after this id. A user without a username is known by the address. */
  async read(as: AccountKind, after: number, limit: number): Promise<AccountsPart> {
    const rows = await this.database.query<Row>(
      `select id, username, fullName, email, passwordHash from ${as === 'staff' ? 'staff' : 'users'}
       where id > ? order by id limit ?`,
      [after, limit + 1],
    );
    const users = rows.slice(0, limit).map(
      ({ username, fullName, email, passwordHash }): FileAccount => ({
        username: username ?? email ?? '',
        name: fullName,
        email: email ?? '',
        password: passwordHash ?? '',
      }),
    );
    return {
      users,
      notBcrypt: users.filter(({ password }) => !isBcryptHash(password)).map(({ username }) => username),
      next: rows.length > limit ? rows[limit - 1]!.id : null,
    };
  }
}
