import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { socketPath } from './socket-path.js';

describe.skipIf(process.platform === 'win32')('the place of the command socket', () => {
  let folder: string;
  let long: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'switchdesk-'));
    long = join(folder, 'x'.repeat(100));
    mkdirSync(long);
  });

  afterEach(() => {
    rmSync(dirname(socketPath(long)), { recursive: true, force: true });
    rmSync(folder, { recursive: true });
  });

  it('is the data folder', () => {
    expect(socketPath(folder)).toBe(join(folder, 'switchdesk.sock'));
  });

  it('is a private folder of its own where that path is too long', () => {
    const path = socketPath(long);
    expect(path.length).toBeLessThan(100);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(socketPath(long)).toBe(path);
  });

  it('is no folder that others may write to', () => {
    const found = dirname(socketPath(long));
    chmodSync(found, 0o777);
    expect(() => socketPath(long)).toThrow(`${found} is not private: remove it.`);
    chmodSync(found, 0o700);
  });
});
