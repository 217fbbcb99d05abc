import Sqlite, { type Statement } from 'better-sqlite3';
import { QueryFailedError, QueryResult, type DataSource } from 'typeorm';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import { BetterSqlite3QueryRunner } from 'typeorm/driver/better-sqlite3/BetterSqlite3QueryRunner.js';
import { QueryRunnerAlreadyReleasedError } from 'typeorm/error/QueryRunnerAlreadyReleasedError.js';
import { Lock } from './lock.js';
import { SqliteStatements, toSqliteValue } from './sqlite-statements.js';

/*
 * As it comes, TypeORM gives every caller the same SQLite connection and the same transaction: one caller's rollback
 * takes another caller's acknowledged write with it. Here each caller has its own query runner; they share
 *   - one connection that writes, behind a lock held from BEGIN IMMEDIATE to COMMIT or ROLLBACK (a write outside a
 *     transaction holds it for its one statement), and
 *   - one that only reads, for everything outside transactions. Thanks to WAL it sees committed data and never waits.
 * This leans on the inside of TypeORM; its version is pinned, and the concurrency tests tell whether it still holds.
 */

const LOCK_TIMEOUT_MS = 5_000;

const connectionsOf = new WeakMap<DataSource, SqliteConnections>();

/** Separates the callers of a SQLite data source from each other. Call it before `initialize()`. */
export function isolate(dataSource: DataSource, lockTimeoutMs = LOCK_TIMEOUT_MS): DataSource {
  const driver = dataSource.driver as BetterSqlite3Driver;
  const connections = new SqliteConnections(driver, lockTimeoutMs);
  driver.createQueryRunner = () => new IsolatedQueryRunner(driver, connections);
  driver.disconnect = () => Promise.resolve(connections.close());
  connectionsOf.set(dataSource, connections);
  return dataSource;
}

/** Reads committed rows straight from the reading connection: what `dataSource.query` does, without its ceremony. */
export function readSqlite<T>(dataSource: DataSource, sql: string, parameters: unknown[]): T[] {
  const { reader } = connectionsOf.get(dataSource)!;
  try {
    return reader.prepare(sql).all(...parameters.map(toSqliteValue)) as T[];
  } catch (error) {
    throw new QueryFailedError(sql, parameters, error as Error);
  }
}

class SqliteConnections {
  readonly lock: Lock;
  private writing?: SqliteStatements;
  private reading?: SqliteStatements;

  constructor(
    private readonly driver: BetterSqlite3Driver,
    lockTimeoutMs: number,
  ) {
    this.lock = new Lock(
      lockTimeoutMs,
      `Waited ${lockTimeoutMs} ms for the database's write lock: a write outside its transaction? ` +
        'Inside transaction(work) every write must go through the tx that work is given.',
    );
  }

  get writer(): SqliteStatements {
    return (this.writing ??= new SqliteStatements(this.driver.databaseConnection));
  }

  get reader(): SqliteStatements {
    return (this.reading ??= new SqliteStatements(
      new Sqlite(this.driver.options.database, { readonly: true, fileMustExist: true }),
    ));
  }

  /** The writer goes last: the last connection to close moves the log into the file. */
  close(): void {
    this.reading?.close();
    this.writer.close();
    this.reading = this.writing = undefined;
  }
}

class IsolatedQueryRunner extends BetterSqlite3QueryRunner {
  /** Gives the write lock back; set while this runner holds it. */
  private unlock?: () => void;

  constructor(
    driver: BetterSqlite3Driver,
    private readonly connections: SqliteConnections,
  ) {
    super(driver);
  }

  /** Rows, or for a write what MariaDB's driver answers: `{ affectedRows, insertId }`. */
  // oxlint-disable-next-line typescript/no-explicit-any -- the overridden method's own type
  override async query(sql: string, parameters: unknown[] = [], structured = false): Promise<any> {
    if (this.isReleased) throw new QueryRunnerAlreadyReleasedError();
    this.dataSource.logger.logQuery(sql, parameters, this);
    const unlock =
      this.unlock || this.isRead(sql, parameters) ? undefined : await this.connections.lock.acquire();
    try {
      const { writer, reader } = this.connections;
      const statement = (this.unlock || unlock ? writer : reader).prepare(immediate(sql));
      return run(statement, parameters.map(toSqliteValue), structured);
    } catch (error) {
      this.dataSource.logger.logQueryError(error as Error, sql, parameters, this);
      throw new QueryFailedError(sql, parameters, error as Error);
    } finally {
      unlock?.();
    }
  }

  override async startTransaction(): Promise<void> {
    this.unlock ??= await this.connections.lock.acquire();
    try {
      await super.startTransaction();
    } finally {
      this.unlockUnlessInTransaction();
    }
  }

  override async commitTransaction(): Promise<void> {
    try {
      await super.commitTransaction();
    } finally {
      this.unlockUnlessInTransaction();
    }
  }

  override async rollbackTransaction(): Promise<void> {
    try {
      await super.rollbackTransaction();
    } finally {
      this.unlockUnlessInTransaction();
    }
  }

  override async release(): Promise<void> {
    if (this.unlock && this.connections.writer.connection.inTransaction) {
      this.connections.writer.connection.exec('ROLLBACK');
    }
    this.unlockUnlessInTransaction();
    this.isReleased = true;
    await super.release();
  }

  private isRead(sql: string, parameters: unknown[]): boolean {
    try {
      return this.connections.reader.prepare(sql).readonly;
    } catch (error) {
      throw new QueryFailedError(sql, parameters, error as Error);
    }
  }

  /** Asks SQLite itself: a full disk, say, ends a transaction without a word from us. */
  private unlockUnlessInTransaction(): void {
    if (!this.unlock || this.connections.writer.connection.inTransaction) return;
    this.isTransactionActive = false;
    this.transactionDepth = 0;
    this.unlock();
    this.unlock = undefined;
  }
}

/** Takes SQLite's lock at the start: a transaction that reads first and writes later could not get it any more. */
const immediate = (sql: string): string => (sql === 'BEGIN TRANSACTION' ? 'BEGIN IMMEDIATE' : sql);

function run(statement: Statement, parameters: unknown[], structured: boolean): unknown {
  const result = new QueryResult();
  if (statement.reader) {
    result.raw = result.records = statement.all(...parameters);
    return structured ? result : result.raw;
  }
  const { changes, lastInsertRowid } = statement.run(...parameters);
  if (!structured) return { affectedRows: changes, insertId: Number(lastInsertRowid) };
  result.affected = changes;
  result.raw = lastInsertRowid;
  return result;
}
