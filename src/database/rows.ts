import type { Tx } from './tx.js';

const inserts = new Map<string, string>();

/**
 * One INSERT. Table and column names are constants of the code, never input; undefined is stored as null.
 * @returns the id given by the database.
 */
export async function insertRow(tx: Tx, table: string, row: Record<string, unknown>): Promise<number> {
  const result: { insertId: number } = await tx.query(insertSql(table, Object.keys(row)), Object.values(row));
  return result.insertId;
}

/**
 * As many rows as one statement takes (their values count on SQLite: 32,766); all have the columns of the first.
 * `suffix` ends the statement.
 */
export async function insertRows(
  tx: Tx,
  table: string,
  rows: readonly Record<string, unknown>[],
  suffix = '',
): Promise<void> {
  if (!rows.length) return;
  const columns = Object.keys(rows[0]!);
  const values = `(${columns.map(() => '?').join(', ')})`;
  await tx.query(
    `insert into ${table} (${columns.join(', ')}) values ${rows.map(() => values).join(', ')}${suffix}`,
    rows.flatMap((row) => Object.values(row)),
  );
}

function insertSql(table: string, columns: string[]): string {
  const shape = `${table} (${columns.join(', ')})`;
  let sql = inserts.get(shape);
  if (!sql) {
    sql = `insert into ${shape} values (${columns.map(() => '?').join(', ')})`;
    inserts.set(shape, sql);
  }
  return sql;
}

/** How many rows an UPDATE or DELETE sent by `tx.query` found. */
export const affected = (result: unknown): number => (result as { affectedRows: number }).affectedRows;

/**
 * A time as `Database.query` reads it, `2026-11-22 17:05:00.123` in UTC, in the form that answers carry. Lists are full
 * of times, and the way through a Date takes longer than the whole query.
 */
export const toRfc3339 = (stored: string): string => `${stored.replace(' ', 'T')}Z`;

export const toOptionalRfc3339 = (stored: string | null): string | null =>
  stored === null ? null : toRfc3339(stored);

/** A time as read by raw SQL: text, or inside a transaction on MariaDB a Date already. */
export const toDate = (value: Date | string): Date =>
  value instanceof Date ? value : new Date(`${value.replace(' ', 'T')}Z`);

export const toOptionalDate = (value: Date | string | null): Date | null =>
  value === null ? null : toDate(value);
