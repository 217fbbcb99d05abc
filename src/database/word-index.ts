import type { Database } from './database.js';
import { flavourOf, type WordQuery, type WordTerm } from './flavour.js';
import { marks } from './marks.js';
import type { Tx } from './tx.js';

/*
 * SQLite goes through the rows of a word from the newest on, and stops when it has enough. MariaDB reads all rows of a word
 * before it sorts them: there each word is written together with its block of neighbouring rows, so that a word of a
 * block is never more than a block, and looked for block by block, the newest first.
 */

/** Bits of a row's number within its block: of all rows, and of those of one scope, which are fewer. */
const BLOCK_BITS = 12;
const SCOPE_BLOCK_BITS = 13;
/** Blocks that one statement looks at, and rows of a word that it is to meet; the first one fewer, for it mostly finds enough. */
const STEP_MAX = 64;
const MET = { first: 500, further: 2_000 };
/** Rows of the rarest word that a search goes through to find one that has the others too. */
const MET_MAX = 8_000;
/** Neighbours that tell how common words are about there. */
const SAMPLE = 100;
/** Of those, what none of them has. */
const NONE = 0.1;

export interface IndexedWords {
  rowid: number;
  /** Whose it is: a number that searches may name. */
  scope: number;
  words: readonly string[];
  /** What else finds it, where the index does not keep the words. */
  marks: readonly string[];
}

/** What is looked for. */
export interface SoughtWords {
  /** All of these. */
  words: readonly WordTerm[];
  /** Rows of one of these; none: of all. */
  scopes: readonly number[];
  limit: number;
}

interface Statement {
  sql: string;
  parameters: unknown[];
}

/** Writes rows of a full-text index, in place of those that are there. */
export async function indexWords(tx: Tx, index: string, rows: readonly IndexedWords[]): Promise<void> {
  if (!rows.length) return;
  const { keepsWords } = flavourOf(tx.dataSource);
  const tokensOf = keepsWords ? inBlocks : inOneRow;
  await tx.query(
    `replace into ${index} (rowid, words) values ${rows.map(() => '(?, ?)').join(', ')}`,
    rows.flatMap((row) => [row.rowid, tokensOf(row).join(' ')]),
  );
}

export async function forgetWords(tx: Tx, index: string, rowids: readonly number[]): Promise<void> {
  if (rowids.length) await tx.query(`delete from ${index} where rowid in (${marks(rowids)})`, [...rowids]);
}

/**
 * The newest rows that have the words: `read` is given statements that find some of them as `rowid`, newest first, and
 * says whether it wants more.
 * @returns whether all of the index was looked at
 */
export async function findWords(
  database: Database,
  index: string,
  sought: SoughtWords,
  read: (rows: Statement) => Promise<boolean>,
): Promise<boolean> {
  if (!database.flavour.keepsWords) return read(matching(database, index, sqliteQuery(sought), sought.limit));
  const bits = sought.scopes.length ? SCOPE_BLOCK_BITS : BLOCK_BITS;
  let left = MET_MAX;
  let met = MET.first;
  for (let top = await topOf(database, index); top >= 0; met = MET.further) {
    if (left <= 0) return false;
    const { words, share } = await rarestFirst(database, index, top, sought);
    const blocks = Math.floor(Math.min(met, left) / share / 2 ** bits);
    const last = top >> bits;
    const first = Math.max(0, last + 1 - Math.min(Math.max(blocks, 1), STEP_MAX));
    if (!(await read(inBlocksOf(database, index, { ...sought, words }, { first, last })))) return false;
    left -= (top + 1 - (first << bits)) * share;
    top = (first << bits) - 1;
  }
  return true;
}

/** As `findWords`, among few rows: those that have `marks`, or where the index keeps its words those that `rows` finds as `rowid`. */
export function findWordsAmong(
  database: Database,
  index: string,
  few: { marks: WordQuery; rows: Statement },
  words: readonly WordTerm[],
  limit: number,
): Statement {
  const query = words.map((term) => [term]);
  if (!database.flavour.keepsWords) return matching(database, index, [...few.marks, ...query], limit);
  const has = words.map(() => `concat(' ', w.words, ' ') like concat('% a', w.rowid >> ${BLOCK_BITS}, ?)`);
  return {
    sql: `select w.rowid from (${few.rows.sql}) few join ${index} w on w.rowid = few.rowid
      where ${has.join(' and ')} order by w.rowid desc limit ?`,
    parameters: [
      ...few.rows.parameters,
      ...words.map(({ token, isPrefix }) => `${token}${isPrefix ? '' : ' '}%`),
      limit,
    ],
  };
}

