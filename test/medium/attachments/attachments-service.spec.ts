import { globSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Attachment } from '../../../src/attachments/attachment.entity.js';
import {
  AttachmentRules,
  type AcceptedFile,
  type UploadedFile,
} from '../../../src/attachments/attachment-rules.js';
import { AttachmentsService } from '../../../src/attachments/attachments.service.js';
import { DiskStorage } from '../../../src/attachments/storage/disk.storage.js';
import { SystemClock } from '../../../src/common/clock.js';
import { Setting } from '../../../src/settings/setting.entity.js';
import { Readiness } from '../../../src/http/readiness.js';
import { Invalidations } from '../../../src/database/invalidations.js';
import type { Config } from '../../../src/config/config.js';
import { SettingsService } from '../../../src/settings/settings.service.js';
import { FLAVOURS, openDatabase, type OpenDatabase } from '../../support/database.js';
import { GIF, PHP, PNG } from '../../support/files.js';

const AT = new Date('2026-11-22T10:20:30.456Z');
const OWNER = { ticketId: 1, messageId: 10 };

describe.each(FLAVOURS)('attachments on %s', (flavour) => {
  let open: OpenDatabase;
  let settings: SettingsService;
  let folder: string;
  let attachments: AttachmentsService;

  beforeAll(async () => {
    open = await openDatabase(flavour, { entities: [Attachment, Setting] });
  });
  afterAll(() => open.close());
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'attachments-'));
    const clock = new SystemClock();
    const invalidations = new Invalidations(open.database, clock, open.dataSource);
    settings = new SettingsService(open.database, clock, invalidations, {
      appSecret: 'a secret',
    } as Config);
    attachments = await service();
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await open.database.transaction(async (tx) => {
      await tx.query('delete from attachments');
      await tx.query('delete from settings');
    });
  });

  /** As many as one likes over one folder and one database, as replicas are. */
  async function service(): Promise<AttachmentsService> {
    const own = new AttachmentsService(
      new DiskStorage(folder),
      new AttachmentRules(settings),
      open.database,
      new SystemClock(),
      new Readiness(),
    );
    await own.onModuleInit();
    return own;
  }

  const set = (changes: Record<string, unknown>) =>
    open.database.transaction((tx) => settings.change(tx, changes));

  const staged = async (name: string, content: Buffer): Promise<UploadedFile> => ({
    name,
    staged: await attachments.stage(Readable.from([content])),
  });

  const store = (files: AcceptedFile[], owner = OWNER) =>
    open.database.transaction((tx) => attachments.store(tx, files, owner, AT));

  async function upload(name: string, content: Buffer, owner = OWNER) {
    const files = [await staged(name, content)];
    const [attachment] = await store(await attachments.accept(files), owner);
    await attachments.release(files);
    return attachment!;
  }

  const contents = (): string[] => globSync('blobs/*/*/*', { cwd: folder });
  const inTransit = (): string[] =>
    ['incoming', 'outgoing'].flatMap((name) => readdirSync(join(folder, name)));

  async function refusal(...files: [name: string, content: Buffer][]): Promise<string> {
    const uploads = await Promise.all(files.map(([name, content]) => staged(name, content)));
    const outcome = await attachments.accept(uploads).then(
      () => 'accepted',
      (error: { code: string }) => error.code,
    );
    await attachments.release(uploads);
    expect([contents(), inTransit()]).toEqual([[], []]);
    return outcome;
  }

  describe('storing', () => {
    it('keeps name, true type, size and time, and gives the content back', async () => {
      const attachment = await upload('../../Bild 1.PNG', PNG);
      expect(attachment).toMatchObject({
        ...OWNER,
        name: 'Bild 1.PNG',
        contentType: 'image/png',
        createdAt: AT,
      });
      expect(await attachments.get(attachment.id)).toEqual(attachment);
      expect(await attachments.read(attachment)).toEqual(PNG);
      expect(inTransit()).toEqual([]);
    });

    it('keeps the content id by which a text names the file, in the form that can be compared', async () => {
      const uploads = await Promise.all([staged('a.png', PNG), staged('b.gif', GIF), staged('c.gif', GIF)]);
      const ids = [' <logo@desk.example> ', `${'x'.repeat(256)}`];
      const files = uploads.map((file, index) => ({ ...file, contentId: ids[index] }));
      const stored = await store(await attachments.accept(files as UploadedFile[]));
      await attachments.release(files);
      expect(stored.map((file) => file.contentId)).toEqual(['logo@desk.example', null, null]);
      expect(await attachments.list()).toEqual(stored);
    });

    it('lists by ticket, by message and by the messages of a page', async () => {
      const a = await upload('a.png', PNG);
      const b = await upload('b.gif', GIF, { ticketId: 1, messageId: 11 });
      const c = await upload('c.gif', GIF, { ticketId: 2, messageId: 12 });
      expect(await attachments.list()).toEqual([a, b, c]);
      expect(await attachments.list({ ticketId: 1 })).toEqual([a, b]);
      expect(await attachments.list({ messageId: 11 })).toEqual([b]);
      expect(await attachments.list({ ticketId: 2, messageId: 11 })).toEqual([]);
      expect(await attachments.listByMessages([10, 12])).toEqual([a, c]);
      expect(await attachments.listByMessages([])).toEqual([]);
    });

    it('leaves nothing behind when the transaction fails', async () => {
      const files = [await staged('a.png', PNG)];
      const accepted = await attachments.accept(files);
      const failing = open.database.transaction(async (tx) => {
        await attachments.store(tx, accepted, OWNER, AT);
        throw new Error('refused');
      });
      await expect(failing).rejects.toThrow('refused');
      await attachments.release(files);
      expect([contents(), inTransit(), await attachments.list()]).toEqual([[], [], []]);
    });

    it('says so when there is no such attachment, or no content for it', async () => {
      await expect(attachments.get(999_999)).rejects.toMatchObject({ code: 'attachment.not_found' });
      const attachment = await upload('a.png', PNG);
      rmSync(join(folder, contents()[0]!));
      await expect(attachments.content(attachment)).rejects.toMatchObject({
        code: 'attachment.content_missing',
      });
    });
  });

  describe('the rule for files', () => {
    it('takes what its settings name, whatever the case of the extension', async () => {
      expect((await upload('J.PNG', PNG)).contentType).toBe('image/png');
      await set({ ticket_file_type: ['txt'] });
      expect((await upload('notes.txt', Buffer.from('hello'))).contentType).toBe('text/plain');
    });

    it.each<[string, [string, Buffer][]]>([
      ['another extension', [['x.php', PHP]]],
      ['a picture under the wrong extension', [['x.jpg', PNG]]],
      ['an extension that only resembles an allowed one', [['x.jpeg', Buffer.from('ffd8ffe0', 'hex')]]],
      ['no extension', [['png', PNG]]],
      ['PHP behind a double extension', [['x.php.png', PHP]]],
      [
        'PHP behind an empty first file',
        [
          ['', Buffer.alloc(0)],
          ['evil.php', PHP],
        ],
      ],
      [
        'PHP behind an empty picture',
        [
          ['a.png', Buffer.alloc(0)],
          ['evil.php', PHP],
        ],
      ],
      [
        'PHP behind a real picture',
        [
          ['a.png', PNG],
          ['evil.php', PHP],
        ],
      ],
      ['a drawing with a script', [['a.png', Buffer.from('<svg onload="alert(1)"/>')]]],
      ['a web page', [['a.gif', Buffer.from('<html><script>alert(1)</script>')]]],
      ['a name that ends in a NUL and an allowed extension', [['evil.php\0.png', PHP]]],
    ])('refuses %s', async (_, files) => {
      expect(await refusal(...files)).toBe('attachment.type_not_allowed');
    });

    it('refuses what is too large, naming the limit, and nothing of it stays', async () => {
      await set({ ticket_file_size: 0.001 });
      expect(await refusal(['a.png', Buffer.concat([PNG, Buffer.alloc(2_000)])])).toBe(
        'attachment.too_large',
      );
      const files = [await staged('a.png', Buffer.alloc(2_000))];
      await expect(attachments.accept(files)).rejects.toMatchObject({
        message: 'A file may have at most 1.02 KB.',
        maxBytes: 1_048,
      });
    });

    it('also refuses what became too large since it arrived', async () => {
      const files = [await staged('a.png', Buffer.concat([PNG, Buffer.alloc(2_000)]))];
      await set({ ticket_file_size: 0.001 });
      await expect(attachments.accept(files)).rejects.toMatchObject({ code: 'attachment.too_large' });
    });

    it('reports a wrong type before any size', async () => {
      await set({ ticket_file_size: 0.001 });
      const large = Buffer.alloc(5_000);
      expect(await refusal(['a.png', large], ['evil.php', PHP])).toBe('attachment.type_not_allowed');
      expect(await refusal(['evil.php', large])).toBe('attachment.type_not_allowed');
    });

    it('refuses more files than its setting says', async () => {
      await set({ ticket_attachment_number: 1 });
      expect(await refusal(['a.png', PNG], ['b.png', PNG])).toBe('attachment.too_many');
    });
  });

  describe('deleting', () => {
    const remove = (column: 'id' | 'ticketId' | 'messageId', ...ids: number[]) =>
      open.database.transaction((tx) => attachments.deleteRows(tx, column, ids));

    it('removes a content with the last row that names it', async () => {
      const a = await upload('a.png', PNG);
      const b = await upload('b.png', PNG, { ticketId: 2, messageId: 20 });
      expect(contents()).toHaveLength(1);
      expect(await remove('id', a.id)).toBe(1);
      expect(await attachments.read(b)).toEqual(PNG);
      expect(await remove('ticketId', 2)).toBe(1);
      expect([contents(), inTransit()]).toEqual([[], []]);
    });

    it('touches no content when the transaction fails', async () => {
      const a = await upload('a.png', PNG);
      const failing = open.database.transaction(async (tx) => {
        await attachments.deleteRows(tx, 'messageId', [a.messageId]);
        throw new Error('refused');
      });
      await expect(failing).rejects.toThrow('refused');
      expect(await attachments.read(await attachments.get(a.id))).toEqual(PNG);
    });

    it('deletes nothing for ids that are not there', async () => {
      await upload('a.png', PNG);
      expect([await remove('ticketId', 999), await remove('id')]).toEqual([0, 0]);
      expect(contents()).toHaveLength(1);
    });

    it('never loses a content that is uploaded and deleted by several at once', async () => {
      const replicas = await Promise.all([service(), service(), service(), service()]);
      const round = async (own: AttachmentsService, number: number): Promise<void> => {
        const files = [{ name: 'a.png', staged: await own.stage(Readable.from([PNG])) }];
        const accepted = await own.accept(files);
        const owner = { ticketId: number, messageId: number };
        const [mine] = await open.database.transaction((tx) => own.store(tx, accepted, owner, AT));
        await own.release(files);
        expect(await own.read(mine!)).toEqual(PNG);
        await open.database.transaction((tx) => own.deleteRows(tx, 'id', [mine!.id]));
      };
      await Promise.all(
        replicas.map(async (own, index) => {
          for (let number = 0; number < 8; number += 1) await round(own, 100 + index);
        }),
      );
      expect([contents(), inTransit()]).toEqual([[], []]);
    });
  });

  it('finishes at the next start what a crash left between commit and release', async () => {
    const files = [await staged('a.png', PNG)];
    const [attachment] = await store(await attachments.accept(files));
    rmSync(join(folder, contents()[0]!));
    const tomorrow = new (class extends SystemClock {
      override now = () => new Date(Date.now() + 2 * 86_400_000);
    })();
    const next = new AttachmentsService(
      new DiskStorage(folder),
      new AttachmentRules(settings),
      open.database,
      tomorrow,
      new Readiness(),
    );
    await next.onApplicationBootstrap();
    expect(inTransit()).toEqual([]);
    expect(await next.read(attachment!)).toEqual(PNG);
  });

  it.each([0, 1, 1_000, 1_001])('are all listed, %i of them, in batches and in order', async (total) => {
    const values = Array.from(
      { length: total },
      (_, index) => `(1, 1, 'f${index}', 'image/png', 1, 'x', '2026-01-01')`,
    );
    if (total)
      await open.database.transaction((tx) =>
        tx.query(
          `insert into attachments (ticketId, messageId, name, contentType, size, sha256, createdAt) values ${values.join(', ')}`,
        ),
      );
    const batches: Attachment[][] = [];
    for await (const batch of attachments.batches()) batches.push(batch);
    expect(batches.flat().map(({ name }) => name)).toEqual(values.map((_, index) => `f${index}`));
    for (const batch of batches) expect(batch.length).toBeLessThanOrEqual(1_000);
  });
});
