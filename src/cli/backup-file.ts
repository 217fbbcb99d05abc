import { open, rename, rm } from 'node:fs/promises';
import { createReadStream, createWriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createGzip } from 'node:zlib';
import { AppError } from '../common/errors.js';
import type { ProblemKey, TextValues } from '../common/texts.js';
import type { Value } from '../database/bulk.js';
import { syncFolder } from '../database/data-folder.js';

/*
 * A backup is one gzip file of lines, each of them JSON:
 *   {"switchdesk": 1, "version": …, "at": …, "migrations": […], "secret": … or null}
 *   {"table": "tickets", "columns": […], "next": 18}     and then a line for each row: [1, "A subject", null, …]
 *   {"file": "blobs/ab/cd/…", "size": 70}                and then the bytes of the file and an end of line
 *   {"end": {"rows": 211, "files": 4}}                   without it the file is not complete
 * It is the same whatever the database is.
 */
export const FORMAT = 1;

export interface BackupHead {
  switchdesk: number;
  version: string;
  /** RFC 3339. */
  at: string;
  /** The schema that the rows fit, by the names of its migrations in order. */
  migrations: string[];
  /** The secret that the desk made for itself; null where the operator keeps it (APP_SECRET). */
  secret: string | null;
}

export interface BackupTable {
  table: string;
  columns: string[];
  /** The id that the next row gets; null: the table gives none. */
  next: number | null;
}

export interface BackupContent {
  file: string;
  size: number;
}

export interface BackupEnd {
  end: { rows: number; files: number };
}

export type BackupRecord = BackupHead | BackupTable | Value[] | BackupContent | BackupEnd;

export const lineOf = (record: BackupRecord): string => `${JSON.stringify(record)}\n`;

/** Writes the file whole, or leaves none. @throws AppError `backup.exists` */
export async function writeBackup(file: string, content: AsyncIterable<string | Buffer>): Promise<void> {
  const part = `${file}.part`;
  const zip = createGzip({ level: constants.Z_BEST_SPEED });
  try {
    // Whoever reads it has everything: for this account's eyes only.
    await pipeline(Readable.from(content), zip, createWriteStream(part, { flags: 'wx', mode: 0o600 }));
    const handle = await open(part, 'r+');
    await handle.sync().finally(() => handle.close());
    await rename(part, file);
    await syncFolder(dirname(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(part, { force: true });
    throw error;
  }
}

type BackupFault = Extract<ProblemKey, `backup.faulty${string}`>;

export class BackupFaulty extends AppError {
  constructor(what: BackupFault = 'backup.faulty', values?: TextValues) {
    super('invalid', what, { ...(values && { values }) });
  }
}

/** Reads a backup from its beginning to its end. */
export class BackupReader {
  private readonly chunks: AsyncIterator<Buffer>;
  private pending: Buffer = Buffer.alloc(0);

  constructor(file: string) {
    const unzip = createGunzip();
    createReadStream(file)
      .on('error', (error) => unzip.destroy(error))
      .pipe(unzip);
    this.chunks = unzip[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** @throws BackupFaulty */
  async record(): Promise<BackupRecord> {
    const parts: Buffer[] = [];
    for (let end = this.pending.indexOf(10); ; end = this.pending.indexOf(10)) {
      if (end >= 0) {
        parts.push(this.pending.subarray(0, end));
        this.pending = this.pending.subarray(end + 1);
        return parse(Buffer.concat(parts).toString('utf8'));
      }
      parts.push(this.pending);
      await this.more();
    }
  }

  /** The bytes of a file, after its record; to be read to the end before the next record. */
  async *content({ size }: BackupContent): AsyncGenerator<Buffer> {
    for (let left = size; left > 0; ) {
      if (!this.pending.length) await this.more();
      const part = this.pending.subarray(0, left);
      this.pending = this.pending.subarray(part.length);
      left -= part.length;
      yield part;
    }
    if (!this.pending.length) await this.more();
    this.pending = this.pending.subarray(1);
  }

  private async more(): Promise<void> {
    const next = await this.chunks.next().catch((error: NodeJS.ErrnoException) => {
      throw error.syscall ? error : new BackupFaulty('backup.faulty.broken', { reason: error.message });
    });
    if (next.done) throw new BackupFaulty('backup.faulty.cut');
    this.pending = next.value;
  }
}

function parse(line: string): BackupRecord {
  try {
    return JSON.parse(line) as BackupRecord;
  } catch {
    throw new BackupFaulty();
  }
}
