import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../common/errors.js';

/** The kernel takes 108 bytes on Linux and 104 on macOS, the closing zero among them. */
const LONGEST = 100;

/**
 * Where the server of a data folder listens for commands (`switchdesk.sock` in the folder) or for mails (`mail.sock`).
 * Where that path is too long for a socket, a folder of its own among the temporary ones; on Windows a named pipe.
 * @throws AppError `desk.unsafe_socket` when somebody else may write to that temporary folder.
 */
export function socketPath(dataDir: string, listensFor: 'switchdesk' | 'mail' = 'switchdesk'): string {
  const name = `switchdesk-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}-${listensFor}`;
  const file = `${listensFor}.sock`;
  const path = join(dataDir, file);
  return Buffer.byteLength(path) <= LONGEST ? path : join(privateFolder(name, dataDir), file);
}

/** Its name can be guessed, so it must not have been made by somebody who waits for our passwords. */
function privateFolder(name: string, dataDir: string): string {
  const folder = join(tmpdir(), name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const trusted = [0, process.getuid?.(), statSync(dataDir).uid];
  if (!found.isDirectory() || !trusted.includes(found.uid) || found.mode & 0o077)
    throw new AppError('conflict', 'desk.unsafe_socket', { values: { folder } });
  return folder;
}
