import { addToCounters } from '../database/counters.js';
import type { Database, Tx } from '../database/database.js';
import { marks } from '../database/marks.js';

/** What a person has done and has to do, kept on write in `counters`. */
export interface StaffCounts {
  /** Messages written: openings, replies and notes. */
  posts: number;
  /** Tickets that are theirs and not finished. */
  assigned: number;
}

export type StaffCount = keyof StaffCounts;

export const staffCounter = (staffId: number, count: StaffCount): string => `staff/${staffId}/${count}`;

/** Moves a count of a person; of nobody, or by nothing, it moves none. */
export async function addToStaffCount(
  tx: Tx,
  staffId: number | null,
  count: StaffCount,
  step: number,
): Promise<void> {
  if (staffId !== null && step) await addToCounters(tx, { [staffCounter(staffId, count)]: step });
}

/** Takes the counts of somebody who goes away. */
export async function forgetStaffCounts(tx: Tx, staffId: number): Promise<void> {
  await tx.query('delete from counters where name in (?, ?)', [
    staffCounter(staffId, 'posts'),
    staffCounter(staffId, 'assigned'),
  ]);
}

/** The counts of each, in one statement; who has none yet has 0. */
export async function readStaffCounts(
  database: Database,
  staffIds: readonly number[],
): Promise<(staffId: number) => StaffCounts> {
  const names = staffIds.flatMap((id) => [staffCounter(id, 'posts'), staffCounter(id, 'assigned')]);
  const rows = names.length
    ? await database.query<{ name: string; value: number }>(
        `select name, value from counters where name in (${marks(names)})`,
        names,
      )
    : [];
  const values = new Map(rows.map(({ name, value }) => [name, value]));
  const of = (id: number, count: StaffCount): number => values.get(staffCounter(id, count)) ?? 0;
  return (id) => ({ posts: of(id, 'posts'), assigned: of(id, 'assigned') });
}
