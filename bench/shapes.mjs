import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Sqlite from 'better-sqlite3';
import mysql from 'mysql2/promise';
import { startMariadbServer } from '../test/support/mariadb-server.ts';
import { fill, place, startCapture } from './desk.mjs';
import { LOAD_FILE, NATIVE, helpdeskzShapes, signIn } from './list-shapes.mjs';
import { AUTHORIZATION } from './requests.mjs';
import { printShapes } from './report.mjs';

/*
 * Every shape of a list at one size: how long its statements take alone, and how they find their rows. Lists must cost
 * what their page costs, so whatever reads more than a few pages' worth of rows, or sorts them, is marked.
 * `--url` names a MariaDB of one's own, where desks of an earlier run are used again; `--only` some shapes, by a pattern.
 */

const { values: options } = parseArgs({
  options: {
    flavour: { type: 'string', default: 'sqlite,mariadb' },
    tickets: { type: 'string', default: '200000' },
    url: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
const tickets = Number(options.tickets);

const RUNS = 7;

for (const flavour of options.flavour.split(',')) await benchFlavour(flavour);

async function benchFlavour(flavour) {
  const folder = mkdtempSync(join(tmpdir(), 'switchdesk-bench-'));
  const kept = options.url && { url: options.url, stop: () => undefined };
  const mariadb =
    flavour === 'mariadb'
      ? (kept ?? (await startMariadbServer('--innodb-buffer-pool-size=512M')))
      : undefined;
  if (flavour === 'mariadb' && !mariadb) return console.log('SKIPPED: MariaDB is not installed.');
  try {
    const env = await place(folder, `shapes_${tickets}`, mariadb);
    if (!(flavour === 'mariadb' && (await isFilled(env)))) await fill(env, tickets, LOAD_FILE);
    const shapes = await capture(env);
    const database = mariadb ? await openMariadb(env) : openSqlite(env);
    const results = [];
    for (const shape of shapes) results.push({ ...shape, ...(await measure(database, shape.statements)) });
    await database.close();
    printShapes(flavour, tickets, results);
  } finally {
    await mariadb?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function capture(env) {
  const desk = await startCapture(env);
  const shapes = [];
  const add = async (who, path, authorization) => {
    const statements = await desk.statementsOf({ method: 'GET', path }, { authorization });
    shapes.push({
      who,
      path,
      statements: statements.filter(({ sql }) => /\b(tickets|messages|message_words)\b|counters/.test(sql)),
    });
  };
  const actors = {
    token: AUTHORIZATION,
    'staff of 1': await signIn(desk.port, 'one'),
    'staff of 20': await signIn(desk.port, 'twenty'),
  };
  for (const [who, authorization] of Object.entries(actors))
    for (const query of NATIVE.filter((one) => new RegExp(options.only).test(one)))
      await add(who, `/api/v1/tickets?${query}`, authorization);
  for (const query of options.only ? [] : helpdeskzShapes(tickets))
    await add('token', `/api/tickets?${query}`, AUTHORIZATION);
  await desk.stop();
  return shapes;
}

async function isFilled(env) {
  const { run, close } = await openMariadb(env);
  const tables = await run(`show tables like 'tickets'`);
  await close();
  return tables.length > 0;
}

/** The statements of a request, one after the other; the first run warms up. */
async function measure(database, statements) {
  const found = { ms: 0, rows: undefined, plan: [] };
  for (const { sql, parameters } of statements) {
    const times = [];
    for (let run = 0; run <= RUNS; run++) {
      const start = performance.now();
      await database.run(sql, parameters);
      if (run) times.push(performance.now() - start);
    }
    found.ms += times.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)];
    const { rows, plan } = await database.explain(sql, parameters);
    if (rows !== undefined) found.rows = (found.rows ?? 0) + rows;
    found.plan.push(...plan);
  }
  return found;
}

function openSqlite(env) {
  const connection = new Sqlite(join(env.DATA_DIR, 'switchdesk.sqlite'), { readonly: true });
  return {
    run: (sql, parameters) => connection.prepare(sql).all(parameters),
    explain: (sql, parameters) => ({
      plan: connection
        .prepare(`explain query plan ${sql}`)
        .all(parameters)
        .map(({ detail }) => detail),
    }),
    close: () => connection.close(),
  };
}

async function openMariadb(env) {
  const connection = await mysql.createConnection({
    uri: env.DATABASE_URL.replace('mariadb:', 'mysql:'),
    timezone: 'Z',
    charset: 'utf8mb4_unicode_520_ci',
  });
  const run = async (sql, parameters) => (await connection.query(sql, parameters))[0];
  return {
    run,
    async explain(sql, parameters) {
      await run('flush status');
      await run(sql, parameters);
      const counters = await run(`show session status like 'Handler_read%'`);
      const plan = await run(`explain ${sql}`, parameters);
      return {
        rows: counters.reduce((sum, { Value }) => sum + Number(Value), 0),
        plan: plan.map(
          ({ table, type, key, Extra }) => `${table}: ${type} ${key ?? '-'}${Extra ? ` (${Extra})` : ''}`,
        ),
      };
    },
    close: () => connection.end(),
  };
}
