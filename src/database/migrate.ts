import { MigrationExecutor, type DataSource } from 'typeorm';
import { AppError } from '../common/errors.js';
import { flavourOf } from './flavour.js';

/** The longest that a replica waits for another one to finish the same migrations. */
const WAIT_SECONDS = 600;

/** Brings the schema up to date. Replicas that start together do it one after the other. */
export async function migrate(dataSource: DataSource): Promise<void> {
  if (flavourOf(dataSource).name === 'sqlite') await run(dataSource);
  else await alone(dataSource, () => run(dataSource));
}

/**
 * Brings an empty database to an earlier state of the schema: that of these migrations.
 * @throws AppError `database.newer` where one of them is not known here.
 */
export async function migrateTo(dataSource: DataSource, names: readonly string[]): Promise<void> {
  const executor = new MigrationExecutor(dataSource);
  executor.transaction = 'each';
  const known = await executor.getPendingMigrations();
  const unknown = names.filter((name) => !known.some((migration) => migration.name === name));
  if (unknown.length) throw new AppError('conflict', 'database.newer', { values: { migration: unknown[0] } });
  for (const migration of known)
    if (names.includes(migration.name)) await executor.executeMigration(migration);
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
