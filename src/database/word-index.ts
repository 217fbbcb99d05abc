import { marks } from './marks.js';
import type { Database } from './database.js';
import type { Tx } from './tx.js';

/** A token of plain letters and digits. */
export interface WordTerm {
  token: string;
  /** Whatever begins like this. */
  isPrefix?: boolean;
}

/** Of each of these groups one term must be there. */
export type WordQuery = readonly (readonly WordTerm[])[];

export interface IndexedWords {
  rowid: number;
  tokens: readonly string[];
}

/** Writes rows of a full-text index, in place of those that are there. */
export async function indexWords(tx: Tx, index: string, rows: readonly IndexedWords[]): Promise<void> {
  if (!rows.length) return;
  await tx.query(
    `replace into ${index} (rowid, words) values ${rows.map(() => '(?, ?)').join(', ')}`,
    rows.flatMap(({ rowid, tokens }) => [rowid, tokens.join(' ')]),
  );
}

export async function forgetWords(tx: Tx, index: string, rowids: readonly number[]): Promise<void> {
  if (rowids.length) await tx.query(`delete from ${index} where rowid in (${marks(rowids)})`, [...rowids]);
}

/** A SELECT of the newest rows that have the words, as `rowid`. */
export function wordsFound(
  database: Database,
  index: string,
  query: WordQuery,
  limit: number,
): { sql: string; parameters: unknown[] } {
  const { matches, wordQuery } = database.flavour;
  return {
    sql: `select rowid from ${index} where ${matches(index)} order by rowid desc limit ?`,
    parameters: [wordQuery(query), limit],
  };
}
