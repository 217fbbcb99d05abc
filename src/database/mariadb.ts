import { createRequire } from 'node:module';
import type mysql from 'mysql2';
import { QueryFailedError, type DataSource } from 'typeorm';
import type { MysqlDriver } from 'typeorm/driver/mysql/MysqlDriver.js';
import type { Tx } from './tx.js';

/** What every session is set to, whatever the server's own defaults. */
export const SESSION = [
  // A text that is too long is an error, never cut.
  "sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO'",
  "time_zone = '+00:00'",
  // A transaction that waits longer than a person would is tried again.
  'innodb_lock_wait_timeout = 5',
].join(', ');

/** The driver for TypeORM, with sessions set up. Loaded here: a desk on SQLite never needs it. */
export function mariadbDriver(): object {
  const driver = createRequire(import.meta.url)('mysql2') as typeof mysql;
  const createPool = (options: mysql.PoolOptions): mysql.Pool => {
    // A trace for each statement, in case it fails, costs more than it tells: our errors have one of their own.
    const pool = driver.createPool({ ...options, trace: false });
    pool.on('connection', (connection) => void connection.query(`set session ${SESSION}`));
    return pool;
  };
  return { ...driver, createPool };
}

/** `text` ends at 64 KB: our migrations make it `mediumtext`, and that is what entities mean by text and by JSON. */
export function storeLongTexts(dataSource: DataSource): DataSource {
  const driver = dataSource.driver as MysqlDriver;
  const normalizeType = driver.normalizeType.bind(driver);
  driver.normalizeType = (column) => {
    const type = normalizeType(column);
    return type === 'text' ? 'mediumtext' : type;
  };
  return dataSource;
}

/** Reads straight from the pool: what `dataSource.query` does, for less of the processor's time. */
export function readMariadb<T>(dataSource: DataSource, sql: string, parameters: unknown[]): Promise<T[]> {
  const pool: mysql.Pool = (dataSource.driver as MysqlDriver).pool;
  return new Promise((resolve, reject) => {
    pool.query<mysql.RowDataPacket[]>({ sql, values: parameters, dateStrings: true }, (error, rows) => {
      if (error) reject(new QueryFailedError(sql, parameters, error));
      else resolve(rows as T[]);
    });
  });
}

const idSteps = new WeakMap<DataSource, number>();

/** From one new id to the next: more than 1 where several servers give out ids. */
export async function idStepOf(tx: Tx): Promise<number> {
  const known = idSteps.get(tx.dataSource);
  if (known) return known;
  const [row]: { step: number | string }[] = await tx.query('select @@auto_increment_increment as step');
  const step = Number(row!.step);
  idSteps.set(tx.dataSource, step);
  return step;
}
