import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../common/errors.js';
import { SECRET_FILE, adoptSecret } from '../config/app-secret.js';
import type { Config } from '../config/config.js';
import { loadSettings } from '../config/load-config.js';
import type { Bulk, Value } from '../database/bulk.js';
import { openForFilling, openSnapshot } from '../database/open-bulk.js';
import { embeddedDatabase, syncFolder } from '../database/data-folder.js';
import { createDataSource, dataSourceOptions } from '../database/data-source.js';
import { Database } from '../database/database.js';
import { migrate, migrateTo } from '../database/migrate.js';
import { acquireProcessLock } from '../database/process-lock.js';
import { verifySecret } from '../database/secret-fingerprint.js';
import {
  BackupFaulty,
  BackupReader,
  FORMAT,
  type BackupContent,
  type BackupHead,
  type BackupRecord,
  type BackupTable,
} from './backup-file.js';
import { planReindex } from '../tickets/ticket-reindex.service.js';
import { CONTENTS } from './backup.js';
import type { Output } from './output.js';

const AT_ONCE = 200;

export class DeskNotEmpty extends AppError {
  constructor(place: string) {
    super('conflict', 'restore.not_empty', { values: { place } });
  }
}

/**
 * Fills an empty data folder or database from a backup, whichever of the databases it was made of. The embedded database
 * takes its place as the last step, so that a restore which did not end leaves no desk; that of a server is one
 * transaction.
 * @throws BackupFaulty, DeskNotEmpty, AppError `restore.secret`, `database.newer`, `database.in_use`
 */
export async function restore(file: string, out: Output): Promise<void> {
  const config = loadSettings();
  const reader = new BackupReader(file);
  const head = requireHead(await reader.record());
  const release = config.databaseUrl ? () => undefined : acquireProcessLock(config.dataDir);
  const making = join(config.dataDir, 'restoring');
  try {
    const secret = requireSecret(config, head);
    requireEmptyPlaces(config);
    await rm(making, { recursive: true, force: true });
    const counts = await fill(reader, head, config, { ...config, dataDir: making }, secret);
    if (!config.appSecret) adoptSecret(config.dataDir, secret);
    if (!config.databaseUrl) await putInPlace(making, config.dataDir);
    out.say('restore.done', { rows: counts.rows, files: counts.files, at: head.at });
  } finally {
    await rm(making, { recursive: true, force: true });
    release();
  }
}

function requireHead(record: BackupRecord): BackupHead {
  if (!('switchdesk' in record)) throw new BackupFaulty();
  if (record.switchdesk !== FORMAT)
    throw new BackupFaulty('backup.faulty.format', { format: record.switchdesk });
  return record;
}

function requireSecret({ appSecret, dataDir }: Config, { secret }: BackupHead): string {
  if (appSecret) return appSecret;
  if (secret === null) throw new AppError('conflict', 'restore.secret.missing');
  const file = join(dataDir, SECRET_FILE);
  if (existsSync(file)) throw new AppError('conflict', 'restore.secret', { values: { file } });
  return secret;
}

function requireEmptyPlaces({ dataDir, databaseUrl, storageDir }: Config): void {
  const database = embeddedDatabase(dataDir);
  if (!databaseUrl && existsSync(database)) throw new DeskNotEmpty(database);
  for (const folder of CONTENTS.map((one) => join(storageDir, one)))
    if (existsSync(folder) && readdirSync(folder).length) throw new DeskNotEmpty(folder);
}

/** All of it, or nothing: what was begun is taken away again. */
async function fill(
  reader: BackupReader,
  head: BackupHead,
  { storageDir }: Config,
  settings: Config,
  secret: string,
): Promise<Counts> {
  const dataSource = await createDataSource(dataSourceOptions(settings)).initialize();
  try {
    await requireNoTables(settings);
    try {
      await migrateTo(dataSource, head.migrations);
      const counts = await fillTables(reader, settings, storageDir);
      await migrate(dataSource);
      // A backup has no indexes: the desk makes them at its first start.
      await new Database(dataSource).transaction(planReindex);
      await verifySecret(new Database(dataSource), secret);
      return counts;
    } catch (error) {
      // The embedded one lies in a folder that goes as a whole.
      if (settings.databaseUrl) await dataSource.dropDatabase();
      for (const folder of CONTENTS) await rm(join(storageDir, folder), { recursive: true, force: true });
      throw error;
    }
  } finally {
    await dataSource.destroy();
  }
}

async function requireNoTables(settings: Config): Promise<void> {
  const snapshot = await openSnapshot(settings);
  const tables = await snapshot.tables().finally(() => snapshot.close());
  if (tables.length) throw new DeskNotEmpty('The database');
}

interface Counts {
  rows: number;
  files: number;
}

async function fillTables(reader: BackupReader, settings: Config, storageDir: string): Promise<Counts> {
  const bulk = await openForFilling(settings);
  try {
    for (const table of await bulk.tables()) if (table !== 'migrations') await bulk.clear(table);
    const filling = new Filling(bulk);
    const counts = { rows: 0, files: 0 };
    for (let record = await reader.record(); !('end' in record); record = await reader.record()) {
      if ('table' in record) await filling.begin(record);
      else if ('file' in record) counts.files += await keep(record, reader, storageDir);
      else counts.rows += await filling.row(record as Value[]);
    }
    await filling.end();
    return counts;
  } finally {
    await bulk.close();
  }
}

/** Gathers the rows of a table, for many at once cost little more than one. */
class Filling {
  private table?: BackupTable;
  private rows: Value[][] = [];
  private readonly nextIds: [table: string, next: number][] = [];

  constructor(private readonly bulk: Bulk) {}

  async begin(table: BackupTable): Promise<void> {
    await this.write();
    this.table = table;
    if (table.next !== null) this.nextIds.push([table.table, table.next]);
  }

  async row(row: Value[]): Promise<1> {
    this.rows.push(row);
    if (this.rows.length >= AT_ONCE) await this.write();
    return 1;
  }

  /** An id that was given out never comes back, though its row is gone. */
  async end(): Promise<void> {
    await this.write();
    await this.bulk.commit();
    for (const [table, next] of this.nextIds) await this.bulk.setNextId(table, next);
  }

  private async write(): Promise<void> {
    if (this.rows.length) await this.bulk.insert(this.table!.table, this.table!.columns, this.rows);
    this.rows = [];
  }
}

/** A content is named by its hash, and by nothing that could lead elsewhere. */
async function keep(content: BackupContent, reader: BackupReader, storageDir: string): Promise<1> {
  const named = /^(?:mails\/)?blobs\/(?:[0-9a-f]{1,4}\/)*([0-9a-f]{64})$/.exec(content.file);
  if (!named) throw new BackupFaulty('backup.faulty.name', { file: content.file });
  const path = join(storageDir, content.file);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  const handle = await open(path, 'wx', 0o600);
  try {
    for await (const part of reader.content(content)) {
      hash.update(part);
      await handle.appendFile(part);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (hash.digest('hex') !== named[1])
    throw new BackupFaulty('backup.faulty.content', { file: content.file });
  return 1;
}

async function putInPlace(from: string, to: string): Promise<void> {
  await rename(embeddedDatabase(from), embeddedDatabase(to));
  await syncFolder(to);
}
