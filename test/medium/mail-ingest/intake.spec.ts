import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAVOURS } from '../../support/database.js';
import { IntakeDesk } from './intake-desk.js';

const PLAIN = [
  'From: Ada Lovelace <ada@example.org>',
  'To: support@desk.example',
  'Subject: Printer on fire',
  'Message-ID: <1@example.org>',
  'Date: Sun, 22 Nov 2026 12:00:00 +0000',
  '',
  'It burns.',
  '',
].join('\r\n');

describe.each(FLAVOURS)('mail in on %s', (flavour) => {
  let desk: IntakeDesk;
  beforeAll(async () => {
    desk = await IntakeDesk.open(flavour);
  });
  afterAll(() => desk?.close());

  it('becomes a ticket', async () => {
    const mail = await desk.take(PLAIN);
    expect(mail).toMatchObject({
      state: 'processed',
      rule: 'new',
      fromAddress: 'ada@example.org',
      attempts: 1,
    });
    expect(await desk.ticket(mail.ticketId)).toMatchObject({ subject: 'Printer on fire', status: 'open' });
    expect(await desk.messages(mail.ticketId)).toMatchObject([
      { body: 'It burns.', authorKind: 'user', authorName: 'Ada Lovelace', inboundMailId: mail.id },
    ]);
  });
});
