import { QueryFailedError, type DataSource } from 'typeorm';
import { idStepOf } from './mariadb.js';
import type { Tx } from './tx.js';

/** A token of plain letters and digits. */
export interface WordTerm {
  token: string;
  /** Whatever begins like this. */
  isPrefix?: boolean;
}

/** Of each of these groups one term must be there. */
export type WordQuery = readonly (readonly WordTerm[])[];

/** What SQLite and MariaDB say differently. Nothing outside this room asks which of them runs. */
export interface Flavour {
  readonly name: 'sqlite' | 'mariadb';
  /** Ends a SELECT whose rows this transaction is about to change. On SQLite the transaction writes alone anyway. */
  readonly forUpdate: '' | ' for update';
  /** Ends a SELECT of rows that stay as they are until this transaction ends. */
  readonly forShare: '' | ' lock in share mode';
  /** Ends an INSERT: where a row with the same `key` exists, `update` of that row takes the place of the insertion. */
  onConflict(key: string, update: (offered: (column: string) => string) => string): string;
  /** The ids that one INSERT of `count` rows gave, in the order of the rows, by what the driver answered. */
  newIds(tx: Tx, insertId: number, count: number): Promise<number[]>;
  /** Follows a table in FROM: its rows are read by this index, whatever the planner would rather do. */
  byIndex(name: string): string;
  /** Whether a full-text index has the words themselves, to be read. */
  readonly keepsWords: boolean;
  /** That a row of a full-text index has the words of a `wordQuery`. */
  matches(index: string): string;
  wordQuery(query: WordQuery): string;
}

const idsFrom = (first: number, count: number, step = 1): number[] =>
  Array.from({ length: count }, (_, at) => first + at * step);

const SQLITE: Flavour = {
  name: 'sqlite',
  forUpdate: '',
  forShare: '',
  onConflict: (key, update) =>
    ` on conflict (${key}) do update set ${update((column) => `excluded.${column}`)}`,
  // The driver says the last one; nobody else inserts meanwhile.
  newIds: async (_tx, last, count) => idsFrom(last - count + 1, count),
  byIndex: (name) => ` indexed by ${name}`,
  keepsWords: false,
  matches: (index) => `${index} match ?`,
  wordQuery: (query) =>
    joined(
      query,
      (terms) => `(${terms.join(' OR ')})`,
      ' AND ',
      (token) => `"${token}"`,
    ),
};

const MARIADB: Flavour = {
  name: 'mariadb',
  forUpdate: ' for update',
  forShare: ' lock in share mode',
  onConflict: (_key, update) => ` on duplicate key update ${update((column) => `values(${column})`)}`,
  // The driver says the first one; a statement whose rows can be counted gets ids without gaps.
  newIds: async (tx, first, count) => idsFrom(first, count, count > 1 ? await idStepOf(tx) : 1),
  byIndex: (name) => ` force index (${name})`,
  keepsWords: true,
  matches: () => 'match (words) against (? in boolean mode)',
  wordQuery: (query) => joined(query, (terms) => (terms[1] ? `+(${terms.join(' ')})` : `+${terms[0]}`), ' '),
};

function joined(
  query: WordQuery,
  group: (terms: string[]) => string,
  between: string,
  quote = (token: string): string => token,
): string {
  const written = ({ token, isPrefix }: WordTerm): string => `${quote(token)}${isPrefix ? '*' : ''}`;
  return query.map((terms) => group(terms.map(written))).join(between);
}

export const flavourOf = (dataSource: DataSource): Flavour =>
  dataSource.options.type === 'better-sqlite3' ? SQLITE : MARIADB;

const UNIQUE_VIOLATIONS = ['ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY'];

/** Transactions that lost to another one: the whole of it may be tried again. */
const LOST_RACES = [
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_CHECKREAD',
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
  'SQLITE_LOCKED',
];

const CONNECTION_ERRORS = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ER_SERVER_SHUTDOWN',
  'ER_CON_COUNT_ERROR',
  'SQLITE_FULL',
  'SQLITE_IOERR',
];

/** A unique index or the primary key refused the row. The only SQL error a transaction may catch and go on after. */
export const isUniqueViolation = (error: unknown): boolean => UNIQUE_VIOLATIONS.includes(codeOf(error));

/** Thrown by `work` that found out by itself that another transaction was faster. */
export class LostRace extends Error {}

export const isLostRace = (error: unknown): boolean =>
  error instanceof LostRace || LOST_RACES.includes(codeOf(error));

/** The database could not be reached, or was lost on the way; whether the statement ran nobody knows. */
export const isConnectionError = (error: unknown): boolean =>
  CONNECTION_ERRORS.includes((error as { code?: string }).code ?? codeOf(error));

const codeOf = (error: unknown): string =>
  error instanceof QueryFailedError ? ((error.driverError as { code?: string }).code ?? '') : '';
