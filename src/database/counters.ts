import type { Database, Tx } from './database.js';
import { flavourOf } from './flavour.js';
import { writeLast } from './late-writes.js';
import { marks } from './marks.js';

const stepsOf = new WeakMap<Tx, Map<string, number>>();

/**
 * Moves counters by the given steps; one that is missing starts at 0. Written at the very end of the transaction, all of
 * its steps together and in order of name: so transactions queue at hot counters for a short time, and never in a circle.
 */
export async function addToCounters(tx: Tx, changes: Record<string, number>): Promise<void> {
  const steps = stepsOf.get(tx) ?? new Map<string, number>();
  stepsOf.set(tx, steps);
  for (const [name, step] of Object.entries(changes)) steps.set(name, (steps.get(name) ?? 0) + step);
  writeLast(tx, 'counters', writeSteps);
}

async function writeSteps(tx: Tx): Promise<void> {
  const steps = [...stepsOf.get(tx)!]
    .filter(([, step]) => step !== 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (!steps.length) return;
  const rows = steps.map(() => '(?, ?)').join(', ');
  const add = flavourOf(tx.dataSource).onConflict('name', (offered) => `value = value + ${offered('value')}`);
  await tx.query(`insert into counters (name, value) values ${rows}${add}`, steps.flat());
}

/** The sum of the named counters; those that are missing count as 0. */
export async function sumCounters(database: Database, names: readonly string[]): Promise<number> {
  if (!names.length) return 0;
  const [row] = await database.query<{ total: number | string }>(
    `select coalesce(sum(value), 0) as total from counters where name in (${marks(names)})`,
    [...names],
  );
  return Number(row!.total);
}

/** All counters whose name begins with `prefix`, which ends in a slash. */
export async function readCounters(database: Database, prefix: `${string}/`): Promise<Map<string, number>> {
  const rows = await database.query<{ name: string; value: number }>(
    'select name, value from counters where name > ? and name < ?',
    // '0' is the character after '/': the range holds all that lies under the prefix.
    [prefix, `${prefix.slice(0, -1)}0`],
  );
  return new Map(rows.map((row) => [row.name, row.value]));
}
