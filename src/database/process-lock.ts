import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { AppError } from '../common/errors.js';
import { makeDataFolder } from './data-folder.js';

/** Files in use. An object nobody refers to is collected, its file closed and the lock gone. */
const held = new Set<Sqlite.Database>();

/**
 * Makes this process the only one that uses `dataDir`. A second, empty SQLite file is held in an exclusive
 * transaction: a lock that works everywhere and that the kernel frees when the process dies, however it dies.
 * @returns the function that gives the folder back.
 * @throws AppError `database.in_use` while another process has it.
 */
export function acquireProcessLock(dataDir: string): () => void {
  makeDataFolder(dataDir);
  const file = new Sqlite(join(dataDir, 'process.lock'), { timeout: 0 });
  try {
    file.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    file.close();
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    throw new AppError('conflict', 'database.in_use', { values: { dataDir } });
  }
  held.add(file);
  return () => {
    held.delete(file);
    file.close();
  };
}
