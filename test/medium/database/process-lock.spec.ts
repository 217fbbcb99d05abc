import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireProcessLock } from '../../../src/database/process-lock.js';

/** Lets a plain Node process load our sources: `.js` in an import means the `.ts` beside it. */
const LOADER = `data:text/javascript,import { registerHooks } from 'node:module';
  registerHooks({ resolve: (name, context, next) =>
    next(name.startsWith('.') ? name.replace(/\\.js$/, '.ts') : name, context) });`;
const PROCESS_LOCK = new URL('../../../src/database/process-lock.ts', import.meta.url).href;

describe('the lock on the data folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'switchdesk-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('makes the folder for the owner only', () => {
    const dataDir = join(folder, 'data');
    acquireProcessLock(dataDir)();
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  });

  it('is held until it is given back, and its error names the folder', () => {
    const release = acquireProcessLock(folder);
    expect(() => acquireProcessLock(folder)).toThrow(
      expect.objectContaining({ code: 'database.in_use', message: expect.stringContaining(folder) }),
    );
    release();
    acquireProcessLock(folder)();
  });

  it('is free again when the process that held it was killed', async () => {
    const holder = await holderOf(folder);
    try {
      expect(() => acquireProcessLock(folder)).toThrow('in use by another process');
    } finally {
      holder.kill('SIGKILL');
      await once(holder, 'exit');
    }
    acquireProcessLock(folder)();
  });
});

/** Another process that holds the lock, has nothing else to do and collects its garbage. */
async function holderOf(folder: string): Promise<ChildProcess> {
  const holder = spawn(
    process.execPath,
    [
      '--experimental-transform-types',
      '--expose-gc',
      '--import',
      LOADER,
      '--input-type=module',
      '--eval',
      `import { acquireProcessLock } from '${PROCESS_LOCK}';
       acquireProcessLock(process.argv[1]);
       setImmediate(() => { gc(); console.log('held'); });
       process.stdin.resume();`,
      folder,
    ],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  await once(holder.stdout!, 'data');
  return holder;
}
