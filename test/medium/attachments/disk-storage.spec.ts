import { createHash, randomBytes } from 'node:crypto';
import {
  globSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskStorage } from '../../../src/attachments/storage/disk.storage.js';
import { ContentMissing, ContentTooLarge } from '../../../src/attachments/storage/storage.js';

const MAX = { maxBytes: 1_000 };
const DAY_MS = 86_400_000;
const always = async (): Promise<boolean> => true;
const never = async (): Promise<boolean> => false;
const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

let folder: string;
let storage: DiskStorage;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'storage-'));
  storage = new DiskStorage(folder);
  await storage.prepare();
});
afterEach(() => rmSync(folder, { recursive: true }));

const stage = (content: string) => storage.stage(Readable.from([Buffer.from(content)]), MAX);
const incoming = (): string[] => readdirSync(join(folder, 'incoming'));
const outgoing = (): string[] => readdirSync(join(folder, 'outgoing'));
const blobs = (): string[] =>
  globSync('*/*/*', { cwd: join(folder, 'blobs') }).map((path) => path.replaceAll('\\', '/'));

async function upload(content: string): Promise<string> {
  const staged = await stage(content);
  await storage.keep(staged);
  await storage.release(staged, always);
  return staged.sha256;
}

describe('staging', () => {
  it('hashes and counts while it writes, and keeps the head', async () => {
    const content = randomBytes(9_000);
    const chunks = [content.subarray(0, 1), content.subarray(1, 4_000), content.subarray(4_000)];
    const staged = await storage.stage(Readable.from(chunks), { maxBytes: 9_000 });
    expect(staged).toMatchObject({ sha256: sha256(content), size: 9_000, head: content.subarray(0, 4_100) });
    expect(statSync(staged.path).size).toBe(9_000);
  });

  it('ends early when the content is too large, and leaves nothing', async () => {
    let asked = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(100, (asked += 1));
      })(),
    );
    await expect(storage.stage(endless, MAX)).rejects.toThrow(ContentTooLarge);
    expect(asked).toBeLessThan(20);
    expect(incoming()).toEqual([]);
    expect(endless.destroyed).toBe(false);
    endless.destroy();
  });

  it('leaves nothing when the sender breaks off', async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw new Error('gone');
      })(),
    );
    await expect(storage.stage(broken, MAX)).rejects.toThrow('gone');
    expect(incoming()).toEqual([]);
  });

  it('never holds more than a few chunks of a 20 MB stream', async () => {
    const chunk = Buffer.alloc(65_536, 'x');
    let made = 0;
    let mostHeld = 0;
    const source = Readable.from(
      (function* () {
        while (made < 320) {
          const [partial] = incoming();
          const written = partial ? statSync(join(folder, 'incoming', partial)).size / chunk.length : 0;
          mostHeld = Math.max(mostHeld, made - written);
          made += 1;
          yield chunk;
        }
      })(),
    );
    const staged = await storage.stage(source, { maxBytes: 20 * 1_048_576 });
    expect(staged.size).toBe(20 * 1_048_576);
    expect(mostHeld).toBeLessThanOrEqual(20);
  });
});

describe('keeping', () => {
  it('stores the same content once, under its hash', async () => {
    const [first, second] = [await upload('same'), await upload('same')];
    expect(second).toBe(first);
    expect(blobs()).toEqual([`${first.slice(0, 2)}/${first.slice(2, 4)}/${first}`]);
    expect(incoming()).toEqual([]);
    expect(await text(await storage.open(first))).toBe('same');
  });

  it('drops a content whose row was never committed, unless another row names it', async () => {
    const staged = await stage('refused');
    await storage.keep(staged);
    await storage.release(staged, never);
    expect([blobs(), incoming(), outgoing()]).toEqual([[], [], []]);
  });

  it('settles a content whose row is committed, also when a removal took it away meanwhile', async () => {
    const staged = await stage('committed');
    await storage.keep(staged);
    rmSync(join(folder, 'blobs'), { recursive: true });
    await storage.settle(staged);
    await storage.settle(staged);
    expect(await text(await storage.open(staged.sha256))).toBe('committed');
    expect(incoming()).toEqual([]);
  });

  it('may lie in fewer folders', async () => {
    const flat = new DiskStorage(join(folder, 'flat'), [1]);
    await flat.prepare();
    const staged = await flat.stage(Readable.from([Buffer.from('flat')]), MAX);
    await flat.keep(staged);
    await flat.settle(staged);
    const { sha256: hash } = staged;
    expect(globSync('**/*', { cwd: join(folder, 'flat/blobs') })).toContain(join(hash.slice(0, 1), hash));
    expect(await text(await flat.open(hash))).toBe('flat');
  });

  it('may be ended twice', async () => {
    const staged = await stage('twice');
    await storage.keep(staged);
    await storage.release(staged, always);
    await storage.release(staged, always);
    expect(await text(await storage.open(staged.sha256))).toBe('twice');
  });

  it('says that a content is missing', async () => {
    await expect(storage.open(sha256('unknown'))).rejects.toThrow(ContentMissing);
    await expect(storage.open('../../etc/passwd')).rejects.toThrow('no SHA-256');
  });
});

