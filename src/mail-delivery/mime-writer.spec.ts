import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import type { Attachment } from '../attachments/attachment.entity.js';
import type { AttachmentsService } from '../attachments/attachments.service.js';
import type { Config } from '../config/config.js';
import type { SettingsService } from '../settings/settings.service.js';
import type { Mail } from './mail.js';
import { MimeWriter } from './mime-writer.js';

const MAIL: Mail = {
  event: 'welcome',
  to: { name: 'Ada', address: 'ada@example.com' },
  subject: 'Hello',
  text: 'Hello',
  html: '<p>Hello</p>',
  date: new Date('2026-11-22T12:00:00Z'),
  automatic: true,
  files: [],
};

const FILE = { name: 'a.txt', contentType: 'text/plain' } as Attachment;

function writer({ publicUrl = '', appSecret = 'one', site = 'Desk' } = {}) {
  const content = vi.fn<AttachmentsService['content']>(() => Promise.resolve(Readable.from(['file'])));
  const mime = new MimeWriter(
    { publicUrl, appSecret } as Config,
    { get: () => site } as unknown as SettingsService,
    { content } as unknown as AttachmentsService,
  );
  return { mime, content };
}

const line = async (start: string, mime: MimeWriter, key = '1-1') =>
  (await text(await mime.write(MAIL, key))).split('\r\n').find((candidate) => candidate.startsWith(start))!;

describe('a message', () => {
  it.each([
    ['https://desk.example.org/help', 'desk.example.org'],
    ['https://büro.example:8443', 'xn--bro-hoa.example'],
    ['', 'localhost'],
    ['http://192.0.2.7:3000', 'localhost'],
    ['http://[2001:db8::1]:3000', 'localhost'],
  ])('comes, on a desk at "%s", from support@%s', async (publicUrl, host) => {
    expect(await line('From:', writer({ publicUrl }).mime)).toBe(`From: Desk <support@${host}>`);
  });

  it('comes from a bare address where the site has no name', async () => {
    expect(await line('From:', writer({ site: '' }).mime)).toBe('From: support@localhost');
  });

  it('has marks that are the same when it is written again, and that nobody can guess', async () => {
    for (const start of ['Message-ID:', ' boundary=']) {
      const first = await line(start, writer().mime);
      expect(await line(start, writer().mime)).toBe(first);
      expect(await line(start, writer().mime, '2-1')).not.toBe(first);
      expect(await line(start, writer({ appSecret: 'two' }).mime)).not.toBe(first);
    }
  });

  it('opens a file only when its turn has come', async () => {
    const { mime, content } = writer();
    const message = await mime.write({ ...MAIL, files: [FILE] }, '1-1');
    expect(content).not.toHaveBeenCalled();
    message.destroy();
    expect(await text(await mime.write({ ...MAIL, files: [FILE] }, '1-1'))).toContain(
      Buffer.from('file').toString('base64'),
    );
    expect(content).toHaveBeenCalledOnce();
  });
});
