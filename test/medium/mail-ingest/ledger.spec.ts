import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AttachmentsService } from '../../../src/attachments/attachments.service.js';
import { SYSTEM, type Actor } from '../../../src/common/actor.js';
import { Database } from '../../../src/database/database.js';
import { EventsService } from '../../../src/events/events.service.js';
import { InboundMailChangesService } from '../../../src/mail-ingest/inbound-mail-changes.service.js';
import { InboundMailsService } from '../../../src/mail-ingest/inbound-mails.service.js';
import { MailReconcile } from '../../../src/mail-ingest/mail-reconcile.js';
import { INBOUND_RAW } from '../../../src/mail-ingest/inbound-purge.js';
import { RawMailPurge } from '../../../src/mailboxes/raw-mail-purge.js';
import { MailProcessor } from '../../../src/mail-ingest/mail-processor.js';
import type { InboundMail } from '../../../src/mail-ingest/inbound-mail.entity.js';
import { RawMails } from '../../../src/mailboxes/raw-mails.js';
import { TicketsService } from '../../../src/tickets/tickets.service.js';
import { FLAVOURS } from '../../support/database.js';
import { PNG } from '../../support/files.js';
import { file, mail, mixed, text } from './corpus/mime.js';
import { IntakeDesk } from './intake-desk.js';

const permissions: ReadonlySet<string> = new Set(['messages/read']);
const staff = (departmentIds: number[]): Actor => ({
  kind: 'staff',
  id: 4711,
  name: 'Robin',
  role: 'staff',
  departmentIds,
  permissions,
});

