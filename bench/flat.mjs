import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import mysql from 'mysql2/promise';
import { startMariadbServer } from '../test/support/mariadb-server.ts';
import { fill, place, startDesk } from './desk.mjs';
import { LOAD_FILE, NATIVE, PASSWORD, helpdeskzShapes, signIn } from './list-shapes.mjs';
import { AUTHORIZATION } from './requests.mjs';

/*
 * Every shape of a list, asked in turns of a small and of a large desk that run side by side: the median time of the one
 * against that of the other. `--url` names a MariaDB of one's own, where desks of an earlier run are used again; `--folder`
 * keeps embedded ones; `--only` some shapes, by a pattern.
 */

const { values: options } = parseArgs({
  options: {
    flavour: { type: 'string', default: 'mariadb' },
    sizes: { type: 'string', default: '1000,200000' },
    url: { type: 'string' },
    folder: { type: 'string' },
    only: { type: 'string', default: '' },
    runs: { type: 'string', default: '21' },
  },
});
const SIZES = options.sizes.split(',').map(Number);
const BARS = { list: 1.5, search: 10 };

const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'switchdesk-bench-'));
const started =
  options.flavour === 'mariadb' && !options.url
    ? await startMariadbServer('--innodb-buffer-pool-size=512M')
    : undefined;
const mariadb = options.flavour === 'mariadb' ? (started ?? { url: options.url }) : undefined;
const desks = [];
try {
  for (const size of SIZES) desks.push(await openDesk(size));
  await compare();
} finally {
  for (const { stop } of desks) await stop();
  await started?.stop();
  if (!options.folder) rmSync(folder, { recursive: true, force: true });
}

async function openDesk(size) {
  const env = await place(folder, `shapes_${size}`, mariadb);
  if (!(await isFilled(env))) await fill(env, size, LOAD_FILE);
  const desk = await startDesk(env);
  const basic = `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}`;
  const flicket = await fetch(`http://127.0.0.1:${desk.port}/flicket-api/tokens`, {
    method: 'POST',
    headers: { authorization: basic },
  });
  const callers = {
    token: AUTHORIZATION,
    admin: await signIn(desk.port, 'admin'),
    'staff of 1': await signIn(desk.port, 'one'),
    'staff of 20': await signIn(desk.port, 'twenty'),
    'flicket admin': `Bearer ${(await flicket.json()).token}`,
  };
  return { ...desk, size, callers };
}

async function isFilled(env) {
  if (!mariadb) return existsSync(join(env.DATA_DIR, 'switchdesk.sqlite'));
  const connection = await mysql.createConnection(env.DATABASE_URL.replace('mariadb:', 'mysql:'));
  const [tables] = await connection.query("show tables like 'tickets'");
  await connection.end();
  return tables.length > 0;
}

async function compare() {
  const native = ['admin', 'staff of 1', 'staff of 20'].flatMap((who) =>
    NATIVE.map((query) => [who, () => `/api/v1/tickets?${query}`]),
  );
  const dialects = [
    ...helpdeskzShapes(SIZES[0]).map((_, at) => [
      'token',
      (size) => `/api/tickets?${helpdeskzShapes(size)[at]}`,
    ]),
    ...['', '?status=Closed', '?page=20'].map((query) => [
      'flicket admin',
      () => `/flicket-api/tickets/${query}`,
    ]),
  ];
  console.log('| request | as | ' + SIZES.map((size) => `ms at ${size}`).join(' | ') + ' | |');
  console.log('| --- | --- | ' + SIZES.map(() => '---:').join(' | ') + ' | ---: |');
  for (const [who, pathAt] of [...native, ...dialects]) {
    if (!new RegExp(options.only).test(pathAt(SIZES[0]))) continue;
    const medians = await mediansOf(who, pathAt);
    const ratio = medians.at(-1) / medians[0];
    const bar = pathAt(0).includes('q=') ? BARS.search : BARS.list;
    const cells = [pathAt(SIZES[0]), who, ...medians.map((ms) => ms.toFixed(2))];
    console.log(`| ${cells.join(' | ')} | ${ratio.toFixed(2)} x${ratio > bar ? ' MISSES' : ''} |`);
  }
}

/** In turns, so that what else the machine does falls on all of them. */
async function mediansOf(who, pathAt) {
  const times = desks.map(() => []);
  for (let run = -2; run < Number(options.runs); run++)
    for (const [at, { port, size, callers }] of desks.entries()) {
      const start = performance.now();
      const response = await fetch(`http://127.0.0.1:${port}${pathAt(size)}`, {
        headers: { authorization: callers[who] },
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${pathAt(size)}: ${response.status} ${text}`);
      if (run >= 0) times[at].push(performance.now() - start);
    }
  return times.map((list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]);
}