const inBlocks = ({ rowid, scope, words }: IndexedWords): string[] =>
  words.flatMap((word) => [
    blockToken(rowid >> BLOCK_BITS, word),
    scopeToken(scope, rowid >> SCOPE_BLOCK_BITS, word),
  ]);

const inOneRow = ({ scope, words, marks: others }: IndexedWords): string[] => [
  scopeMark(scope),
  ...others,
  ...words,
];

const blockToken = (block: number, word: string): string => `a${block}${word}`;
const scopeToken = (scope: number, block: number, word: string): string =>
  `d${wordOf(scope)}b${block}${word}`;
const scopeMark = (scope: number): string => `zzd${wordOf(scope)}`;

/** A token is one word: numbers that no row has are asked for too, and -1 would be two. */
export const wordOf = (number: number): string => String(number).replace(/\W/g, 'x');

const sqliteQuery = ({ words, scopes }: SoughtWords): WordQuery => [
  ...words.map((term) => [term]),
  ...(scopes.length ? [scopes.map((scope) => ({ token: scopeMark(scope) }))] : []),
];

function matching(database: Database, index: string, query: WordQuery, limit: number): Statement {
  const { matches, wordQuery } = database.flavour;
  return {
    sql: `select rowid from ${index} where ${matches(index)} order by rowid desc limit ?`,
    parameters: [wordQuery(query), limit],
  };
}

/** What one block of each scope is asked: all words in one row. */
function queriesOf(words: readonly WordTerm[], scopes: readonly number[], block: number): string[] {
  const written = (token: string, { isPrefix }: WordTerm): string => `${token}${isPrefix ? '*' : ''}`;
  const all = (tokens: readonly string[]): string =>
    tokens.length === 1 ? tokens[0]! : `(${tokens.map((token) => `+${token}`).join(' ')})`;
  if (!scopes.length) return [all(words.map((term) => written(blockToken(block, term.token), term)))];
  return scopes.map((scope) => all(words.map((term) => written(scopeToken(scope, block, term.token), term))));
}

async function topOf(database: Database, index: string): Promise<number> {
  const [row] = await database.query<{ top: number | null }>(`select max(rowid) as top from ${index}`);
  return row!.top ?? -1;
}

/** Of the rows from `first` to `last` block: those that have all words. */
function inBlocksOf(
  database: Database,
  index: string,
  { words, scopes, limit }: SoughtWords,
  { first, last }: { first: number; last: number },
): Statement {
  const blocks = Array.from({ length: last + 1 - first }, (_, at) => last - at);
  return {
    sql: `select rowid from ${index} where ${database.flavour.matches(index)} order by rowid desc limit ?`,
    parameters: [blocks.flatMap((block) => queriesOf(words, scopes, block)).join(' '), limit],
  };
}

/**
 * How common words are just below `top`. MariaDB goes through the rows of the first word that it is given, so that is the
 * rarest one.
 * @returns `share`: of so many numbers of rows the part that is a row of that word
 */
async function rarestFirst(
  database: Database,
  index: string,
  top: number,
  { words, scopes }: SoughtWords,
): Promise<{ words: readonly WordTerm[]; share: number }> {
  const has = `concat(' ', words, ' ') like ?`;
  const within = scopes.length ? ` and (${scopes.map(() => has).join(' or ')})` : '';
  const counts = words.map((_, at) => `coalesce(sum(${has}${within}), 0) as w${at}`);
  const [row] = await database.query<Record<string, number | null>>(
    `select min(rowid) as first, ${counts.join(', ')} from (select rowid, words from ${index} where rowid <= ?
     order by rowid desc limit ${SAMPLE}) near`,
    [
      ...words.flatMap(({ token, isPrefix }) => [
        `%${token}${isPrefix ? '' : ' '}%`,
        ...scopes.map((scope) => `% d${wordOf(scope)}b%`),
      ]),
      top,
    ],
  );
  const numbers = top + 1 - (row!['first'] ?? 0);
  const rows = words.map((word, at) => ({ word, count: Number(row![`w${at}`]) || NONE }));
  rows.sort((a, b) => a.count - b.count);
  return { words: rows.map(({ word }) => word), share: rows[0]!.count / numbers };
}
