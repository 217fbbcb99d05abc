import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SYSTEM } from '../../../src/common/actor.js';
import { Database } from '../../../src/database/database.js';
import { insertRow } from '../../../src/database/rows.js';
import type { InboundMail } from '../../../src/mail-ingest/inbound-mail.entity.js';
import { MailTokens } from '../../../src/mailboxes/mail-tokens.js';
import { htmlOf, textOf } from '../../../src/messages/message-body.js';
import type { Message } from '../../../src/messages/message.entity.js';
import { SubscribersService } from '../../../src/tickets/subscribers.service.js';
import { TicketsService } from '../../../src/tickets/tickets.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { FLAVOURS } from '../../support/database.js';
import type { Case, Fate, Scene } from './corpus/case.js';
import { CORPUS } from './corpus/corpus.js';
import { mail } from './corpus/mime.js';
import { IntakeDesk } from './intake-desk.js';

/** What became of a mail, in the words of the corpus. */
interface Outcome {
  mail: InboundMail;
  message: Message | undefined;
  fate: Fate;
}

describe.each(FLAVOURS)('the corpus on %s', (flavour) => {
  let desk: IntakeDesk;
  beforeAll(async () => {
    desk = await IntakeDesk.open(flavour);
    await desk.set({
      ticket_file_type: 'png,gif,pdf,txt,eml,ics,dat,p7s,p7m,asc',
      ticket_attachment_number: 5,
      ticket_file_size: 1,
      mail_ignore: 'spam.example, bounce-bot@*',
    });
    const users = desk.the(UsersService);
    const { id } = await users.create(SYSTEM, { fullName: 'Gone', email: 'gone@example.org' });
    await users.update(SYSTEM, id, { active: false });
    await insertStaff('Robin Roe', 'robin@desk.example', desk.support.departmentId!);
    await insertStaff('Sam', 'sam@desk.example', desk.sales.departmentId!);
  });
  afterAll(() => desk?.close());

  const insertStaff = (fullName: string, email: string, departmentId: number): Promise<void> =>
    desk.the(Database).transaction(async (tx) => {
      const at = desk.clock.now();
      const account = { username: email, usernameKey: email, email, emailKey: email, fullName };
      const row = { ...account, role: 'staff', active: true, createdAt: at, updatedAt: at, version: 1 };
      const staffId = await insertRow(tx, 'staff', row);
      await insertRow(tx, 'staff_departments', { staffId, departmentId });
    });

  let scenes = 0;
  async function setScene({ before, readOnly }: Case): Promise<Scene> {
    const herMessageId = `<scene-${(scenes += 1)}@example.org>`;
    const { ticketId } = await desk.take(mail({ 'Message-ID': herMessageId, Cc: 'carol@example.com' }));
    if (before) await desk.the(TicketsService).change(SYSTEM, ticketId!, { status: before });
    const copies = readOnly ? await desk.the(SubscribersService).list(ticketId!) : [];
    if (copies.length)
      await desk.the(Database).transaction(async (tx) => {
        for (const { id } of copies)
          await desk.the(SubscribersService).allow(tx, ticketId!, id, { canUpdate: false });
      });
    const tokens = desk.the(MailTokens);
    return {
      ticketId: ticketId!,
      plusAddress: tokens.plusAddress('support@desk.example', ticketId!),
      ourMessageId: tokens.messageId(ticketId!, '1-1', 'desk.example'),
      herMessageId,
    };
  }

  async function outcomeOf(inbound: InboundMail): Promise<Outcome> {
    const { ticketId, messageId } = inbound;
    const ticket = await desk.ticket(ticketId);
    const messages = await desk.messages(ticketId);
    const message = messages.find(({ id }) => id === messageId);
    const files = await desk.query<{ name: string }>(
      'select name from attachments where messageId = ? order by id',
      [messageId],
    );
    const copies = ticketId === null ? [] : await desk.the(SubscribersService).list(ticketId);
    const [debt] = await desk.query<{ payload: string }>(
      `select payload from outbox where topic = 'ticket.opened' and payload like ?`,
      [`%"ticketId":${ticketId},%`],
    );
    const notes = messages.filter((one) => one.visibility === 'internal').map(textOf);
    const fate: Fate = {
      state: inbound.state,
      reason: inbound.reason,
      rule: inbound.rule,
      subject: ticket?.subject,
      from: inbound.fromAddress,
      automatic: Boolean(inbound.automatic),
      status: ticket?.status,
      exactly: message && textOf(message),
      author: message && { kind: message.authorKind as 'user', name: message.authorName },
      files: files.map(({ name }) => name),
      refused: notes.flatMap((note) => [...note.matchAll(/^- (.*?): /gm)].map(([, name]) => name!)),
      note: notes.join('\n'),
      subscribers: copies.map(({ address }) => address!).toSorted(),
      acknowledged: debt && (JSON.parse(debt.payload) as { acknowledge: boolean }).acknowledge,
    };
    return { mail: inbound, message, fate };
  }

  /** The words that are looked for within others, and the rest, which must be equal. */
  function expectFate({ message, fate: seen }: Outcome, expected: Fate): void {
    const { text, shows, hides, note, refused, ...equal } = expected;
    const state = expected.state ?? 'processed';
    const rule = expected.rule ?? (state === 'processed' ? 'new' : null);
    const known = Object.fromEntries(Object.keys(equal).map((key) => [key, seen[key as keyof Fate]]));
    expect({ ...known, state: seen.state, rule: seen.rule }, seen.reason ?? '').toEqual({
      ...equal,
      state,
      rule,
    });
    if (text !== undefined) expect(textOf(message!)).toContain(text);
    if (shows !== undefined) expect(htmlOf(message!)).toContain(shows);
    if (hides !== undefined) expect(htmlOf(message!)).not.toContain(hides);
    if (note !== undefined) expect(seen.note).toContain(note);
    if (refused !== undefined) expect(seen.refused).toEqual(expect.arrayContaining(refused));
  }

  describe.each(Object.entries(CORPUS))('%s', (_, cases) => {
    it.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
      const scene = typeof one.raw === 'function' || one.envelope ? await setScene(one) : undefined;
      const raw = typeof one.raw === 'function' ? one.raw(scene!) : one.raw;
      const recipients = one.envelope?.(scene!);
      const taken = await desk.take(raw, recipients && { recipients });
      const outcome = await outcomeOf(taken);
      expectFate(outcome, one.fate);
      expect(taken).toMatchObject({ attempts: 1, nextAttemptAt: null, claim: null });
      for (const line of [taken.subject, taken.fromName, taken.fromAddress, outcome.fate.subject])
        expect(line ?? '').not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      const joins = ['token', 'reference', 'subject', 'report'].includes(taken.rule ?? '');
      if (scene) expect(taken.ticketId === scene.ticketId).toBe(joins);
    });
  });

  it('has at least 150 mails', () => {
    expect(Object.values(CORPUS).flat().length).toBeGreaterThanOrEqual(150);
  });
});
