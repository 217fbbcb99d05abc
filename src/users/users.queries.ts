import { Injectable } from '@nestjs/common';
import { firstOnly, type Page } from '../common/page.js';
import { emailKey } from '../common/email-address.js';
import type { Locale } from '../common/locales.js';
import { sumCounters } from '../database/counters.js';
import { Database } from '../database/database.js';
import { marks } from '../database/marks.js';
import { toDate } from '../database/rows.js';
import { pageById, type PageSearch } from '../database/pages-by-id.js';
import { PersonWordsService } from './person-words.service.js';

/** A user as lists show it. */
export interface UserRow {
  id: number;
  fullName: string;
  email: string;
  active: boolean;
  locale: Locale | null;
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

const COLUMNS = 'id, fullName, email, active, locale, createdAt, updatedAt, version';

/** Users as rows: single ones, and lists, newest first. */
@Injectable()
export class UsersQueries {
  constructor(
    private readonly database: Database,
    private readonly words: PersonWordsService,
  ) {}

  async selectOptional(id: number): Promise<UserRow | undefined> {
    const [row] = await this.database.query<UserRow>(`select ${COLUMNS} from users where id = ?`, [id]);
    return row && toUserRow(row);
  }

  /** The addresses of these users, by id. */
  async selectEmails(ids: readonly number[]): Promise<Map<number, string>> {
    if (!ids.length) return new Map();
    const rows = await this.database.query<Pick<UserRow, 'id' | 'email'>>(
      `select id, email from users where id in (${marks(ids)})`,
      [...ids],
    );
    return new Map(rows.map(({ id, email }) => [id, email]));
  }

  /** What a list asks for: by words, or one page of all. */
  find(filter: { search?: string; email?: string; cursor?: string; limit: number }): Promise<Page<UserRow>> {
    return filter.search === undefined ? this.list(filter) : this.search(filter.search, filter.limit);
  }

  /** One page by cursor; `email` narrows to the one user with that address. */
  async list({ email, ...search }: PageSearch & { email?: string }): Promise<Page<UserRow>> {
    const page = pageById(search, '-id');
    const conditions = email ? [{ sql: 'emailKey = ?', parameters: [emailKey(email)] }] : [];
    const rows = await this.database.query<UserRow>(
      ...page.statement(`select ${COLUMNS} from users`, conditions),
    );
    return page.of(rows.map(toUserRow));
  }

  /** Users by the beginnings of their names, addresses and usernames: the first of them, without further pages. */
  async search(text: string, limit: number): Promise<Page<UserRow>> {
    const ids = await this.words.find('user', text, limit);
    const rows = ids.length
      ? await this.database.query<UserRow>(`select ${COLUMNS} from users where id in (${marks(ids)})`, ids)
      : [];
    const byId = new Map(rows.map((row) => [row.id, toUserRow(row)]));
    return firstOnly(
      ids.flatMap((id) => byId.get(id) ?? []),
      limit,
    );
  }

  /** A page by number, for dialects that count pages. */
  async selectPage(offset: number, limit: number): Promise<UserRow[]> {
    const rows = await this.database.query<UserRow>(
      `select ${COLUMNS} from users order by id desc limit ? offset ?`,
      [limit, offset],
    );
    return rows.map(toUserRow);
  }

  /** All users there are, from the kept counter. */
  count(): Promise<number> {
    return sumCounters(this.database, ['users']);
  }
}

const toUserRow = (row: UserRow): UserRow => ({
  ...row,
  active: Boolean(row.active),
  createdAt: toDate(row.createdAt),
  updatedAt: toDate(row.updatedAt),
});
