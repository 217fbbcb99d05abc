import type { WordQuery } from './flavour.js';
import { marks } from './marks.js';
import type { Database } from './database.js';
import type { Tx } from './tx.js';

/** Rows whose text is read. */
const FEW = 1_000;

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

/** As `wordsFound`, among the newest rows that have the words of `few`: those are not many, whatever is looked for. */
export function wordsFoundAmong(
  database: Database,
  index: string,
  few: WordQuery,
  query: WordQuery,
  limit: number,
): { sql: string; parameters: unknown[] } {
  const { keepsWords, matches, wordQuery } = database.flavour;
  if (!keepsWords) return wordsFound(database, index, [...few, ...query], limit);
  // All rows of a word are read to find those that have two: here the text of a bounded number is read instead.
  const tests = query.map((terms) => `(${terms.map(() => "concat(' ', words, ' ') like ?").join(' or ')})`);
  return {
    sql: `select rowid from (select rowid, words from ${index} where ${matches(index)} order by rowid desc
      limit ${FEW}) few where ${tests.join(' and ')} order by rowid desc limit ?`,
    parameters: [
      wordQuery(few),
      ...query.flat().map(({ token, isPrefix }) => `% ${token}${isPrefix ? '' : ' '}%`),
      limit,
    ],
  };
}