describe('removing', () => {
  it('removes a content that no row names and spares the others', async () => {
    const hash = await upload('a');
    await storage.remove(hash, always);
    expect(await text(await storage.open(hash))).toBe('a');
    await storage.remove(hash, never);
    expect([blobs(), outgoing()]).toEqual([[], []]);
    await storage.remove(hash, never);
  });

  it('does not lose a content whose upload commits between the question and the answer', async () => {
    const hash = await upload('contested');
    const again = await stage('contested');
    await storage.keep(again);
    await storage.remove(hash, async () => {
      await storage.release(again, always);
      return false;
    });
    expect(await text(await storage.open(hash))).toBe('contested');
    expect([incoming(), outgoing()]).toEqual([[], []]);
  });

  it('lets a removal with an outdated answer drop only what it took away itself', async () => {
    const hash = await upload('contested');
    const again = await stage('contested');
    let answer: (named: boolean) => void = () => undefined;
    const answered = new Promise<boolean>((resolve) => (answer = resolve));
    const outdated = storage.remove(hash, () => answered);
    await expect.poll(outgoing).toHaveLength(1);
    await storage.release(again, always);
    await storage.remove(hash, async () => {
      answer(false);
      await outdated;
      return true;
    });
    expect(await text(await storage.open(hash))).toBe('contested');
    expect([incoming(), outgoing()]).toEqual([[], []]);
  });

  it('puts the content back when the upload committed before the question', async () => {
    const staged = await stage('contested');
    await storage.keep(staged);
    await storage.remove(staged.sha256, async () => {
      await storage.release(staged, always);
      return true;
    });
    expect(await text(await storage.open(staged.sha256))).toBe('contested');
    expect([incoming(), outgoing()]).toEqual([[], []]);
  });

  it('lets readers find a content while it is being decided about', async () => {
    const hash = await upload('read me');
    let read: string | undefined;
    await storage.remove(hash, async () => {
      read = await text(await storage.open(hash));
      return false;
    });
    expect(read).toBe('read me');
  });

  it('lets readers find a committed content before its upload has ended', async () => {
    const staged = await stage('early');
    expect(await text(await storage.open(staged.sha256))).toBe('early');
  });

  it('never loses a named content, and keeps no other, however uploads, removals and reads interleave', async () => {
    const storages = [storage, new DiskStorage(folder)];
    const hash = sha256('contested');
    let rows = 0;
    const isNamed = async (): Promise<boolean> => {
      await turn();
      return rows > 0;
    };
    const pause = async (): Promise<void> => {
      for (let turns = Math.random() * 4; turns > 1; turns -= 1) await turn();
    };
    const worker = async (own: DiskStorage): Promise<void> => {
      for (let round = 0; round < 40; round += 1) {
        const staged = await own.stage(Readable.from([Buffer.from('contested')]), MAX);
        await pause();
        await own.keep(staged);
        await pause();
        rows += 1;
        await own.release(staged, isNamed);
        expect((await buffer(await own.open(hash))).toString()).toBe('contested');
        await pause();
        rows -= 1;
        await own.remove(hash, isNamed);
      }
    };
    await Promise.all([...storages, ...storages, ...storages].map(worker));
    expect([blobs(), incoming(), outgoing()]).toEqual([[], [], []]);
  }, 60_000);
});

describe('the sweep at start', () => {
  const age = (path: string): void => utimesSync(path, new Date(0), new Date(0));
  const yesterday = (): Date => new Date(Date.now() - DAY_MS);

  it('finishes uploads that a crash left, when they are a day old', async () => {
    const [old, refused, fresh] = [await stage('old'), await stage('refused'), await stage('fresh')];
    await storage.keep(refused);
    const partial = join(folder, 'incoming', 'a.part');
    writeFileSync(partial, 'half');
    for (const path of [old.path, refused.path, partial]) age(path);
    await storage.sweep(yesterday(), async (hash) => hash === old.sha256);
    expect(incoming().map((name) => name.slice(0, 64))).toEqual([fresh.sha256]);
    expect(blobs().map((path) => path.slice(6))).toEqual([old.sha256]);
  });

  it('finishes removals that a crash left', async () => {
    const [named, unnamed] = [await upload('named'), await upload('unnamed')];
    for (const hash of [named, unnamed])
      renameSync(
        join(folder, 'blobs', hash.slice(0, 2), hash.slice(2, 4), hash),
        join(folder, 'outgoing', `${hash}.crashed`),
      );
    await storage.sweep(yesterday(), async (hash) => hash === named);
    expect(outgoing()).toEqual([]);
    expect(blobs().map((path) => path.slice(6))).toEqual([named]);
  });
});
