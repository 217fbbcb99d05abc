import { flavourOf } from './flavour.js';
import { marks } from './marks.js';
import { isTogether, jointly } from './together.js';
import type { Tx } from './tx.js';

type Row = Record<string, unknown>;

/** New values of one row. */
interface Columns {
  id: number;
  columns: Row;
}

const inserts = new Map<string, string>();

/**
 * One INSERT. Table and column names are constants of the code, never input; undefined is stored as null.
 * @returns the id given by the database.
 */
export async function insertRow(tx: Tx, table: string, row: Row): Promise<number> {
  if (isTogether(tx)) {
    const insert = async (rows: Row[]): Promise<Map<Row, number>> => {
      const ids = await insertAll(tx, table, rows);
      return new Map(rows.map((one, at) => [one, ids[at]!]));
    };
    return (await jointly(tx, `insert ${table} ${Object.keys(row).join()}`, row, insert))!;
  }
  const result: { insertId: number } = await tx.query(insertSql(table, Object.keys(row)), Object.values(row));
  return result.insertId;
}

/**
 * As many rows as one statement takes (their values count on SQLite: 32,766); all have the columns of the first.
 * `suffix` ends the statement.
 */
export async function insertRows(tx: Tx, table: string, rows: readonly Row[], suffix = ''): Promise<void> {
  if (rows.length) await insertMany(tx, table, rows, suffix);
}

/** As `insertRows`, for who needs the ids: in the order of the rows. */
export async function insertAll(tx: Tx, table: string, rows: readonly Row[]): Promise<number[]> {
  if (!rows.length) return [];
  const { insertId } = await insertMany(tx, table, rows);
  return flavourOf(tx.dataSource).newIds(tx, insertId, rows.length);
}

/** One UPDATE of one row; what holds for `insertRow` holds here. */
export async function updateRow(tx: Tx, table: string, id: number, columns: Row): Promise<void> {
  if (isTogether(tx)) {
    const update = async (rows: Columns[]): Promise<Map<Columns, never>> => {
      const { sets, values } = setsOf(rows);
      const ids = rows.map((row) => row.id);
      await tx.query(`update ${table} set ${sets} where id in (${marks(ids)})`, [...values, ...ids]);
      return new Map<Columns, never>();
    };
    await jointly(tx, `update ${table} ${Object.keys(columns).join()}`, { id, columns }, update);
    return;
  }
  const sets = Object.keys(columns).map((column) => `${column} = ?`);
  await tx.query(`update ${table} set ${sets.join(', ')} where id = ?`, [...Object.values(columns), id]);
}

/** What one UPDATE sets in several rows, each to its own values: `a = ?, b = case id when ? then ? … end`. */
export function setsOf(rows: readonly Columns[]): { sets: string; values: unknown[] } {
  const values: unknown[] = [];
  const sets = Object.keys(rows[0]!.columns).map((column) => {
    const first = rows[0]!.columns[column];
    if (rows.every(({ columns }) => columns[column] === first)) {
      values.push(first);
      return `${column} = ?`;
    }
    for (const { id, columns } of rows) values.push(id, columns[column]);
    return `${column} = case id${' when ? then ?'.repeat(rows.length)} end`;
  });
  return { sets: sets.join(', '), values };
}

function insertMany(tx: Tx, table: string, rows: readonly Row[], suffix = ''): Promise<{ insertId: number }> {
  const columns = Object.keys(rows[0]!);
  const values = `(${marks(columns)})`;
  return tx.query(
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
