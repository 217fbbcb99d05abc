import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type FlavourName, freshDatabase } from './database.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const READY_WITHIN_MS = 30_000;
const STOPPED_WITHIN_MS = 15_000;
const APP_SECRET = 'a secret of the test run, 32 characters or more';

/** What `switchdesk load FILE` takes; every list may be absent. */
export interface LoadFile {
  settings?: Record<string, unknown>;
  departments?: object[];
  staff?: object[];
  users?: object[];
  apiTokens?: object[];
  mailboxes?: object[];
}

export interface RunningServer {
  /** `http://127.0.0.1:<port>`, no slash at the end. */
  url: string;
  dataDir: string;
  /** Everything the process wrote to standard output and standard error so far. */
  output(): string;
  /** SIGTERM, then waits for the end; a server that does not end is killed and the test fails. */
  stop(): Promise<void>;
}

/** Starts the built server as a child process on a free port, with a database and data folder of its own. */
export async function startServer(
  options: { flavour?: FlavourName; load?: LoadFile; env?: Record<string, string> } = {},
): Promise<RunningServer> {
  if (!existsSync(MAIN))
    throw new Error('dist/main.js is missing: run `npm run build` before the black-box tests');
  const database = await freshDatabase(options.flavour ?? 'sqlite');
  const port = await freePort();
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: join(database.dataDir, 'data'),
    DATABASE_URL: database.databaseUrl,
    APP_SECRET,
    ADMIN_PASSWORD: 'a password nobody types',
    LOG_LEVEL: 'warn',
    ...options.env,
  };
  if (options.load) {
    await load(join(database.dataDir, 'load.json'), options.load, env).catch(async (error: unknown) => {
      await database.remove();
      throw error;
    });
  }
  const child = spawn(process.execPath, [MAIN, 'serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);

  const stop = async () => {
    process.off('exit', killChild);
    const graceful = await end(child);
    await database.remove();
    if (!graceful) throw new Error(`the server did not end on SIGTERM\n${output}`);
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilReady(url, child);
  } catch (cause) {
    await stop().catch(() => undefined);
    throw new Error(`the server did not become ready\n${output}`, { cause });
  }
  return { url, dataDir: env.DATA_DIR, output: () => output, stop };
}

async function load(file: string, content: LoadFile, env: Record<string, string>): Promise<void> {
  await writeFile(file, JSON.stringify(content));
  await promisify(execFile)(process.execPath, [MAIN, 'load', file], { env });
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
    const ready = await fetch(`${url}/readyz`).then(
      (answer) => answer.status === 200,
      () => false,
    );
    if (ready) return;
    await sleep(50);
  }
  throw new Error(`/readyz did not answer 200 within ${READY_WITHIN_MS} ms`);
}

/** True when the process ended by itself after SIGTERM. */
async function end(child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode !== null) return true;
  const ended = new Promise((resolve) => child.once('exit', resolve)).then(() => true);
  child.kill('SIGTERM');
  const timeout = new AbortController();
  const tooLate = sleep(STOPPED_WITHIN_MS, false, { signal: timeout.signal }).catch(() => false);
  const graceful = await Promise.race([ended, tooLate]);
  timeout.abort();
  if (!graceful) child.kill('SIGKILL');
  await ended;
  return graceful;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
