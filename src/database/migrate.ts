import type { DataSource } from 'typeorm';
import { flavourOf } from './flavour.js';

/** The longest that a replica waits for another one to finish the same migrations. */
const WAIT_SECONDS = 600;

/** Brings the schema up to date. Replicas that start together do it one after the other. */
export async function migrate(dataSource: DataSource): Promise<void> {
  if (flavourOf(dataSource).name === 'sqlite') await run(dataSource);
  else await alone(dataSource, () => run(dataSource));
}

/** One transaction a migration: SQLite can take one back that fails; MariaDB commits every statement anyway. */
const run = (dataSource: DataSource): Promise<unknown> => dataSource.runMigrations({ transaction: 'each' });

/** Locks belong to the whole server, so the name carries the database; a lost connection has given its lock back. */
const LOCK_NAME = "concat('migrate:', md5(database()))";

async function alone(dataSource: DataSource, work: () => Promise<unknown>): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    const [row] = await runner.query(`select get_lock(${LOCK_NAME}, ?) as locked`, [WAIT_SECONDS]);
    if (row.locked !== 1) throw new Error(`Another process has been migrating for ${WAIT_SECONDS} seconds.`);
    await work();
  } finally {
    await runner.query(`do release_lock(${LOCK_NAME})`).catch(() => undefined);
    await runner.release();
  }
}
