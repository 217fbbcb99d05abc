import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import mysql from 'mysql2/promise';

/* Imported by the test run and, as it stands, by the bench: types are stripped by Node, so only erasable ones. */

const KEEPER = join(import.meta.dirname, 'mariadb-keeper.sh');
const START_TIMEOUT_MS = 30_000;

export interface MariadbServer {
  /** Without a database in it. */
  url: string;
  /** Of the server itself. */
  pid: number;
  stop: () => Promise<void>;
}

/** A private server that ends with this process; undefined where none is installed. `options` go to the server. */
export const startMariadbServer = (...options: string[]): Promise<MariadbServer | undefined> =>
  startMariadbIn('/tmp', ...options);

/** The same with its data below this folder. */
export async function startMariadbIn(
  place: string,
  ...options: string[]
): Promise<MariadbServer | undefined> {
  const server = find('mariadbd');
  const installer = find('mariadb-install-db');
  if (!server || !installer) return undefined;
  // Not the system's own temporary folder: a socket's path may have 107 characters at most.
  const folder = mkdtempSync(`${place}/mariadb-`);
  const port = String(await freePort());
  // In a process group of its own, so that Ctrl-C does not end the keeper before it has cleaned up.
  const keeper = spawn('sh', [KEEPER, folder, installer, server, userInfo().username, port, ...options], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const stop = async (): Promise<void> => {
    keeper.stdin.end();
    await once(keeper, 'exit');
  };
  const url = `mariadb://root@127.0.0.1:${port}`;
  if (!(await answers(url))) {
    const log = readFileSync(join(folder, 'log'), 'utf8');
    await stop();
    throw new Error(`MariaDB did not start:\n${log}`);
  }
  return { url, pid: Number(readFileSync(join(folder, 'pid'), 'utf8')), stop };
}

/** Debian keeps servers in /usr/sbin, which is not on everybody's path. */
const find = (binary: string): string | undefined =>
  [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin']
    .map((folder) => join(folder, binary))
    .find((path) => existsSync(path));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function answers(url: string): Promise<boolean> {
  for (const end = Date.now() + START_TIMEOUT_MS; Date.now() < end; await setTimeout(50)) {
    const connection = await mysql.createConnection(url).catch(() => undefined);
    if (connection) {
      await connection.end();
      return true;
    }
  }
  return false;
}
