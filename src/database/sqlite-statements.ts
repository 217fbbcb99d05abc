import type { Database as Connection, Statement } from 'better-sqlite3';

/** Lists compile to a few hundred shapes; what grows past this is SQL with values inside it. */
const KEPT = 500;

/** One SQLite connection and its compiled statements. */
export class SqliteStatements {
  private readonly compiled = new Map<string, Statement>();

  constructor(readonly connection: Connection) {}

  prepare(sql: string): Statement {
    const known = this.compiled.get(sql);
    if (known) return known;
    const statement = this.connection.prepare(plannedOnce(sql));
    if (this.compiled.size >= KEPT) this.compiled.delete(this.compiled.keys().next().value!);
    this.compiled.set(sql, statement);
    return statement;
  }

  close(): void {
    this.compiled.clear();
    this.connection.close();
  }
}

/**
 * SQLite plans by the values of parameters where it can, and so plans again each time they are bound: a look-up by key
 * with its joins then takes eight times as long. It does not look behind a `+`, which does nothing else to a value.
 */
const plannedOnce = (sql: string): string =>
  sql.replace(/'[^']*'|"[^"]*"|\?/g, (part) => (part === '?' ? '+?' : part));

/** The values SQLite can bind, written the way the ORM writes them and MariaDB's driver does. */
export function toSqliteValue(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value instanceof Date ? toSqliteTime(value) : value;
}

let last = { milliseconds: NaN, text: '' };

/** `2026-11-22 17:05:00.123`, UTC: text that sorts like the times it stands for. A change writes its time many times. */
function toSqliteTime(time: Date): string {
  const milliseconds = time.getTime();
  if (milliseconds !== last.milliseconds)
    last = { milliseconds, text: time.toISOString().replace('T', ' ').slice(0, -1) };
  return last.text;
}
