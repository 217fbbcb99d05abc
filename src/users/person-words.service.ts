import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { beginningsOf } from './person-words.js';
import type { AccountKind } from './username.entity.js';

/** No word begins with it and goes on: it is the last character there is. */
const LAST = '\u{10FFFF}';
/** A person may be found by several words that begin alike. */
const WORDS_A_PERSON = 4;

/** Finds staff and users by the beginnings of their names, usernames and addresses, from an index. */
@Injectable()
export class PersonWordsService {
  constructor(private readonly database: Database) {}

  /** The ids of people who have a word for each of these beginnings, in the order of the longest one, at most `limit`. */
  async find(kind: AccountKind, text: string, limit: number): Promise<number[]> {
    const [first, ...others] = beginningsOf(text);
    if (first === undefined) return [];
    const also = others
      .map(
        () => `and exists (select 1 from person_words o
          where o.kind = w.kind and o.accountId = w.accountId and o.word >= ? and o.word < ?)`,
      )
      .join(' ');
    const rows = await this.database.query<{ accountId: number }>(
      `select w.accountId from person_words w where w.kind = ? and w.word >= ? and w.word < ? ${also}
       order by w.word, w.accountId limit ?`,
      [
        kind,
        ...[first, ...others].flatMap((beginning) => [beginning, beginning + LAST]),
        limit * WORDS_A_PERSON,
      ],
    );
    return [...new Set(rows.map(({ accountId }) => accountId))].slice(0, limit);
  }
}
