import { existsSync, readFileSync } from 'node:fs';
import { open, opendir, stat, type FileHandle } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import { VERSION } from '../common/version.js';
import { SECRET_FILE } from '../config/app-secret.js';
import { Config } from '../config/config.js';
import type { Bulk } from '../database/bulk.js';
import { openSnapshot } from '../database/open-bulk.js';
import { FORMAT, lineOf, writeBackup } from './backup-file.js';
import type { Output } from './output.js';

export interface BackupInput {
  /** An absolute path, where the desk runs. */
  file: string;
}

/** What means something to running processes only. */
const PASSING = new Set(['leases', 'processes', 'rate_limits']);
/** The folders of contents in STORAGE_DIR. */
export const CONTENTS = ['blobs', join('mails', 'blobs'), join('avatars', 'blobs')];

interface Counts {
  rows: number;
  files: number;
}

/**
 * Writes rows and files of the desk into one file, while it runs. The rows are those of one moment; files, which never
 * change, are copied after it.
 * @throws AppError `backup.exists`
 */
export async function backup(
  app: INestApplicationContext,
  { file }: BackupInput,
  out: Output,
): Promise<void> {
  if (existsSync(file)) throw new AppError('conflict', 'backup.exists', { values: { file } });
  const config = app.get(Config);
  const counts = { rows: 0, files: 0 };
  const snapshot = await openSnapshot(config);
  try {
    await writeBackup(file, contentOf(config, snapshot, counts));
  } finally {
    await snapshot.close();
  }
  const megabytes = ((await stat(file)).size / 1_000_000).toFixed(1);
  out.say('backup.done', { file, rows: counts.rows, files: counts.files, megabytes });
  if (!secretOf(config)) out.tell('backup.secret');
}

async function* contentOf(config: Config, snapshot: Bulk, counts: Counts): AsyncGenerator<string | Buffer> {
  const migrations: string[] = [];
  for await (const batch of snapshot.rows('migrations', ['timestamp', 'name']))
    migrations.push(...batch.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, name]) => String(name)));
  const at = new Date().toISOString();
  yield lineOf({ switchdesk: FORMAT, version: VERSION, at, migrations, secret: secretOf(config) });
  for (const table of await snapshot.tables())
    if (table !== 'migrations' && !PASSING.has(table)) yield* rowsOf(snapshot, table, counts);
  for (const folder of CONTENTS) yield* filesIn(config.storageDir, folder, counts);
  yield lineOf({ end: counts });
}

async function* rowsOf(snapshot: Bulk, table: string, counts: Counts): AsyncGenerator<string> {
  const columns = await snapshot.columns(table);
  yield lineOf({ table, columns, next: await snapshot.nextId(table) });
  for await (const batch of snapshot.rows(table, columns)) {
    counts.rows += batch.length;
    yield batch.map(lineOf).join('');
  }
}

async function* filesIn(storageDir: string, folder: string, counts: Counts): AsyncGenerator<string | Buffer> {
  const root = join(storageDir, folder);
  if (!existsSync(root)) return;
  for await (const entry of await opendir(root, { recursive: true })) {
    // Deleted since it was listed: then no row of now names it.
    const handle = entry.isFile() && (await open(join(entry.parentPath, entry.name)).catch(unlessGone));
    if (!handle) continue;
    counts.files += 1;
    yield* contentsOf(handle, relative(storageDir, join(entry.parentPath, entry.name)).split(sep).join('/'));
  }
}

function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

async function* contentsOf(handle: FileHandle, file: string): AsyncGenerator<string | Buffer> {
  try {
    yield lineOf({ file, size: (await handle.stat()).size });
    yield* handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>;
    yield '\n';
  } finally {
    await handle.close();
  }
}

/** The one that the desk made: nobody else has it. */
function secretOf({ dataDir, appSecret }: Config): string | null {
  const file = join(dataDir, SECRET_FILE);
  return existsSync(file) && readFileSync(file, 'utf8').trim() === appSecret ? appSecret : null;
}
