import { createRequire } from 'node:module';
import type mysql from 'mysql2';
import type { MysqlDataSourceOptions } from 'typeorm/driver/mysql/MysqlDataSourceOptions.js';
import type { Bulk, Value } from './bulk.js';
import { dataSourceOptions, type DatabaseSettings } from './data-source.js';
import { SESSION } from './mariadb.js';

const AT_ONCE = 200;

/** A connection of its own with a consistent snapshot; nobody waits for it. */
export class MariadbBulk implements Bulk {
  private constructor(private readonly connection: mysql.Connection) {}

  static async open(settings: DatabaseSettings, how: 'read' | 'write'): Promise<Bulk> {
    const driver = createRequire(import.meta.url)('mysql2') as typeof mysql;
    const {
      host,
      port,
      username: user,
      password,
      database,
    } = dataSourceOptions(settings) as MysqlDataSourceOptions;
    const connection = driver.createConnection({
      host,
      port,
      user,
      password: password as string,
      database,
      charset: 'utf8mb4',
      dateStrings: true,
      rowsAsArray: true,
    });
    const bulk = new MariadbBulk(connection);
    await bulk.query(`set session ${SESSION}, foreign_key_checks = 0`);
    await bulk.query(
      how === 'read' ? 'start transaction with consistent snapshot, read only' : 'start transaction',
    );
    return bulk;
  }

  async tables(): Promise<string[]> {
    // Full-text indexes are made again of what they index.
    const sql =
      "select table_name from information_schema.tables where table_schema = database() and table_type = 'BASE TABLE' and table_name not like '%\\_words' order by 1";
    return (await this.query(sql)).map(([name]) => String(name));
  }

  async columns(table: string): Promise<string[]> {
    const sql =
      'select column_name from information_schema.columns where table_schema = database() and table_name = ? order by ordinal_position';
    return (await this.query(sql, [table])).map(([name]) => String(name));
  }

  async nextId(table: string): Promise<number | null> {
    const sql =
      'select auto_increment from information_schema.tables where table_schema = database() and table_name = ?';
    const [row] = await this.query(sql, [table]);
    return row?.[0] == null ? null : Number(row[0]);
  }

  async *rows(table: string, columns: readonly string[]): AsyncGenerator<Value[][]> {
    const found = this.connection.query(`select ${quoted(columns)} from ${quoted([table])}`);
    let batch: Value[][] = [];
    for await (const row of found.stream({ highWaterMark: AT_ONCE }) as AsyncIterable<Value[]>) {
      batch.push(row);
      if (batch.length < AT_ONCE) continue;
      yield batch;
      batch = [];
    }
    if (batch.length) yield batch;
  }

  async clear(table: string): Promise<void> {
    await this.query(`delete from ${quoted([table])}`);
  }

  async insert(table: string, columns: readonly string[], rows: Value[][]): Promise<void> {
    await this.query(`insert into ${quoted([table])} (${quoted(columns)}) values ?`, [rows]);
  }

  /** Ends the transaction, as every change of a table does here. */
  async setNextId(table: string, next: number): Promise<void> {
    await this.query(`alter table ${quoted([table])} auto_increment = ${Number(next)}`);
  }

  async commit(): Promise<void> {
    await this.query('commit');
  }

  async close(): Promise<void> {
    this.connection.destroy();
  }

  private query(sql: string, values: unknown[] = []): Promise<Value[][]> {
    return new Promise((resolve, reject) => {
      this.connection.query(sql, values, (error, rows) => (error ? reject(error) : resolve(rows as never)));
    });
  }
}

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
