import { execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import mysql from 'mysql2/promise';
import { AUTHORIZATION, CAPTURED_ID, PASSWORD, TOKEN } from './requests.mjs';
import { toTemplate } from './statements.mjs';

/* Desks to be measured: their data, and their servers as child processes. */

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
/** The same before it is bundled: what is captured is changed module by module. */
const UNBUNDLED = fileURLToPath(new URL('../build/main.js', import.meta.url));
const CAPTURE = new URL('capture.mjs', import.meta.url).href;
const START_WITHIN_MS = 30_000;

/** Four departments, eight who answer, one token: what `switchdesk seed` hangs its tickets on. */
const LOAD_FILE = {
  departments: ['Support', 'Sales', 'Billing', 'Shipping'].map((name, at) => ({ id: at + 1, name })),
  staff: Array.from({ length: 8 }, (_, at) => ({
    id: at + 1,
    username: `agent${at + 1}`,
    fullName: `Agent ${at + 1}`,
    role: at ? 'staff' : 'admin',
    ...(!at && { password: PASSWORD }),
    departments: [(at % 4) + 1],
  })),
  apiTokens: [
    {
      name: 'bench',
      token: TOKEN,
      permissions: ['tickets/create', 'tickets/read', 'messages/create', 'messages/read'],
    },
  ],
};

/** An empty place for a desk: a folder, and on MariaDB a database. */
export async function place(folder, name, mariadb) {
  const dataDir = join(folder, name);
  mkdirSync(dataDir, { recursive: true });
  if (mariadb) await onServer(mariadb.url, `create database if not exists ${name}`);
  return {
    PATH: process.env.PATH,
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    DATABASE_URL: mariadb ? `${mariadb.url}/${name}` : '',
    APP_SECRET: 'a secret of the bench, of 32 characters or more',
    ADMIN_PASSWORD: 'a password nobody types',
  };
}

async function onServer(url, sql) {
  const connection = await mysql.createConnection(url);
  await connection.query(sql);
  await connection.end();
}

export async function fill(env, tickets, loadFile = LOAD_FILE) {
  const file = join(env.DATA_DIR, 'load.json');
  writeFileSync(file, JSON.stringify(loadFile));
  await run(env, 'load', file);
  await run(env, 'seed', '--tickets', String(tickets));
}

/** The bare server of an embedded database needs a file of its own: two processes must not write to one. */
export function copyOf(env, name) {
  if (env.DATABASE_URL) return env;
  const dataDir = `${env.DATA_DIR}-${name}`;
  cpSync(env.DATA_DIR, dataDir, { recursive: true });
  return { ...env, DATA_DIR: dataDir };
}

const run = (env, ...words) =>
  promisify(execFile)(process.execPath, [MAIN, ...words], { env, cwd: env.DATA_DIR });

/** Started and answering: its port, its process, how long that took, and how to stop it. */
export async function startDesk(env) {
  const port = await freePort();
  const start = performance.now();
  const child = spawn(process.execPath, [MAIN, 'serve'], {
    env: { ...env, PORT: String(port) },
    cwd: env.DATA_DIR,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await answers(child, port);
  return { port, pid: child.pid, startMs: performance.now() - start, stop: () => stop(child) };
}

/** A desk that tells which statements a request leads to. */
export async function startCapture(env) {
  const port = await freePort();
  const child = spawn(process.execPath, ['--import', CAPTURE, UNBUNDLED, 'serve'], {
    env: { ...env, PORT: String(port) },
    cwd: env.DATA_DIR,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  let statements = [];
  child.on('message', (statement) => statements.push(statement));
  await answers(child, port);
  const once = async (request, headers) => {
    await setTimeout(20);
    statements = [];
    await send(port, request, headers);
    await setTimeout(20);
    return statements;
  };
  return {
    /** Asked until two runs in a row agree: in between the desk may have looked after itself. */
    async statementsOf(request, headers = { authorization: AUTHORIZATION }) {
      for (let last = await once(request, headers); ; ) {
        const now = await once(request, headers);
        if (now.map(({ sql }) => sql).join() === last.map(({ sql }) => sql).join()) return now;
        last = now;
      }
    },
    port,
    stop: () => stop(child),
  };
}

async function send(port, { method, path, type, body }, headers) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    ...(body && { body }),
    headers: { ...headers, ...(body && { 'content-type': type }) },
  });
  const text = await response.text();
  if (!response.ok || /"error":/.test(text)) throw new Error(`${method} ${path}: ${response.status} ${text}`);
}

/** What a bare server has to know of each request. */
export async function capture(env, requests) {
  const desk = await startCapture(env);
  const routes = [];
  for (const request of requests) {
    const captured = await desk.statementsOf({ ...request, path: request.path.replace(':id', CAPTURED_ID) });
    routes.push({
      ...request,
      template: toTemplate(captured, {
        writes: request.method === 'POST',
        namesId: request.path.includes(':id'),
      }),
    });
  }
  await desk.stop();
  return routes;
}

export const startBare = (flavour, env, routes) => startYardstick([`bare-${flavour}.mjs`], env, routes);

/** What Nest itself costs: see floor-server.mjs. */
export const startFloor = (shape, env, routes) => startYardstick(['floor-server.mjs', shape], env, routes);

async function startYardstick([script, ...words], env, routes) {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), words, {
    env,
    serialization: 'advanced',
  });
  child.send({ routes });
  const [{ port } = {}] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [])]);
  if (!port) throw new Error(`${script} did not start.`);
  return { port, pid: child.pid, stop: () => stop(child) };
}

async function stop(child) {
  child.kill('SIGTERM');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** Until the first answer to a request; connections are refused before. */
async function answers(child, port) {
  for (const end = Date.now() + START_WITHIN_MS; Date.now() < end; await setTimeout(5)) {
    if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode}.`);
    if (await isAnswered(port)) return;
  }
  throw new Error('The server does not answer.');
}

const isAnswered = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write('GET /readyz HTTP/1.1\r\nhost: bench\r\nconnection: close\r\n\r\n'),
    );
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().startsWith('HTTP/1.1 200'));
    });
    socket.once('error', () => resolve(false));
  });

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
