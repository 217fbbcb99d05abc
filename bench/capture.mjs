import { createRequire } from 'node:module';

/*
 * Preloaded (`node --import`) into a desk that is not measured: reports every statement that reaches a database driver,
 * with its parameters and what came back. The bare servers run what is captured here, so both run the same SQL.
 */

const require = createRequire(import.meta.url);

const report = (sql, parameters, result) =>
  process.send({
    sql,
    parameters,
    ids: Array.isArray(result) ? result.map((row) => row.id) : [],
    insertId: /^insert/i.test(sql) ? Number(result?.insertId ?? result?.lastInsertRowid) : 0,
  });

captureSqlite(require('better-sqlite3'));
captureMysql(require('mysql2').Connection.prototype);

// What is done after the commit (debts, numbers of events) is part of our cost, but no statement of the request.
const { OutboxRelay } = await import('../build/outbox/outbox-relay.js');
const { EventNumbers } = await import('../build/events/event-numbers.js');
for (const { prototype } of [OutboxRelay, EventNumbers]) prototype.wake = () => undefined;

function captureSqlite(Sqlite) {
  const connection = new Sqlite(':memory:');
  const statements = Object.getPrototypeOf(connection.prepare('select 1'));
  connection.close();
  for (const method of ['all', 'run']) {
    const original = statements[method];
    statements[method] = function (...parameters) {
      const result = original.apply(this, parameters);
      report(this.source, parameters, result);
      return result;
    };
  }
}

function captureMysql(connection) {
  const original = connection.query;
  connection.query = function (sql, values, callback) {
    // The pool hands over a command that it has made, everybody else the words.
    const isCommand = typeof sql === 'object';
    const words = isCommand ? { sql: sql.sql, values: sql.values } : { sql, values };
    const done = isCommand ? sql.onResult : typeof values === 'function' ? values : callback;
    const reporting = (error, result, ...rest) => {
      if (!error) report(words.sql, Array.isArray(words.values) ? words.values : [], result);
      done?.(error, result, ...rest);
    };
    if (!isCommand) return original.call(this, sql, Array.isArray(values) ? values : [], reporting);
    sql.onResult = reporting;
    return original.call(this, sql);
  };
}
