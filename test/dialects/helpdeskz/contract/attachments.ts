import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FilePart } from '../../../support/wire.js';
import {
  type Desk,
  type FileRow,
  type TicketRow,
  expectError,
  file,
  expectSuccess,
  expectDone,
  ticketFields,
} from './desk.js';

const MIB = 1024 * 1024;
const EMPTY_PART = file('', 'empty');
const NOT_ALLOWED = 'File is not allowed.';
const TOO_BIG = 'File is too big. Maximum size is 2.5 MB.';

/** What every upload door refuses. */
const REFUSED: [what: string, message: string, files: FilePart[]][] = [
  ['a PHP script', NOT_ALLOWED, [file('a.php', 'php')]],
  ['a PHP script named as a picture', NOT_ALLOWED, [file('a.png', 'php')]],
  ['a picture named as a PHP script', NOT_ALLOWED, [file('a.png.php')]],
  ['a PNG named .jpg', NOT_ALLOWED, [file('a.jpg')]],
  ['a JPEG named .jpeg, which the default list lacks', NOT_ALLOWED, [file('a.jpeg', 'jpg1')]],
  ['a file without extension', NOT_ALLOWED, [file('picture')]],
  ['a text', NOT_ALLOWED, [file('a.txt', 'txt')]],
  ['an SVG', NOT_ALLOWED, [file('a.svg', 'svg')]],
  ['a bad file behind a good one', NOT_ALLOWED, [file('a.png'), file('b.php', 'php')]],
  ['a bad file behind an empty part', NOT_ALLOWED, [EMPTY_PART, file('evil.php', 'php')]],
  ['a file of an odd index', NOT_ALLOWED, [file('a.php', 'php', { field: 'attachment[1]' })]],
  ['a file in a field without brackets', NOT_ALLOWED, [file('a.php', 'php', { field: 'attachment' })]],
  ['a file over the limit', TOO_BIG, [file('a.png', 'png1', { size: 2.5 * MIB + 1 })]],
  ['a big file behind an empty part', TOO_BIG, [EMPTY_PART, file('a.png', 'png1', { size: 2.5 * MIB + 1 })]],
  ['a big file of a wrong type, by its type', NOT_ALLOWED, [file('a.php', 'php', { size: 3 * MIB })]],
];

