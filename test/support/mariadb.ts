import type { TestProject } from 'vitest/node';
import { startMariadbIn } from './mariadb-server.js';
import { memoryFolder } from './scratch.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A private MariaDB, without a database in the URL; empty where the server is not installed. */
    mariadbUrl: string;
  }
}

/** vitest's global set-up: one private server for the whole run. */
export default async function startMariadb(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const server = await startMariadbIn(memoryFolder() ?? '/tmp');
  if (!server) {
    if (process.env['REQUIRE_ALL'] === '1') throw new Error('REQUIRE_ALL=1, but MariaDB is not installed.');
    console.warn('SKIPPED: MariaDB is not installed; database tests run on SQLite only.');
  }
  project.provide('mariadbUrl', server?.url ?? '');
  return server?.stop;
}
