import { createHash, hash, randomUUID } from 'node:crypto';
import {
  access,
  constants,
  link,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  stat,
  unlink,
  type FileHandle,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { freeYoungGarbage } from '../../common/garbage.js';
import { syncFolder } from '../../database/data-folder.js';
import { ContentMissing, ContentTooLarge, Storage, type IsNamed, type StagedFile } from './storage.js';

const HEAD_BYTES = 4_100;
const WHOLE_BYTES = 65_536;
const FREE_EVERY_BYTES = 4 * 1_048_576;
const PARTIAL = '.part';

/** Looks at a content that is being moved may come a moment early or late; each look is a few system calls. */
const OPEN_ATTEMPTS = 5;

/**
 * Contents in a folder (one file system with hard links, shared by all replicas):
 * `blobs/ab/cd/<sha256>` (or in other `levels`: the fewer folders, the fewer are changed by many contents at once), uploads under way in `incoming/<sha256>.<unique>`, removals in `outgoing/<sha256>.<unique>`.
 * The unique part makes every removal decide only about what it took away itself.
 */
export class DiskStorage extends Storage {
  private readonly blobs: string;
  private readonly incoming: string;
  private readonly outgoing: string;
  /** Folders that this process has seen made durable, up to the root. */
  private readonly durable = new Set<string>();

  constructor(
    folder: string,
    /** Hexadecimal digits of each level of folders. */
    private readonly levels: readonly number[] = [2, 2],
  ) {
    super();
    this.blobs = join(folder, 'blobs');
    this.incoming = join(folder, 'incoming');
    this.outgoing = join(folder, 'outgoing');
  }

  async prepare(): Promise<void> {
    for (const folder of [this.blobs, this.incoming, this.outgoing]) await makeFolder(folder);
  }

  async probe(): Promise<void> {
    for (const folder of [this.blobs, this.incoming, this.outgoing]) await access(folder, constants.W_OK);
  }

  stage(content: Readable, { maxBytes }: { maxBytes: number }): Promise<StagedFile> {
    return this.stageBy((path) => write(content, path, maxBytes));
  }

  /** As `stage`, of what is at hand as a whole. */
  stageWhole(content: Buffer): Promise<StagedFile> {
    return this.stageBy((path) => writeWhole(content, path));
  }

  private async stageBy(write: (path: string) => Promise<Omit<StagedFile, 'path'>>): Promise<StagedFile> {
    const partial = join(this.incoming, randomUUID() + PARTIAL);
    try {
      const written = await write(partial);
      const path = join(this.incoming, `${written.sha256}.${randomUUID()}`);
      await rename(partial, path);
      return { ...written, path };
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  async keep(staged: Pick<StagedFile, 'path' | 'sha256'>): Promise<void> {
    await this.keepAll([staged]);
  }

  async keepAll(staged: readonly Pick<StagedFile, 'path' | 'sha256'>[]): Promise<void> {
    const changed = new Set((await Promise.all(staged.map((one) => this.place(one)))).flat());
    await Promise.all([...changed].map(syncFolder));
    for (const { sha256 } of staged) this.durable.add(dirname(this.blobPath(sha256)));
  }

  /** @returns the folders that must be synchronised for it to be durable */
  private async place({ path, sha256 }: Pick<StagedFile, 'path' | 'sha256'>): Promise<string[]> {
    const blob = this.blobPath(sha256);
    const folder = dirname(blob);
    const linked = (): Promise<boolean> => unless('EEXIST', link(path, blob)).then(() => true);
    const hadFolder = await unless('ENOENT', linked());
    if (!hadFolder) {
      await makeFolder(folder);
      await linked();
    }
    if (hadFolder && this.durable.has(folder)) return [folder];
    const upwards: string[] = [];
    for (let changed = folder; changed !== dirname(this.blobs); changed = dirname(changed))
      upwards.push(changed);
    return upwards;
  }

  async settle(staged: Pick<StagedFile, 'path' | 'sha256'>): Promise<void> {
    if (!(await unless('ENOENT', stat(this.blobPath(staged.sha256))))) await this.keep(staged);
    await unless('ENOENT', unlink(staged.path));
  }

  async release(staged: Pick<StagedFile, 'path' | 'sha256'>, isNamed: IsNamed): Promise<void> {
    if (await isNamed(staged.sha256)) return this.settle(staged);
    await this.remove(staged.sha256, isNamed);
    await unless('ENOENT', unlink(staged.path));
  }

  async remove(sha256: string, isNamed: IsNamed): Promise<void> {
    const leaving = join(this.outgoing, `${sha256}.${randomUUID()}`);
    const moved = await unless(
      'ENOENT',
      rename(this.blobPath(sha256), leaving).then(() => true),
    );
    if (moved) await this.finishRemoval(leaving, sha256, isNamed);
  }

  async open(sha256: string): Promise<Readable> {
    for (let attempt = 0; attempt < OPEN_ATTEMPTS; attempt += 1) {
      const handle = (await openExisting(this.blobPath(sha256))) ?? (await this.openInTransit(sha256));
      if (handle) return handle.createReadStream();
    }
    throw new ContentMissing(sha256);
  }

  /** Whether the content is in its place; one that is being moved is not. */
  async has(sha256: string): Promise<boolean> {
    return (await unless('ENOENT', stat(this.blobPath(sha256)))) !== undefined;
  }

  async sweep(before: Date, isNamed: IsNamed): Promise<void> {
    for (const name of await readdir(this.outgoing))
      await this.finishRemoval(join(this.outgoing, name), hashIn(name), isNamed);
    for (const name of await readdir(this.incoming)) {
      const path = join(this.incoming, name);
      const info = await unless('ENOENT', stat(path));
      if (!info || info.mtime >= before) continue;
      if (name.endsWith(PARTIAL)) await rm(path, { force: true });
      else await this.release({ path, sha256: hashIn(name) }, isNamed);
    }
  }

  /** Nobody sees the content in its place any more: now the rows' answer counts. */
  private async finishRemoval(leaving: string, sha256: string, isNamed: IsNamed): Promise<void> {
    if (await isNamed(sha256)) {
      const blob = this.blobPath(sha256);
      await unless('ENOENT', rename(leaving, blob));
      await syncFolder(dirname(blob));
    }
    // Also after moving it back: where both names are links to one file, the move leaves them as they are.
    await rm(leaving, { force: true });
  }

  private async openInTransit(sha256: string): Promise<FileHandle | undefined> {
    for (const folder of [this.outgoing, this.incoming]) {
      const names = (await readdir(folder)).filter((name) => hashIn(name) === sha256);
      for (const name of names) {
        const handle = await openExisting(join(folder, name));
        if (handle) return handle;
      }
    }
    return undefined;
  }

  private blobPath(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error(`"${sha256}" is no SHA-256.`);
    let from = 0;
    const folders = this.levels.map((digits) => sha256.slice(from, (from += digits)));
    return join(this.blobs, ...folders, sha256);
  }
}

async function write(content: Readable, path: string, maxBytes: number): Promise<Omit<StagedFile, 'path'>> {
  const hash = createHash('sha256');
  const head = Buffer.alloc(HEAD_BYTES);
  let whole: Buffer[] | undefined = [];
  let size = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of content.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (size + chunk.length > maxBytes) throw new ContentTooLarge(maxBytes);
      hash.update(chunk);
      chunk.copy(head, Math.min(size, HEAD_BYTES));
      if (Math.floor(size / FREE_EVERY_BYTES) < Math.floor((size + chunk.length) / FREE_EVERY_BYTES))
        freeYoungGarbage();
      size += chunk.length;
      if (size > WHOLE_BYTES) whole = undefined;
      whole?.push(chunk);
      await file.appendFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return {
    sha256: hash.digest('hex'),
    size,
    head: head.subarray(0, Math.min(size, HEAD_BYTES)),
    ...(whole && { whole: Buffer.concat(whole) }),
  };
}

async function writeWhole(content: Buffer, path: string): Promise<Omit<StagedFile, 'path'>> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  return {
    sha256: hash('sha256', content, 'hex'),
    size: content.length,
    head: content.subarray(0, HEAD_BYTES),
    ...(content.length <= WHOLE_BYTES && { whole: content }),
  };
}

const hashIn = (name: string): string => name.slice(0, name.indexOf('.'));

const makeFolder = (folder: string) => mkdir(folder, { recursive: true, mode: 0o700 });

const openExisting = (path: string): Promise<FileHandle | undefined> => unless('ENOENT', open(path, 'r'));

/** The result, or undefined when it failed in the one expected way. */
async function unless<T>(code: 'ENOENT' | 'EEXIST', work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === code) return undefined;
    throw error;
  }
}
