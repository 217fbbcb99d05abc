import { JointLookup } from '../common/joint-lookup.js';
import type { Tx } from './tx.js';

type Load<K, V> = (keys: K[]) => Promise<ReadonlyMap<K, V>>;

const lookupsOf = new WeakMap<Tx, Map<string, JointLookup<unknown, unknown>>>();

/**
 * Does several things at once in one transaction: the rows of one shape that they insert, update and lock in the same
 * turn of the event loop go in one statement. No two of them may change the same row.
 * @returns what they returned, when all have ended
 * @throws what the first of those threw that failed; the transaction is to be rolled back then
 */
export async function together<T>(tx: Tx, things: readonly (() => Promise<T>)[]): Promise<T[]> {
  lookupsOf.set(tx, new Map());
  try {
    // Not `all`: none may go on after the transaction has ended.
    const outcomes = await Promise.allSettled(things.map((thing) => thing()));
    return outcomes.map((outcome) => {
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    });
  } finally {
    lookupsOf.delete(tx);
  }
}

export const isTogether = (tx: Tx): boolean => lookupsOf.has(tx);

/** Asks `load` once for all keys that are given under one name in the same turn; by itself where nothing is done together. */
export async function jointly<K, V>(tx: Tx, name: string, key: K, load: Load<K, V>): Promise<V | undefined> {
  const lookups = lookupsOf.get(tx);
  if (!lookups) return (await load([key])).get(key);
  let lookup = lookups.get(name) as JointLookup<K, V> | undefined;
  if (!lookup) {
    lookup = new JointLookup(load);
    lookups.set(name, lookup as JointLookup<unknown, unknown>);
  }
  return lookup.get(key);
}
