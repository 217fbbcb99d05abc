import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

/** The file of the embedded database. */
export const embeddedDatabase = (dataDir: string): string => join(dataDir, 'switchdesk.sqlite');

/** Makes the data folder if it is missing, for this account's eyes only. */
export const makeDataFolder = (dataDir: string): void => {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
};

/** A name is durable once its folder is. Windows cannot open folders; there the file's own sync has to do. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
