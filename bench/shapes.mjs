import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Sqlite from 'better-sqlite3';
import mysql from 'mysql2/promise';
import { startMariadbServer } from '../test/support/mariadb-server.ts';
import { fill, place, startCapture } from './desk.mjs';
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

const PASSWORD = 'a password of the bench';
const DEPARTMENTS = 20;
const RUNS = 7;

const departments = Array.from({ length: DEPARTMENTS }, (_, at) => ({
  id: at + 1,
  name: `Department ${at + 1}`,
}));
const agent = (id, username, departmentIds) => ({
  id,
  username,
  password: PASSWORD,
  fullName: username,
  role: id === 1 ? 'admin' : 'staff',
  departments: departmentIds,
});
const LOAD_FILE = {
  departments,
  staff: [
    agent(1, 'admin', []),
    agent(2, 'one', [3]),
    agent(
      3,
      'twenty',
      departments.map(({ id }) => id),
    ),
    ...Array.from({ length: 9 }, (_, at) => agent(at + 4, `agent${at + 4}`, [1])),
  ],
  apiTokens: [
    {
      name: 'bench',
      token: AUTHORIZATION.slice('Bearer '.length),
      permissions: ['tickets', 'messages', 'users', 'staff', 'departments', 'tags', 'subscribers'].map(
        (resource) => `${resource}/read`,
      ),
    },
  ],
};

/** Busy and quiet departments, common and rare statuses. */
const NATIVE = [
  '',
  ...['updatedAt', '-id', 'id'].map((sort) => `sort=${sort}`),
  ...[
    'createdAt',
    'lastMessageAt',
    'dueAt',
    'priority',
    'status',
    'subject',
    'requester',
    'assignee',
    'department',
    'replies',
    'minutes',
  ].flatMap((sort) => [`sort=${sort}`, `sort=-${sort}`]),
  // In the subject of a ninth, in two of three messages, in no message, of one person, a number, a beginning.
  ...['invoice', 'hello', 'nobody', 'user7@seed.example', '700', 'invoi*'].map((words) => `q=${words}`),
  'q=invoice%20slow',
  'q=hello%20invoice',
  'q=hello%20nobody',
  'q=invoice&departmentId=20',
  'q=invoice&status=open',
  'overdue=true',
  'priority=normal',
  'priority=critical',
  'onHold=true',
  'assigneeId=none',
  'openedById=5',
  'subscriberUserId=7',
  'tag=nobody',
  'status=open,reopened,awaiting_reply',
  `createdAfter=${daysAgo(30)}`,
  `updatedAfter=${daysAgo(30)}&updatedBefore=${daysAgo(20)}`,
  'include=requester,assignee,department,category,tags,messages,subscribers',
  'count=true',
  'departmentId=1',
  'departmentId=20',
  'status=closed',
  'status=duplicate',
  'assigneeId=5',
  'requesterId=7',
  'departmentId=1&status=closed',
  'departmentId=20&status=duplicate',
  'departmentId=3&status=duplicate',
  'departmentId=1&assigneeId=5',
  'departmentId=20&assigneeId=5',
  'status=closed&assigneeId=5',
  'status=duplicate&assigneeId=5',
  'requesterId=7&status=closed',
  'departmentId=1&sort=-id',
  'status=duplicate&sort=id',
  'assigneeId=5&sort=-id',
  `cursor=${middleOf('-updatedAt')}`,
  `departmentId=1&cursor=${middleOf('-updatedAt')}`,
];

const HELPDESKZ = [
  '',
  ...[1, 2, 3, 4, 5].map((status) => `status=${status}`),
  'department_id=1',
  'department_id=20',
  'user_id=7',
  'status=5&department_id=1',
  'status=3&department_id=20',
  'status=5&user_id=7',
  `page=${Math.floor(tickets / 15)}`,
  'page=10000',
  'status=5&page=8000',
  'status=3&page=700',
  'department_id=1&page=2000',
];

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
  for (const query of options.only ? [] : HELPDESKZ)
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

async function signIn(port, username) {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: PASSWORD }),
  });
  return `Bearer ${(await response.json()).accessToken}`;
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

function daysAgo(days) {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}

/** A cursor a year back, half-way through the seeded tickets. */
function middleOf(sort) {
  const middle = Date.now() - 365 * 86_400_000;
  return Buffer.from(JSON.stringify([sort, middle, 1, 0])).toString('base64url');
}
