import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** In DATA_DIR. */
export const SECRET_FILE = 'app-secret';

/**
 * The secret kept in DATA_DIR (0600), made on first use. It is written whole and then linked into place,
 * so that two processes starting at once agree on one secret.
 */
export function secretOf(dataDir: string): string {
  const file = join(dataDir, SECRET_FILE);
  const known = readIfThere(file);
  if (known) return known;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  return readFileSync(file, 'utf8').trim();
}

/** The secret that another desk made, for this folder, which has none. */
export function adoptSecret(dataDir: string, secret: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(join(dataDir, SECRET_FILE), `${secret}\n`, { mode: 0o600, flag: 'wx' });
}

/** The one that is there already; undefined: none was made yet. */
export const readSecret = (dataDir: string): string | undefined => readIfThere(join(dataDir, SECRET_FILE));

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
