import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { FilePart } from '../../support/wire.js';
import { GIF, PHP, PNG } from '../../support/files.js';
import { type Answer, type Client, type Json, file, next } from './client.js';
import { expectProblem } from './conventions.js';

const FIELDS = { departmentId: '1', subject: 'With files', body: 'See **files**.', bodyFormat: 'markdown' };

export function filesSuite(client: () => Client): void {
  const open = (files: FilePart[], more = {}): Promise<Answer> =>
    client().call('POST', '/tickets', { form: { fields: { ...FIELDS, ...more }, files } });
  const filesOf = async (id: number): Promise<Json[]> =>
    (await client().get(`/tickets/${id}/attachments`)).body.items;

  describe('files', () => {
    it('come with a ticket and with a reply, and are downloaded as they were', async () => {
      const email = `files${next()}@example.org`;
      const form = { 'requester[fullName]': 'Sender', 'requester[email]': email, assigneeId: '3' };
      const created = await open([file('pixel.png', PNG), file('notes.txt', 'héllo\n')], form);
      expect(created).toMatchObject({ status: 201, body: { assigneeId: 3, subject: 'With files' } });
      const { id } = created.body;
      const reply = await client().call('POST', `/tickets/${id}/messages`, {
        form: {
          fields: { body: 'More.', visibility: 'internal', minutes: '3' },
          files: [file('b.gif', GIF)],
        },
      });
      expect(reply.body).toMatchObject({
        visibility: 'internal',
        minutes: 3,
        attachments: [{ name: 'b.gif' }],
      });
      const [png, txt, gif] = await filesOf(id);
      expect(png).toEqual({
        id: expect.any(Number),
        ticketId: id,
        messageId: txt.messageId,
        name: 'pixel.png',
        contentType: 'image/png',
        size: PNG.length,
        sha256: createHash('sha256').update(PNG).digest('hex'),
        contentId: null,
        inline: false,
        url: expect.stringMatching(/^\/api\/v1\/attachments\/\d+\/signed-content\?expires=\d+&signature=/),
        createdAt: expect.any(String),
      });
      expect([txt.name, gif.messageId]).toEqual(['notes.txt', reply.body.id]);
      expect((await client().get(`/attachments/${png.id}`)).body).toEqual(png);
      expect(
        (await client().get(`/tickets/${id}/attachments?messageId=${gif.messageId}`)).body.items,
      ).toEqual([gif]);
      const download = await client().get(`/attachments/${txt.id}/content`);
      expect(download).toMatchObject({ status: 200, text: 'héllo\n' });
      expect(download.headers).toMatchObject({
        'content-type': 'text/plain',
        'content-length': '7',
        'content-disposition': 'attachment; filename="notes.txt"; filename*=UTF-8\'\'notes.txt',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
      });
      expect((await client().delete(`/attachments/${txt.id}`)).status).toBe(204);
      expectProblem(await client().get(`/attachments/${txt.id}/content`), 404, 'attachment.not_found');
      expect(await filesOf(id)).toEqual([png, gif]);
    });

    it('keep their names in full Unicode', async () => {
      const { body } = await open(
        [file('Übersicht "1" 📎.png', PNG)].map((part) => ({ ...part, filename: 'Übersicht 1 📎.png' })),
      );
      const [row] = await filesOf(body.id);
      expect(row.name).toBe('Übersicht 1 📎.png');
      const { headers } = await client().get(`/attachments/${row.id}/content`);
      expect(headers['content-disposition']).toBe(
        'attachment; filename="_bersicht 1 _.png"; filename*=UTF-8\'\'%C3%9Cbersicht%201%20%F0%9F%93%8E.png',
      );
    });

    it.each([
      ['415 for a type that is not taken', [file('a.exe', 'MZ')], 415, 'attachment.type_not_allowed'],
      [
        '415 for content that is not what its name says',
        [file('a.png', PHP)],
        415,
        'attachment.type_not_allowed',
      ],
      ['413 for one that is too large', [file('a.txt', 'x'.repeat(270_000))], 413, 'attachment.too_large'],
      ['422 for too many', Array.from({ length: 4 }, () => file('a.txt', 'x')), 422, 'attachment.too_many'],
    ])('are %s, and then there is no ticket', async (_, files, status, code) => {
      const subject = `Refused ${next()}`;
      expectProblem(await open(files, { subject }), status, code);
      const { items } = (await client().get('/tickets?sort=-id&limit=5')).body;
      expect(items.map((ticket: Json) => ticket.subject)).not.toContain(subject);
    });

    it('do not make a form less strict than JSON', async () => {
      expectProblem(await open([], { surprise: '1' }), 422, 'request.invalid', ['/surprise']);
      expectProblem(await open([], { departmentId: 'x' }), 422, 'request.invalid', ['/departmentId']);
      expectProblem(await open([], { 'requester[email]': 'x@y.org' }), 422, 'request.invalid', [
        '/requester/fullName',
      ]);
      expectProblem(await open([], { 'requester[role]': 'admin' }), 422, 'request.invalid');
    });

    it('in a field of another name are refused', async () => {
      const stray = { ...file('a.txt', 'x'), field: 'avatar' };
      expectProblem(await open([stray]), 422, 'request.invalid', ['/avatar']);
    });
  });
}
