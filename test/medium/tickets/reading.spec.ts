import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppModule } from '../../../src/app.module.js';
import { AttachmentLinks } from '../../../src/attachments/attachment-links.js';
import type { UploadedFile } from '../../../src/attachments/attachment-rules.js';
import { AttachmentsService } from '../../../src/attachments/attachments.service.js';
import { SYSTEM, type Actor } from '../../../src/common/actor.js';
import { Clock } from '../../../src/common/clock.js';
import { readEnvironment } from '../../../src/config/environment.js';
import { DepartmentsService } from '../../../src/departments/departments.service.js';
import { SettingsService } from '../../../src/settings/settings.service.js';
import { Database } from '../../../src/database/database.js';
import { MessageEditsService } from '../../../src/tickets/message-edits.service.js';
import { toMessageDto, type MessageDto } from '../../../src/tickets/message.dto.js';
import { ThreadService } from '../../../src/tickets/thread.service.js';
import { TicketsService } from '../../../src/tickets/tickets.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { FLAVOURS, freshDatabase, type FreshDatabase } from '../../support/database.js';
import { GIF, PNG } from '../../support/files.js';
import { MovedClock } from '../../support/moved-clock.js';

const HOUR_MS = 3_600_000;
const PUBLIC_URL = 'https://desk.example/help';
const READER: Actor = {
  kind: 'token',
  id: 1,
  name: 'reader',
  permissions: new Set(['messages/read', 'attachments/read', 'attachments/download']),
};
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');

