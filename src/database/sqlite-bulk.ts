import { setImmediate } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import type { Bulk, Value } from './bulk.js';
import { embeddedDatabase } from './data-folder.js';
import type { DatabaseSettings } from './data-source.js';

/** Others have their turn in between: reading is synchronous. */
const AT_ONCE = 200;

/** A connection of its own: beside the desk's it reads its snapshot of the write-ahead log, and holds up nobody. */
export class SqliteBulk implements Bulk {
  private constructor(private readonly connection: Sqlite.Database) {}

  static async open({ dataDir }: DatabaseSettings, how: 'read' | 'write'): Promise<Bulk> {
    const connection = new Sqlite(embeddedDatabase(dataDir), {
      fileMustExist: true,
      readonly: how === 'read',
    });
    connection.pragma('foreign_keys = off');
    connection.exec(how === 'read' ? 'begin' : 'begin immediate');
    // The snapshot is that of the first read.
    connection.prepare('select count(*) from sqlite_master').get();
    return new SqliteBulk(connection);
  }

  async tables(): Promise<string[]> {
    // Full-text indexes are virtual tables with shadows: made again of what they index.
    const sql =
      "select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite_%' order by name";
    return this.connection.prepare(sql).pluck().all() as string[];
  }

  async columns(table: string): Promise<string[]> {
    return this.connection.prepare('select name from pragma_table_info(?)').pluck().all(table) as string[];
  }

  async nextId(table: string): Promise<number | null> {
    const last = this.connection.prepare('select seq from sqlite_sequence where name = ?').pluck().get(table);
    return typeof last === 'number' ? last + 1 : null;
  }

  async *rows(table: string, columns: readonly string[]): AsyncGenerator<Value[][]> {
    const statement = this.connection.prepare(`select ${quoted(columns)} from ${quoted([table])}`).raw();
    let batch: Value[][] = [];
    for (const row of statement.iterate() as IterableIterator<Value[]>) {
      batch.push(row);
      if (batch.length < AT_ONCE) continue;
      yield batch;
      batch = [];
      await setImmediate();
    }
    if (batch.length) yield batch;
  }

  async clear(table: string): Promise<void> {
    this.connection.exec(`delete from ${quoted([table])}`);
  }

  async insert(table: string, columns: readonly string[], rows: Value[][]): Promise<void> {
    const marks = columns.map(() => '?').join(', ');
    const insert = this.connection.prepare(
      `insert into ${quoted([table])} (${quoted(columns)}) values (${marks})`,
    );
    for (const row of rows) insert.run(...row);
  }

  async setNextId(table: string, next: number): Promise<void> {
    this.connection.prepare('delete from sqlite_sequence where name = ?').run(table);
    this.connection.prepare('insert into sqlite_sequence (name, seq) values (?, ?)').run(table, next - 1);
  }

  async commit(): Promise<void> {
    this.connection.exec('commit');
  }

  async close(): Promise<void> {
    this.connection.close();
  }
}

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
