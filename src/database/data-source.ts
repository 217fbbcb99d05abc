import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { Config } from '../config/config.js';
import { embeddedDatabase, makeDataFolder } from './data-folder.js';
import { mariadbDriver, storeLongTexts } from './mariadb.js';
import { isolate } from './sqlite-isolation.js';

export type DatabaseSettings = Pick<Config, 'dataDir' | 'databaseUrl'>;

/** From src/database to migrations/*.ts; where this is built, in whatever chunk, to the built migrations beside it. */
const HERE = fileURLToPath(import.meta.url);
const MIGRATIONS = HERE.endsWith('.ts')
  ? join(dirname(HERE), '../../migrations/[0-9]*.ts')
  : join(dirname(HERE), '../migrations/[0-9]*.js');

/** SQLite in the data folder, or MariaDB/MySQL where a URL is set. The schema comes from migrations alone. */
export function dataSourceOptions({ dataDir, databaseUrl }: DatabaseSettings): DataSourceOptions {
  // A failed statement is logged where its error is caught, without the values that were bound.
  const common = { migrations: [MIGRATIONS], synchronize: false, logging: false };
  if (!databaseUrl) {
    return {
      ...common,
      type: 'better-sqlite3',
      driver: Sqlite,
      database: embeddedDatabase(dataDir),
      enableWAL: true,
      // Only a backup or somebody's shell can hold the file. Waiting stops the whole process: let the retries do it.
      timeout: 200,
      // An answered write survives a power cut.
      prepareDatabase: (connection: Sqlite.Database) => void connection.pragma('synchronous = FULL'),
    };
  }
  const url = new URL(databaseUrl);
  return {
    ...common,
    type: 'mariadb',
    driver: mariadbDriver(),
    host: url.hostname,
    port: Number(url.port || 3306),
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    charset: 'utf8mb4_unicode_520_ci',
    timezone: 'Z',
    bigNumberStrings: false,
    poolSize: 10,
  };
}

/** A data source that is ready for `initialize()`; use it instead of `new DataSource`. */
export function createDataSource(options: DataSourceOptions, lockTimeoutMs?: number): DataSource {
  const dataSource = new DataSource(options);
  if (options.type === 'better-sqlite3') {
    makeDataFolder(dirname(options.database));
    return isolate(dataSource, lockTimeoutMs);
  }
  return storeLongTexts(dataSource);
}