/** Sections 1.3 and 1.6 (18-20) of the contract. */
export function attachmentsContract(desk: () => Desk): void {
  const filesOf = (ticketId: number) => desk().files(`ticket_id=${ticketId}`);
  const onlyFileOf = async (ticketId: number): Promise<FileRow> => (await filesOf(ticketId))[0]!;
  const namesOf = async (ticketId: number) => (await filesOf(ticketId)).map(({ name }) => name);

  describe('files of a request', () => {
    it.each(REFUSED)('refuses %s, and opens no ticket', async (_, message, files) => {
      const department_id = String(await desk().newDepartment());
      expectError(
        await desk().post('/api/tickets/create', { ...ticketFields(), department_id }, files),
        message,
      );
      const list = await desk().get(`/api/tickets?department_id=${department_id}`);
      expect(expectSuccess<{ tickets: TicketRow[] }>(list).tickets).toEqual([]);
    });

    it.each(REFUSED)('refuses %s, and adds no message', async (_, message, files) => {
      const ticket_id = String(await desk().newTicket());
      const fields = { ticket_id, message: 'Hello.', replier: 'user' };
      expectError(await desk().post('/api/messages/create', fields, files), message);
      expect(await desk().messages(Number(ticket_id))).toHaveLength(1);
    });

    it('says a bad file after what is missing', async () => {
      const { subject: _, ...fields } = ticketFields();
      const answer = await desk().post('/api/tickets/create', fields, [file('a.php', 'php')]);
      expectError(answer, `Subject is missing. ${NOT_ALLOWED}`);
    });

    it('are optional, in any kind of body and as the empty part a browser sends', async () => {
      expect(await namesOf(await desk().newTicket())).toEqual([]);
      expect(await namesOf(await desk().newTicket({}, []))).toEqual([]);
      expect(await namesOf(await desk().newTicket({}, [EMPTY_PART]))).toEqual([]);
    });

    it.each(['attachment[]', 'attachment', 'attachment[0]', 'attachment[1]', 'attachment[5]'])(
      'are taken from the field %s',
      async (field) => {
        const id = await desk().newTicket({}, [file('a.png', 'png1', { field })]);
        expect(await namesOf(id)).toEqual(['a.png']);
      },
    );

    it('are kept in the order they came in, three at most; more are dropped silently', async () => {
      const names = ['d.png', 'c.png', 'b.png', 'a.png'];
      const id = await desk().newTicket(
        {},
        names.map((name) => file(name)),
      );
      expect(await namesOf(id)).toEqual(['d.png', 'c.png', 'b.png']);
    });

    it('may be exactly as large as the limit', async () => {
      const id = await desk().newTicket({}, [file('a.png', 'png1', { size: 2.5 * MIB })]);
      expect(await filesOf(id)).toMatchObject([{ size: String(2.5 * MIB), filetype: 'image/png' }]);
    });

    it('have the type their content shows, whatever the client claims', async () => {
      const files = [
        file('a.png', 'png1', { type: 'text/html' }),
        file('B.JPG', 'jpg1', { type: 'image/png' }),
        file('c.gif', 'gif1'),
      ];
      const id = await desk().newTicket({}, files);
      expect(await filesOf(id)).toMatchObject([
        { name: 'a.png', filetype: 'image/png', size: '70' },
        { name: 'B.JPG', filetype: 'image/jpeg', size: '134' },
        { name: 'c.gif', filetype: 'image/gif' },
      ]);
    });

    it.each([
      ['../../../evil.png', 'evil.png'],
      ['/home/andres/Images/hdz.png', 'hdz.png'],
      ['C:\\Users\\x\\shot.png', 'shot.png'],
      [`Tom & Jerry's Ünïcode 文 🎉.png`, `Tom & Jerry's Ünïcode 文 🎉.png`],
    ])('are named %s -> %s', async (sent, kept) => {
      expect(await namesOf(await desk().newTicket({}, [file(sent)]))).toEqual([kept]);
    });

    it('answers a text where a file is expected without a crash', async () => {
      for (const field of ['attachment[]', 'attachment']) {
        const answer = await desk().post('/api/tickets/create', { ...ticketFields(), [field]: 'text' });
        expect(answer.status).toBe(200);
      }
    });
  });

  describe('attachments list', () => {
    it('filters by ticket and by message, in the order of ids', async () => {
      const id = await desk().newTicket({}, [file('a.png'), file('b.gif', 'gif1')]);
      const other = await desk().newTicket({}, [file('other.png')]);
      await desk().reply(id, {}, [file('c.jpg', 'jpg1')]);
      const [reply, first] = await desk().messages(id);

      const shown = await desk().get(`/api/attachments?ticket_id=${id}`);
      const [a, b, c] = expectSuccess<{ files: { id: string }[] }>(shown).files.map(({ id: fileId }) =>
        Number(fileId),
      );
      expect(shown.text).toBe(
        `{"success":1,"files":[` +
          `{"id":"${a}","name":"a.png","filetype":"image/png","msg_id":"${first!.id}","size":"70"},` +
          `{"id":"${b}","name":"b.gif","filetype":"image/gif","msg_id":"${first!.id}","size":"42"},` +
          `{"id":"${c}","name":"c.jpg","filetype":"image/jpeg","msg_id":"${reply!.id}","size":"134"}]}`,
      );
      expect(a).toBeLessThan(b!);
      expect(b).toBeLessThan(c!);
      expect(await desk().files(`msg_id=${reply!.id}`)).toMatchObject([{ name: 'c.jpg' }]);
      expect(await desk().files(`ticket_id=${id}&msg_id=${first!.id}`)).toHaveLength(2);
      expect(await desk().files(`ticket_id=${other}&msg_id=${first!.id}`)).toEqual([]);
      expect(await desk().files('ticket_id=99999')).toEqual([]);
    });

    it('shows every file without a filter, and ignores one that is not a number', async () => {
      const id = await desk().newTicket({}, [file('a.png')]);
      const [mine] = await filesOf(id);
      const all = await desk().files('');
      expect(all).toContainEqual(mine);
      expect(await desk().files('ticket_id=abc&msg_id=abc')).toEqual(all);
    });
  });

  describe('attachments/show', () => {
    it('answers the content in base64', async () => {
      const sent = file('hdz.png', 'png1', { size: 5000 });
      const { id } = await onlyFileOf(await desk().newTicket({}, [sent]));
      const text =
        `{"success":1,"name":"hdz.png","filetype":"image/png","size":"5000",` +
        `"content":"${sent.content.toString('base64')}"}`;
      expect((await desk().get(`/api/attachments/show/${id}`)).text).toBe(text);
      expect((await desk().get(`/api/attachments/${id}`)).text).toBe(text);
    });

    it.each(['0', '99999', 'abc', ''])('does not find file "%s"', async (id) => {
      expectError(await desk().get(`/api/attachments/show/${id}`), 'Attachment not found.');
    });

    it('says when the file is gone from the disk', async () => {
      const sent = file('lost.png', 'png1', { size: 70_001 });
      const { id } = await onlyFileOf(await desk().newTicket({}, [sent]));
      await removeFromDisk(desk().server.dataDir, sent.content);
      expectError(await desk().get(`/api/attachments/show/${id}`), 'File was removed from servers.');
    });
  });

  describe('attachments/delete', () => {
    it('removes one file, once, and leaves its twin on another ticket', async () => {
      const { id } = await onlyFileOf(await desk().newTicket({}, [file('a.png')]));
      const twin = await onlyFileOf(await desk().newTicket({}, [file('a.png')]));
      expectDone(await desk().post(`/api/attachments/delete/${id}`), 'File was removed from servers.');
      expectError(await desk().get(`/api/attachments/show/${id}`), 'Attachment not found.');
      expectError(await desk().post(`/api/attachments/delete/${id}`), 'Attachment not found.');
      expectSuccess(await desk().get(`/api/attachments/show/${twin.id}`));
    });
  });
}

/** Finds the stored file by its content, so that the test knows nothing of the storage's layout. */
async function removeFromDisk(dataDir: string, content: Buffer): Promise<void> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const stored: string[] = [];
  for (const path of paths) if (content.equals(await readFile(path))) stored.push(path);
  expect(stored).toHaveLength(1);
  await rm(stored[0]!);
}