describe.each(FLAVOURS)('what a mail shows on %s', (flavour) => {
  let fresh: FreshDatabase;
  let desk: TestingModule;
  const clock = new MovedClock();
  const the = <T>(service: abstract new (...args: never[]) => T): T =>
    desk.get<T>(service, { strict: false });
  let departmentId: number;
  let user: Actor & { kind: 'user' };

  beforeAll(async () => {
    fresh = await freshDatabase(flavour);
    const config = readEnvironment({
      DATA_DIR: fresh.dataDir,
      DATABASE_URL: fresh.databaseUrl,
      APP_SECRET: 'a secret of the test run, 32 characters or more',
      PUBLIC_URL,
      DIALECTS: '',
    });
    desk = await Test.createTestingModule({ imports: [AppModule.with(config)] })
      .overrideProvider(Clock)
      .useValue(clock)
      .compile();
    await desk.init();
    await the(Database).transaction((tx) =>
      the(SettingsService).change(tx, { ticket_file_type: ['png', 'gif', 'svg'] }),
    );
    departmentId = (await the(DepartmentsService).create(SYSTEM, { name: 'Open' })).id;
    const { id, fullName } = await the(UsersService).create(SYSTEM, {
      fullName: 'Ann',
      email: 'ann@x.example',
    });
    user = { kind: 'user', id, name: fullName, permissions: new Set() };
  });
  afterAll(async () => {
    await desk?.close();
    await fresh.remove();
  });

  const staged = async (name: string, content: Buffer, contentId?: string): Promise<UploadedFile> => ({
    name,
    staged: await the(AttachmentsService).stage(Readable.from([content])),
    ...(contentId !== undefined && { contentId }),
  });

  async function open(
    body: string,
    format: 'text' | 'html',
    files: readonly UploadedFile[] = [],
  ): Promise<{ ticketId: number; messageId: number }> {
    try {
      const opening = { departmentId, subject: 'A mail', body, format, requesterId: user.id, files };
      return await the(TicketsService).open(user, opening);
    } finally {
      await the(AttachmentsService).release(files);
    }
  }

  const read = async (messageId: number, actor = READER): Promise<MessageDto> =>
    toMessageDto(await the(ThreadService).get(actor, messageId));

  const linkIn = (url: string) => {
    const { pathname, searchParams } = new URL(url);
    const id = Number(pathname.split('/').at(-2));
    const link = { expires: Number(searchParams.get('expires')), signature: searchParams.get('signature')! };
    return { id, link };
  };

  const refused = (id: number, link: { expires: number; signature: string }) =>
    expect(the(ThreadService).signedContent(id, link)).rejects.toMatchObject({
      code: 'attachment.link_invalid',
    });

  it('has its images in their place, each under a signed address of its own file', async () => {
    const html =
      '<p>Look:<img src="cid:screen@x.example" /><img src="cid:move%40x.example" alt="m" /><img src="cid:other" alt="o" /></p>';
    const files = [
      await staged('screen.png', PNG, '<screen@x.example>'),
      await staged('move.gif', GIF, 'move@x.example'),
      await staged('beside.png', PNG),
    ];
    const { messageId } = await open(html, 'html', files);
    const { bodyHtml, attachments, remoteImages } = await read(messageId);
    expect(attachments.map(({ contentId, inline }) => [contentId, inline])).toEqual([
      ['screen@x.example', true],
      ['move@x.example', true],
      [null, false],
    ]);
    const [screen, move] = attachments.map(({ url }) => url!.replace('&', '&amp;'));
    expect(bodyHtml).toBe(`<p>Look:<img src="${screen}" /><img src="${move}" alt="m" /><img alt="o" /></p>`);
    expect(remoteImages).toBe(0);
    for (const [index, content] of [PNG, GIF, PNG].entries()) {
      const { url } = attachments[index]!;
      expect(url).toMatch(
        /^https:\/\/desk\.example\/help\/api\/v1\/attachments\/\d+\/signed-content\?expires=\d+&signature=[\w-]{43}$/,
      );
      const { id, link } = linkIn(url!);
      const opened = await the(ThreadService).signedContent(id, link);
      expect(await buffer(opened.content)).toEqual(content);
    }
  });

  it('shows an image to nobody who may not download', async () => {
    const { messageId } = await open('<img src="cid:a" />', 'html', [await staged('a.png', PNG, 'a')]);
    const actor: Actor = { ...READER, permissions: new Set(['messages/read']) };
    const { bodyHtml, attachments } = await read(messageId, actor);
    expect([bodyHtml, attachments[0]!.url]).toEqual(['<img />', null]);
  });

  it('has no drawing with scripts in its place', async () => {
    const { messageId } = await open('<img src="cid:a" />', 'html', [await staged('a.svg', SVG, 'a')]);
    expect(await read(messageId)).toMatchObject({
      bodyHtml: '<img />',
      attachments: [{ inline: false, contentType: 'image/svg+xml' }],
    });
  });

  it('has one address an hour for a file, good for half a day, for no other file and no other time', async () => {
    const files = [await staged('a.png', PNG), await staged('b.png', PNG)];
    const { messageId } = await open('Two.', 'text', files);
    const [a, b] = (await read(messageId)).attachments.map(({ url }) => url!);
    clock.move(HOUR_MS - 1_000);
    expect((await read(messageId)).attachments.map(({ url }) => url)).toEqual([a, b]);
    const { id, link } = linkIn(a!);
    await refused(linkIn(b!).id, link);
    await refused(id, { ...link, expires: link.expires + 3_600 });
    await refused(id, { ...link, signature: '' });
    await refused(id, { ...link, signature: linkIn(b!).link.signature });
    clock.move(12 * HOUR_MS);
    (await the(ThreadService).signedContent(id, link)).content.destroy();
    clock.move(1_000);
    await refused(id, link);
    expect((await read(messageId)).attachments[0]!.url).not.toBe(a);
  });

  it('signs with a key of its own desk', () => {
    const config = readEnvironment({ DATA_DIR: fresh.dataDir, APP_SECRET: 'x'.repeat(40) });
    const links = new AttachmentLinks(config, clock, { get: () => '' } as unknown as SettingsService);
    const { id, link } = linkIn(`${PUBLIC_URL}${links.urlOf(1)}`);
    expect(() => the(AttachmentLinks).requireValid(id, link)).toThrow('not one of this desk');
    expect(links.urlOf(1)).toMatch(/^\/api\/v1\/attachments\/1\//);
  });

  it('answers no more for what was deleted', async () => {
    const { ticketId } = await open('First.', 'text');
    const replies = await Promise.all(
      [0, 1].map(async () => {
        const files = [await staged('a.png', PNG)];
        const reply = { body: 'More.', format: 'text' as const, files };
        const { messageId } = await the(TicketsService).reply(user, ticketId, reply);
        await the(AttachmentsService).release(files);
        return read(messageId);
      }),
    );
    const [ofFile, ofMessage] = replies.map(({ attachments }) => linkIn(attachments[0]!.url!));
    await the(MessageEditsService).deleteFile(SYSTEM, ofFile!.id);
    await the(MessageEditsService).delete(READER, replies[1]!.id);
    expect(await read(replies[0]!.id)).toMatchObject({ attachments: [], version: 2 });
    for (const { id, link } of [ofFile!, ofMessage!])
      await expect(the(ThreadService).signedContent(id, link)).rejects.toMatchObject({
        code: 'attachment.not_found',
      });
  });

  it('fetches nothing from elsewhere until its reader wants it', async () => {
    const html = '<p>Hi<img src="https://track.example/p.gif?u=1" alt="" width="1" /></p>';
    const { messageId } = await open(html, 'html');
    expect(await read(messageId)).toMatchObject({
      bodyHtml: html.replace(' src=', ' data-remote-src='),
      remoteImages: 1,
    });
    const row = await the(ThreadService).get(READER, messageId);
    expect(toMessageDto(row, 'show')).toMatchObject({ bodyHtml: html, remoteImages: 1 });
  });

  it('folds what a user quotes, and nothing of what the desk writes', async () => {
    const body = 'It works.\n\nOn 11/20/26 10:04, Desk wrote:\n> Try it.\n> Again.\n\n-- \nAnn';
    const { ticketId, messageId } = await open(body, 'text');
    expect(await read(messageId)).toMatchObject({ bodyText: body, visibleText: 'It works.' });
    const { messageId: answer } = await the(TicketsService).reply(READER, ticketId, { body, format: 'text' });
    expect(await read(answer)).toMatchObject({ bodyText: body, visibleText: body });
  });

  it('is mapped in good time, a page of long replies too', async () => {
    const body = `${'A line of the reply.\n'.repeat(40)}\nOn 11/20/26 10:04, Desk wrote:\n${'> old line\n'.repeat(400)}`;
    const { messageId } = await open(body, 'text');
    const row = await the(ThreadService).get(READER, messageId);
    const page = Array.from({ length: 25 }, () => row);
    page.forEach((message) => toMessageDto(message));
    const started = process.cpuUsage();
    page.forEach((message) => toMessageDto(message));
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(50);
  });
});