describe.each(FLAVOURS)('the ledger of mails on %s', (flavour) => {
  let desk: IntakeDesk;
  const changes = () => desk.the(InboundMailChangesService);
  const mails = () => desk.the(InboundMailsService);
  beforeAll(async () => {
    desk = await IntakeDesk.open(flavour);
  });
  afterAll(() => desk?.close());
  afterEach(() =>
    desk.set({
      mail_ignore: [],
      mail_multiple_mailboxes: 'each',
      mail_brake_sender: 2_000,
      mail_brake_ticket: 1_000,
      mail_brake_total: 100_000,
    }),
  );

  async function reprocess({ id }: Pick<InboundMail, 'id'>): Promise<InboundMail> {
    await changes().reprocess(SYSTEM, id);
    await desk.the(MailProcessor).drain();
    return desk.mail(id);
  }

  describe('one mail to several of our mailboxes', () => {
    const both = { To: 'support@desk.example, sales@desk.example' };
    const delivered = (raw: Buffer, way: string): Buffer =>
      Buffer.concat([Buffer.from(`Received: by ${way}\r\n`), raw]);

    it('opens a ticket in each, and an answer finds the one of its mailbox', async () => {
      const raw = mail({ ...both, 'Message-ID': '<each@example.org>' });
      const one = await desk.take(delivered(raw, 'a'));
      const two = await desk.take(delivered(raw, 'b'), { mailboxId: desk.sales.id });
      expect([one.rule, two.rule]).toEqual(['new', 'new']);
      expect((await desk.ticket(two.ticketId)).departmentId).toBe(desk.sales.departmentId);
      const answer = mail({ ...both, 'In-Reply-To': '<each@example.org>' });
      expect(await desk.take(delivered(answer, 'a'))).toMatchObject({ ticketId: one.ticketId });
      expect(await desk.take(delivered(answer, 'b'), { mailboxId: desk.sales.id })).toMatchObject({
        ticketId: two.ticketId,
      });
    });

    it('opens one ticket where the desk says so, also when they come together', async () => {
      await desk.set({ mail_multiple_mailboxes: 'one' });
      const raw = mail(both);
      const one = await desk.receive(delivered(raw, 'a'));
      const two = await desk.receive(delivered(raw, 'b'), { mailboxId: desk.sales.id });
      await desk.the(MailProcessor).drain();
      const { ticketId, messageId } = await desk.mail(one.id);
      expect(await desk.mail(two.id)).toMatchObject({
        state: 'duplicate',
        reason: 'other_mailbox',
        rule: 'copy',
        ticketId,
        messageId,
      });
      expect(await desk.messages(ticketId)).toHaveLength(1);
    });

    it('is a copy when it comes to one mailbox by two ways', async () => {
      const raw = mail();
      const first = await desk.take(delivered(raw, 'a'));
      expect(await desk.take(delivered(raw, 'b'))).toMatchObject({
        state: 'duplicate',
        reason: 'same_mail',
        ticketId: first.ticketId,
      });
    });

    it('is another mail when only its Message-ID is the same', async () => {
      const id = { 'Message-ID': '<twice@example.org>' };
      const first = await desk.take(mail(id, 'One thing.'));
      const second = await desk.take(mail(id, 'Another thing.'));
      expect([second.state, second.rule]).toEqual(['processed', 'new']);
      expect(second.ticketId).not.toBe(first.ticketId);
    });
  });

  describe('brakes', () => {
    it('hold the mails of a sender beyond a number, until a person lets them in', async () => {
      await desk.set({ mail_brake_sender: 3 });
      const taken: InboundMail[] = [];
      for (let at = 0; at < 5; at += 1) taken.push(await desk.take(mail({ From: 'flood@example.org' })));
      expect(taken.map(({ state }) => state)).toEqual([
        'processed',
        'processed',
        'processed',
        'held',
        'held',
      ]);
      expect(taken[4]).toMatchObject({ reason: 'brake_sender', ticketId: null, sha256: expect.any(String) });
      expect(await desk.take(mail({ From: 'calm@example.org' }))).toMatchObject({ state: 'processed' });
      expect(await reprocess(taken[4]!)).toMatchObject({ state: 'processed', rule: 'new' });
      desk.clock.move(3_600_001);
      expect(await desk.take(mail({ From: 'flood@example.org' }))).toMatchObject({ state: 'processed' });
    });

    it('hold the mails into a ticket, and all mails, beyond a number', async () => {
      const { ticketId } = await desk.take(
        mail({ From: 'a@brakes.example', 'Message-ID': '<braked@example.org>' }),
      );
      await desk.set({ mail_brake_ticket: 2 });
      const answer = (from: string) => desk.take(mail({ From: from, 'In-Reply-To': '<braked@example.org>' }));
      expect((await answer('a@brakes.example')).ticketId).toBe(ticketId);
      expect(await answer('b@brakes.example')).toMatchObject({ state: 'held', reason: 'brake_ticket' });
      await desk.set({ mail_brake_total: 1 });
      expect(await desk.take(mail({ From: 'c@brakes.example' }))).toMatchObject({
        state: 'held',
        reason: 'brake_total',
      });
    });
  });

  describe('reprocessing', () => {
    it('lets in what the ignore list kept out', async () => {
      await desk.set({ mail_ignore: '*@spam.example' });
      const ignored = await desk.take(mail({ From: 'friend@spam.example' }));
      expect(ignored).toMatchObject({ state: 'skipped', reason: 'ignored', ticketId: null });
      expect(await reprocess(ignored)).toMatchObject({ state: 'processed', rule: 'new', reason: null });
    });

    it('is refused for a mail that is where it belongs, one that is not there, and one that is not kept', async () => {
      const processed = await desk.take(mail());
      await expect(changes().reprocess(SYSTEM, processed.id)).rejects.toMatchObject({
        code: 'inbound_mail.processed',
      });
      await expect(changes().reprocess(SYSTEM, 999_999)).rejects.toMatchObject({
        code: 'inbound_mail.not_found',
      });
    });

    it('puts a mail from quarantine into its fallback ticket', async () => {
      const { id, ticketId } = await desk.take(mail({ Subject: 'second try' }));
      // As after a quarantine: a ticket carries it, and it counts as given up.
      const { InboundMail: entity } = await import('../../../src/mail-ingest/inbound-mail.entity.js');
      const { Database } = await import('../../../src/database/database.js');
      await desk.the(Database).transaction((tx) => tx.update(entity, id, { state: 'quarantined' }));
      expect(await reprocess({ id })).toMatchObject({ state: 'processed', rule: 'manual', ticketId });
      expect(await desk.messages(ticketId)).toHaveLength(2);
    });
  });

  describe('moving', () => {
    const png = () => mixed({}, 'mixed', [text('See.'), file('a.png', PNG)]);

    it('takes a message with its files to another ticket, and leaves a duplicate that says so', async () => {
      const target = await desk.take(mail());
      const moved = await desk.take(png());
      await changes().move(SYSTEM, moved.id, target.ticketId!);
      expect(await desk.mail(moved.id)).toMatchObject({ ticketId: target.ticketId, rule: 'manual' });
      expect((await desk.messages(target.ticketId)).map(({ id }) => id)).toEqual([
        target.messageId,
        moved.messageId,
      ]);
      const files = await desk.the(AttachmentsService).list({ ticketId: target.ticketId! });
      expect(files.map(({ name, messageId }) => [name, messageId])).toEqual([['a.png', moved.messageId]]);
      expect(await desk.ticket(target.ticketId)).toMatchObject({ replyCount: 1, status: 'open' });
      expect(await desk.ticket(moved.ticketId)).toMatchObject({ replyCount: 0, status: 'duplicate' });
      expect((await desk.messages(moved.ticketId)).map(({ body }) => body)).toEqual([
        `This was moved to ticket ${target.ticketId}.`,
      ]);
      const { internetMessageId } = await desk.mail(moved.id);
      const answer = await desk.take(mail({ 'In-Reply-To': internetMessageId! }));
      expect(answer.ticketId).toBe(target.ticketId);
    });

    it('takes a reply, and the counts of both tickets follow', async () => {
      const [one, two] = [
        await desk.take(mail({ 'Message-ID': '<m1@example.org>' })),
        await desk.take(mail()),
      ];
      const reply = await desk.take(mail({ 'In-Reply-To': '<m1@example.org>' }));
      expect(await desk.ticket(one.ticketId)).toMatchObject({ replyCount: 1 });
      await changes().move(SYSTEM, reply.id, two.ticketId!);
      expect(await desk.ticket(one.ticketId)).toMatchObject({ replyCount: 0, status: 'open' });
      expect(await desk.ticket(two.ticketId)).toMatchObject({ replyCount: 1 });
    });

    it('is refused where it would tear a conversation apart, and where there is nothing to move', async () => {
      const [opened, other] = [
        await desk.take(mail({ 'Message-ID': '<m2@example.org>' })),
        await desk.take(mail()),
      ];
      await desk.take(mail({ 'In-Reply-To': '<m2@example.org>' }));
      const move = (id: number, to: number) => changes().move(SYSTEM, id, to);
      await expect(move(opened.id, other.ticketId!)).rejects.toMatchObject({ code: 'message.opens_ticket' });
      await expect(move(other.id, 999_999)).rejects.toMatchObject({
        more: { faults: [{ pointer: '/ticketId' }] },
      });
      await desk.set({ mail_ignore: 'spam.example' });
      const ignored = await desk.take(mail({ From: 'x@spam.example' }));
      await expect(move(ignored.id, other.ticketId!)).rejects.toMatchObject({
        code: 'inbound_mail.without_message',
      });
    });

    it('to where it is already changes nothing', async () => {
      const here = await desk.take(mail());
      const { version } = await desk.ticket(here.ticketId);
      await changes().move(SYSTEM, here.id, here.ticketId!);
      expect(await desk.ticket(here.ticketId)).toMatchObject({ version, status: 'open' });
    });
  });

  describe('the raw mail', () => {
    it('is there byte for byte, for staff who may see the ticket and nobody else', async () => {
      const raw = mail({}, 'Byte for byte: \xff\r\n');
      const taken = await desk.take(raw);
      expect(await buffer((await mails().raw(taken.id)).content)).toEqual(raw);
      const by = (actor: Actor) => mails().rawOfMessage(actor, taken.messageId!);
      expect(await buffer((await by(staff([desk.support.departmentId!]))).content)).toEqual(raw);
      await expect(by(staff([desk.sales.departmentId!]))).rejects.toMatchObject({
        code: 'message.not_found',
      });
      const [message] = await desk.messages(taken.ticketId);
      const requester: Actor = { kind: 'user', id: message!.authorId!, name: 'Ada', permissions };
      await expect(by(requester)).rejects.toMatchObject({ code: 'inbound_mail.not_found' });
    });

    it('is not there for a message that came another way', async () => {
      const { ticketId } = await desk.take(mail());
      const { messageId } = await desk
        .the(TicketsService)
        .reply(SYSTEM, ticketId!, { body: 'Hello.', format: 'text' });
      await expect(mails().rawOfMessage(SYSTEM, messageId)).rejects.toMatchObject({
        code: 'inbound_mail.not_found',
      });
    });

    it('is purged after the days of the setting, but for mails that wait for a person', async () => {
      await desk.set({ mail_brake_sender: 1 });
      const old = await desk.take(mail({ From: 'old@example.org' }));
      const held = await desk.take(mail({ From: 'old@example.org' }));
      expect(held.state).toBe('held');
      desk.clock.move(91 * 86_400_000);
      const young = await desk.take(mail());
      const { signal } = new AbortController();
      await desk.the(RawMailPurge).run(INBOUND_RAW, signal);
      await expect(mails().raw(old.id)).rejects.toMatchObject({ code: 'inbound_mail.raw_gone' });
      expect(await desk.mail(old.id)).toMatchObject({ rawDeletedAt: expect.anything(), state: 'processed' });
      for (const { id } of [held, young]) await buffer((await mails().raw(id)).content);
      await desk.set({ mail_raw_days: 0 });
      desk.clock.move(1_000 * 86_400_000);
      await desk.the(RawMailPurge).run(INBOUND_RAW, signal);
      await buffer((await mails().raw(young.id)).content);
      await desk.set({ mail_raw_days: 90 });
    });

    it('leaves its mark: what was purged, or whose ticket was deleted, does not come back', async () => {
      const raw = mail();
      const { id } = await desk.take(raw);
      expect((await desk.receive(raw)).outcome).toBe('duplicate');
      expect(await desk.mail(id)).toMatchObject({ state: 'processed' });
    });
  });

  describe('the daily look', () => {
    const DAY = 86_400_000;
    const look = async () => desk.the(MailReconcile).run(new AbortController().signal);
    const nothing = { stranded: [], without_message: [], doubled: [], raw_missing: [] };
    const nextDay = () => desk.clock.move(DAY);

    it('finds every mail of the day before accounted for', async () => {
      nextDay();
      const first = await desk.take(mail({ 'Message-ID': '<day@example.org>' }));
      await desk.take(mail({ 'In-Reply-To': '<day@example.org>' }));
      await desk.set({ mail_ignore: 'nobody.example' });
      await desk.take(mail({ From: 'x@nobody.example' }));
      nextDay();
      expect(await look()).toEqual({ mails: 3, tickets: 1, replies: 1, skips: 1, wrong: nothing });
      nextDay();
      expect(await look()).toEqual({ mails: 0, tickets: 0, replies: 0, skips: 0, wrong: nothing });
      expect(first.state).toBe('processed');
    });

    it('names what is not, and leaves an event at each of them', async () => {
      const [lost, twice, gone, stuck] = [
        await desk.take(mail()),
        await desk.take(mail()),
        await desk.take(mail()),
        await desk.take(mail()),
      ];
      await desk.the(Database).transaction(async (tx) => {
        await tx.query('update inbound_mails set messageId = null where id = ?', [lost.id]);
        await tx.query('update messages set inboundMailId = ?, ticketId = ? where id = ?', [
          twice.id,
          twice.ticketId,
          gone.messageId,
        ]);
        await tx.query(`update inbound_mails set state = 'failed', nextAttemptAt = null where id = ?`, [
          stuck.id,
        ]);
      });
      const has = vi
        .spyOn(RawMails.prototype, 'has')
        .mockImplementation(async (sha256) => sha256 !== gone.sha256);
      nextDay();
      const { wrong } = await look();
      has.mockRestore();
      expect(wrong).toEqual({
        stranded: [stuck.id],
        without_message: [lost.id],
        doubled: [twice.id],
        raw_missing: [gone.id],
      });
      const history = await desk.the(EventsService).history('inbound_mail', gone.id, undefined, 10);
      expect(history.at(-1)).toMatchObject({
        type: 'inbound_mail.unreconciled',
        details: { what: 'raw_missing' },
      });
      await desk
        .the(Database)
        .transaction((tx) =>
          tx.query(`update inbound_mails set state = 'processed' where id = ?`, [stuck.id]),
        );
    });
  });

  it('is listed by what is asked for, the newest first', async () => {
    await desk.set({ mail_ignore: 'listed.example' });
    const ids: number[] = [];
    for (let at = 0; at < 3; at += 1) ids.unshift((await desk.take(mail({ From: 'A@Listed.example' }))).id);
    const list = async (search: object) =>
      (await mails().list({ limit: 100, ...search })).items.map(({ id }) => id);
    expect(await list({ from: 'a@LISTED.example' })).toEqual(ids);
    expect(await list({ reason: 'ignored', from: 'a@listed.example', state: 'skipped' })).toEqual(ids);
    expect(await list({ from: 'a@listed.example', state: 'processed' })).toEqual([]);
    expect(await list({ mailboxId: 9_999 })).toEqual([]);
    const { ticketId, id } = await desk.take(mail());
    expect(await list({ ticketId: ticketId! })).toEqual([id]);
    const first = await mails().list({ limit: 2, from: 'a@listed.example' });
    const second = await mails().list({ limit: 2, from: 'a@listed.example', cursor: first.page.next! });
    expect([...first.items, ...second.items].map((row) => row.id)).toEqual(ids);
  });
});
