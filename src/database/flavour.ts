import { QueryFailedError, type DataSource } from 'typeorm';
import { idStepOf } from './mariadb.js';
import type { Tx } from './tx.js';

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
};

const MARIADB: Flavour = {
  name: 'mariadb',
  forUpdate: ' for update',
  forShare: ' lock in share mode',
  onConflict: (_key, update) => ` on duplicate key update ${update((column) => `values(${column})`)}`,
  // The driver says the first one; a statement whose rows can be counted gets ids without gaps.
  newIds: async (tx, first, count) => idsFrom(first, count, count > 1 ? await idStepOf(tx) : 1),
};

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
