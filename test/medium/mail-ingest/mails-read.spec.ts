import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../src/common/actor.js';
import { toMessageDto, type MessageDto } from '../../../src/tickets/message.dto.js';
import { ThreadService } from '../../../src/tickets/thread.service.js';
import { FLAVOURS } from '../../support/database.js';
import { GIF, PNG } from '../../support/files.js';
import { IntakeDesk } from './intake-desk.js';

const READER: Actor = {
  kind: 'token',
  id: 1,
  name: 'reader',
  permissions: new Set(['messages/read', 'attachments/download']),
};

const HTML = [
  '<html><body><p>See <img src="cid:screen@example.org" alt="the screen"></p>',
  '<img src="https://track.example/p.gif" width="1">',
  '<div>On Fri, 20 Nov 2026 at 10:04, Desk &lt;support@desk.example&gt; wrote:</div>',
  '<blockquote type="cite">Which screen?<br>Please show.</blockquote></body></html>',
].join('\r\n');

const part = (headers: string[], content: Buffer): string[] => [
  '--b',
  ...headers,
  'Content-Transfer-Encoding: base64',
  '',
  content.toString('base64'),
];

const MAIL = [
  'From: Ada Lovelace <ada@example.org>',
  'To: support@desk.example',
  'Subject: A screen',
  'Message-ID: <screen@example.org>',
  'MIME-Version: 1.0',
  'Content-Type: multipart/related; boundary=b',
  '',
  ...part(['Content-Type: text/html; charset=utf-8'], Buffer.from(HTML)),
  ...part(
    [
      'Content-Type: image/png; name=screen.png',
      'Content-ID: <screen@example.org>',
      'Content-Disposition: inline',
    ],
    PNG,
  ),
  ...part(
    [
      'Content-Type: image/gif; name=beside.gif',
      'Content-ID: <f_beside>',
      'Content-Disposition: attachment; filename=beside.gif',
    ],
    GIF,
  ),
  '--b--',
  '',
].join('\r\n');

describe.each(FLAVOURS)('a mail that was read on %s', (flavour) => {
  let desk: IntakeDesk;
  let message: MessageDto;
  beforeAll(async () => {
    desk = await IntakeDesk.open(flavour);
    const { messageId } = await desk.take(MAIL);
    message = toMessageDto(await desk.the(ThreadService).get(READER, messageId!));
  });
  afterAll(() => desk?.close());

  it('shows the images of its text in their place, and files beside it as files', async () => {
    expect(message.attachments.map(({ name, inline, contentId }) => [name, inline, contentId])).toEqual([
      ['screen.png', true, 'screen@example.org'],
      ['beside.gif', false, null],
    ]);
    const { id, url } = message.attachments[0]!;
    expect(message.bodyHtml).toContain(`<img src="${url!.replace('&', '&amp;')}" alt="the screen" />`);
    const { searchParams } = new URL(url!, 'https://desk.example');
    const link = { expires: Number(searchParams.get('expires')), signature: searchParams.get('signature')! };
    const { content } = await desk.the(ThreadService).signedContent(id, link);
    expect(await buffer(content)).toEqual(PNG);
  });

  it('tells its sender nothing and repeats nothing', () => {
    expect(message.remoteImages).toBe(1);
    expect(message.bodyHtml).not.toContain(' src="https://track.example');
    expect(message.visibleText).toBe('See');
    expect(message.bodyText).toContain('> Which screen?');
  });
});
