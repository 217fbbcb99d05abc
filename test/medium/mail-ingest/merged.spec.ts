import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SYSTEM, type Actor } from '../../../src/common/actor.js';
import { MailTokens } from '../../../src/mailboxes/mail-tokens.js';
import { SubscribersService } from '../../../src/tickets/subscribers.service.js';
import { TicketMergesService } from '../../../src/tickets/ticket-merges.service.js';
import { TicketsService } from '../../../src/tickets/tickets.service.js';
import { FLAVOURS } from '../../support/database.js';
import { mail, type Fields } from './corpus/mime.js';
import { IntakeDesk } from './intake-desk.js';

const ADA = 'Ada Lovelace <ada@example.org>';
const BEN = 'Ben <ben@example.com>';

describe.each(FLAVOURS)('answers to a merged ticket on %s', (flavour) => {
  let desk: IntakeDesk;
  beforeAll(async () => {
    desk = await IntakeDesk.open(flavour);
  });
  afterAll(() => desk?.close());

  let serial = 0;
  /** Ada's ticket, merged into Ben's. */
  async function merged(): Promise<{ from: number; into: number; herMessageId: string }> {
    const herMessageId = `<merged-${(serial += 1)}@example.org>`;
    const { ticketId: from } = await desk.take(mail({ From: ADA, 'Message-ID': herMessageId }));
    const { ticketId: into } = await desk.take(
      mail({ From: BEN, 'Message-ID': `<kept-${serial}@example.com>` }),
    );
    await desk.the(TicketMergesService).merge(SYSTEM, from!, { intoTicketId: into! });
    return { from: from!, into: into!, herMessageId };
  }

  const ways: [string, (scene: { from: number; herMessageId: string }) => Fields, rule: string][] = [
    [
      'its address',
      ({ from }) => ({ To: desk.the(MailTokens).plusAddress('support@desk.example', from) }),
      'token',
    ],
    [
      'our Message-ID',
      ({ from }) => ({ 'In-Reply-To': desk.the(MailTokens).messageId(from, '1-1', 'desk.example') }),
      'token',
    ],
    ['her own Message-ID', ({ herMessageId }) => ({ 'In-Reply-To': herMessageId }), 'reference'],
    ['its number in the subject', ({ from }) => ({ Subject: `Re: [#${from}] Printer` }), 'subject'],
  ];
  it.each(ways)('by %s land in the ticket that it lives on in', async (_, fieldsOf, rule) => {
    const scene = await merged();
    const inbound = await desk.take(
      mail(
        {
          From: ADA,
          Subject: 'Re: else',
          'Message-ID': `<a${(serial += 1)}@example.org>`,
          ...fieldsOf(scene),
        },
        'More.',
      ),
    );
    expect(inbound).toMatchObject({ state: 'processed', rule, ticketId: scene.into });
    expect(await desk.ticket(scene.from)).toMatchObject({ status: 'duplicate', mergedIntoId: scene.into });
    expect((await desk.messages(scene.into)).map(({ body }) => body.trim())).toContain('More.');
  });

  it('come from somebody who gets copies of that ticket now', async () => {
    const { into } = await merged();
    const subscribers = await desk.the(SubscribersService).list(into);
    expect(subscribers.map(({ address }) => address)).toContain('ada@example.org');
  });

  it('by the API go there too, where a user writes them', async () => {
    const { from, into } = await merged();
    const { requesterId } = await desk.ticket(from);
    const ada: Actor = { kind: 'user', id: requesterId!, name: 'Ada', permissions: new Set() };
    const reply = { body: 'By the API.', format: 'text' as const };
    const posted = await desk.the(TicketsService).reply(ada, from, reply);
    expect(posted.ticketId).toBe(into);
    const refused = desk.the(TicketsService).reply(ada, from, { ...reply, visibility: 'internal' });
    await expect(refused).rejects.toMatchObject({ code: 'request.invalid' });
  });
});
