import { insertRows } from './rows.js';
import type { Tx } from './tx.js';

type Row = Record<string, unknown>;

/** Rows of one shape that go in one statement. */
interface LateRows {
  table: string;
  suffix: string;
  rows: Row[];
}

/** What a transaction writes at its end, when nothing asks for it any more. */
interface LateWrites {
  rows: Map<string, LateRows>;
  /** Hot rows go last. */
  last: Map<string, (tx: Tx) => Promise<void>>;
}

/** Of one statement: SQLite takes 32,766 values. */
const ROWS_MAX = 1_000;

const writesOf = new WeakMap<Tx, LateWrites>();

/** Begins to collect the late writes of a transaction. */
export const collectLateWrites = (tx: Tx): void => {
  writesOf.set(tx, { rows: new Map(), last: new Map() });
};

/**
 * Inserts a row at the end of the transaction, together with others of its shape: for rows whose ids nobody needs, and
 * which nothing in the transaction reads. `suffix` is what a conflict leads to (`Flavour.onConflict`).
 */
export function insertLate(tx: Tx, table: string, row: Row, suffix = ''): void {
  const { rows } = collected(tx);
  const shape = `${table} ${Object.keys(row).join()} ${suffix}`;
  const known = rows.get(shape);
  if (known) known.rows.push(row);
  else rows.set(shape, { table, suffix, rows: [row] });
}

/** Runs `write` after all rows, once for each name, in order of the names: what is said later under one takes its place. */
export function writeLast(tx: Tx, name: string, write: (tx: Tx) => Promise<void>): void {
  collected(tx).last.set(name, write);
}

/** Writes all of it. */
export async function flushLateWrites(tx: Tx): Promise<void> {
  const { rows, last } = collected(tx);
  for (const late of rows.values())
    for (let at = 0; at < late.rows.length; at += ROWS_MAX)
      await insertRows(tx, late.table, late.rows.slice(at, at + ROWS_MAX), late.suffix);
  // In one order everywhere, so that transactions do not wait for each other in a circle.
  for (const name of [...last.keys()].toSorted()) await last.get(name)!(tx);
}

function collected(tx: Tx): LateWrites {
  const writes = writesOf.get(tx);
  if (!writes) throw new Error('Late writes need the tx of Database.transaction.');
  return writes;
}
