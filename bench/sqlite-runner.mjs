import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { valuesOf } from './statements.mjs';

/* better-sqlite3 by itself, with the connection's settings of the desk. */

const connection = new Sqlite(join(process.env.DATA_DIR, 'switchdesk.sqlite'));
connection.pragma('journal_mode = WAL');
connection.pragma('synchronous = FULL');
connection.pragma('foreign_keys = ON');

const statements = new Map();

export function findToken(hash) {
  return prepare('select id from api_tokens where tokenHash = ? and active = ?').all(hash, 1).length > 0;
}

/** Without a pause: nothing else gets between the statements of a transaction. */
export function runAll(template, run) {
  run.now = run.now.toISOString().replace('T', ' ').slice(0, -1);
  for (const { sql, parameters } of template) {
    const statement = prepare(sql);
    const values = valuesOf(parameters, run);
    run.results.push(statement.reader ? statement.all(values) : statement.run(values));
  }
  return run.results;
}

function prepare(sql) {
  let statement = statements.get(sql);
  if (!statement) statements.set(sql, (statement = connection.prepare(sql)));
  return statement;
}
