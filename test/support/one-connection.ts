import { AsyncLocalStorage } from 'node:async_hooks';
import { Database, type Tx } from '../../src/database/database.js';

/*
 * A transaction holds a connection. Where it waits for a second one, as many of them as the pool has connections wait for
 * each other, and for ever. So whatever is read in a transaction is read by its tx, and the tests fail where it is not.
 */

const within = new AsyncLocalStorage<boolean>();
const { query, repository, transaction } = Database.prototype;

/** Asks beside the transaction, on purpose. */
export const beside = <T>(ask: () => T): T => within.exit(ask);

function requireNone(): void {
  if (within.getStore())
    throw new Error('In a transaction only its tx may be asked: this takes another connection.');
}

Database.prototype.query = async function <T>(this: Database, sql: string, parameters?: unknown[]) {
  requireNone();
  return query.call(this, sql, parameters) as Promise<T[]>;
};
Database.prototype.repository = function (this: Database, entity: never) {
  requireNone();
  return repository.call(this, entity);
} as typeof repository;
Database.prototype.transaction = async function <T>(this: Database, work: (tx: Tx) => Promise<T>) {
  requireNone();
  return transaction.call(this, (tx) => within.run(true, () => work(tx))) as Promise<T>;
};
