import { MigrationExecutor } from 'typeorm';
import { loadConfig } from '../config/load-config.js';
import { createDataSource, dataSourceOptions } from '../database/data-source.js';
import { migrate as runMigrations } from '../database/migrate.js';
import { acquireProcessLock } from '../database/process-lock.js';
import type { Output } from './output.js';

/**
 * Brings the schema up to date, as every start does too: for who wants it done before the replicas start.
 * @throws AppError `database.in_use` where a running desk has the embedded database (and has migrated it).
 */
export async function migrate(out: Output): Promise<void> {
  const config = loadConfig();
  const release = config.databaseUrl ? () => undefined : acquireProcessLock(config.dataDir);
  const dataSource = createDataSource(dataSourceOptions(config));
  try {
    await dataSource.initialize();
    const pending = await new MigrationExecutor(dataSource).getPendingMigrations();
    await runMigrations(dataSource);
    for (const { name } of pending) out.say('migrate.ran', { name });
    out.say(pending.length ? 'migrate.done' : 'migrate.nothing');
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
    release();
  }
}
