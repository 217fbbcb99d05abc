import { buffer } from 'node:stream/consumers';
import type { TestingModule } from '@nestjs/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AttachmentsService } from '../../../src/attachments/attachments.service.js';
import { SYSTEM } from '../../../src/common/actor.js';
import { readCounters, sumCounters } from '../../../src/database/counters.js';
import { DepartmentsService } from '../../../src/departments/departments.service.js';
import { InboundMailChangesService } from '../../../src/mail-ingest/inbound-mail-changes.service.js';
import { Database } from '../../../src/database/database.js';
import { ClaimLost, InboundLedger } from '../../../src/mail-ingest/inbound-ledger.js';
import type { InboundMail } from '../../../src/mail-ingest/inbound-mail.entity.js';
import { MailPoster } from '../../../src/mail-ingest/mail-poster.js';
import { MailTokens } from '../../../src/mailboxes/mail-tokens.js';
import { MailProcessor } from '../../../src/mail-ingest/mail-processor.js';
import { RawMails } from '../../../src/mailboxes/raw-mails.js';
import { UserErasuresService } from '../../../src/people/user-erasures.service.js';
import type { TicketStatus } from '../../../src/tickets/ticket.states.js';
import { counterOf } from '../../../src/tickets/tickets.queries.js';
import { FLAVOURS } from '../../support/database.js';
import { mail, type Fields } from './corpus/mime.js';
import { IntakeDesk, startDesk } from './intake-desk.js';

describe.each(FLAVOURS)('processing on %s', (flavour) => {
  let desk: IntakeDesk;
  beforeAll(async () => {
    desk = await IntakeDesk.open(flavour);
  });
  afterAll(() => desk?.close());
  afterEach(() => vi.restoreAllMocks());

  const drain = (): Promise<number> => desk.the(MailProcessor).drain();
  const failing = (subject: string, error: Error) => {
    const post = MailPoster.prototype.post;
    return vi.spyOn(MailPoster.prototype, 'post').mockImplementation(function (
      this: MailPoster,
      tx,
      posting,
    ) {
      if (posting.read.head.subject.includes(subject)) throw error;
      return post.call(this, tx, posting);
    });
  };
  const ticketsCalled = async (subject: string): Promise<number> =>
    (await desk.query('select id from tickets where subject = ?', [subject])).length;

  it('lets no mail suffer from the fault of another', async () => {
    failing('poison', new Error('It stings.'));
    const ids: number[] = [];
    for (const subject of ['healthy 1', 'the poison', 'healthy 2'])
      ids.push((await desk.receive(mail({ Subject: subject }))).id);
    await drain();
    const mails = await Promise.all(ids.map((id) => desk.mail(id)));
    expect(mails.map(({ state }) => state)).toEqual(['processed', 'failed', 'processed']);
    expect(mails[1]).toMatchObject({ reason: 'error', detail: 'It stings.', attempts: 1, ticketId: null });
    expect(await ticketsCalled('healthy 1')).toBe(1);
  });

  it('tries a mail that failed again, later and later', async () => {
    const post = failing('moody', new Error('Not now.'));
    const { id } = await desk.receive(mail({ Subject: 'moody' }));
    for (const wait of [1_000, 10_000, 60_000]) {
      await drain();
      expect(await drain()).toBe(0);
      desk.clock.move(wait);
    }
    post.mockRestore();
    await drain();
    expect(await desk.mail(id)).toMatchObject({ state: 'processed', reason: null, attempts: 4 });
    expect(await ticketsCalled('moody')).toBe(1);
  });

  it('opens no ticket in a department that takes none by mail, says so, and still takes answers', async () => {
    const answered = await desk.take(mail({ Subject: 'before', 'Message-ID': '<before@example.org>' }));
    const departments = desk.the(DepartmentsService);
    const change = (emailSubmission: boolean) =>
      departments.update(SYSTEM, desk.support.departmentId!, { emailSubmission });
    await change(false);
    const refused = await desk.take(mail({ Subject: 'not wanted' }));
    expect(refused).toMatchObject({
      state: 'skipped',
      reason: 'department_takes_no_mail',
      detail: 'The department "Support" takes no tickets by mail.',
      ticketId: null,
    });
    const elsewhere = await desk.take(mail({ Subject: 'elsewhere' }), { mailboxId: desk.sales.id });
    expect(elsewhere.state).toBe('processed');
    const answer = await desk.take(mail({ Subject: 'Re: before', 'In-Reply-To': '<before@example.org>' }));
    expect(answer).toMatchObject({ state: 'processed', ticketId: answered.ticketId });
    // Somebody looked at it and wants it in.
    await desk.the(InboundMailChangesService).reprocess(SYSTEM, refused.id);
    await drain();
    expect(await desk.mail(refused.id)).toMatchObject({ state: 'processed' });
    expect(await ticketsCalled('not wanted')).toBe(1);
    await change(true);
  });

  it('keeps what somebody writes to a ticket that they may only read in a ticket of their own', async () => {
    const cc = 'Cora <cora@example.com>';
    const { ticketId } = await desk.take(
      mail({ Subject: 'Read only', 'Message-ID': '<ro-1@x.example>', Cc: cc }),
    );
    await desk
      .the(Database)
      .transaction((tx) => tx.query('update subscribers set canUpdate = 0 where ticketId = ?', [ticketId]));
    const ours = desk.the(MailTokens).messageId(ticketId!, '1-1', 'desk.example');
    const write = (fields: Fields): Promise<InboundMail> =>
      desk.take(mail({ From: cc, Subject: 'Re: Read only', ...fields }, 'My own words.'));
    const own = await write({ 'Message-ID': '<ro-2@x.example>', 'In-Reply-To': ours });
    expect(own).toMatchObject({ state: 'processed', rule: 'new' });
    expect(await desk.ticket(own.ticketId)).toMatchObject({ subject: 'Re: Read only', status: 'open' });
    // What she says next belongs there, although it answers the other one as well.
    const more = await write({
      'Message-ID': '<ro-3@x.example>',
      References: `<ro-1@x.example> ${ours} <ro-2@x.example> ${ours}`,
    });
    expect(more).toMatchObject({ rule: 'reference', ticketId: own.ticketId });
    expect(await desk.messages(ticketId)).toHaveLength(1);
  });

  it('makes nothing of the mail of somebody who was erased, when it comes again', async () => {
    const raw = mail({ From: 'Gerda Private <gerda@private.example>', Subject: 'My illness' });
    const { id, ticketId } = await desk.take(raw);
    const [user] = await desk.query<{ id: number }>(
      "select id from users where emailKey = 'gerda@private.example'",
    );
    await desk.the(UserErasuresService).erase(SYSTEM, user!.id);
    expect(await desk.ticket(ticketId)).toBeUndefined();
    const kept = await desk.mail(id);
    expect(kept).toMatchObject({ fromAddress: null, fromKey: null, fromName: null, subject: null });
    expect(kept.rawDeletedAt).not.toBeNull();
    expect(await desk.the(RawMails).has(kept.sha256!)).toBe(false);
    const again = await desk.take(raw);
    expect(again).toMatchObject({ state: 'duplicate', ticketId: null });
    expect(await ticketsCalled('My illness')).toBe(0);
    expect(await desk.query("select id from users where emailKey = 'gerda@private.example'")).toEqual([]);
  });

  async function quarantine(fields: Fields): Promise<InboundMail> {
    const post = MailPoster.prototype.post;
    vi.spyOn(MailPoster.prototype, 'post').mockImplementation(function (this: MailPoster, tx, posting) {
      if (!posting.read.files.some(({ name }) => name === 'mail.eml')) throw new Error('Never.');
      return post.call(this, tx, posting);
    });
    const { id } = await desk.receive(mail(fields));
    for (const wait of [1_000, 10_000, 60_000, 600_000, 0]) {
      await drain();
      desk.clock.move(wait);
    }
    vi.restoreAllMocks();
    return desk.mail(id);
  }

  it('gives up in the end, with a ticket that carries the mail', async () => {
    const quarantined = await quarantine({ Subject: 'hopeless', From: 'Hope <hope@example.org>' });
    expect(quarantined).toMatchObject({
      state: 'quarantined',
      reason: 'error',
      detail: 'Never.',
      attempts: 5,
    });
    expect(await desk.ticket(quarantined.ticketId)).toMatchObject({ subject: 'hopeless', status: 'open' });
    const [message] = await desk.messages(quarantined.ticketId);
    expect(message).toMatchObject({
      authorName: 'Hope',
      body: expect.stringContaining('attached as it came'),
    });
    const attachments = desk.the(AttachmentsService);
    const [file] = await attachments.list({ messageId: message!.id });
    expect(file).toMatchObject({ name: 'mail.eml', contentType: 'message/rfc822' });
    const raw = await buffer(await desk.the(RawMails).open(quarantined.sha256!));
    expect(await attachments.read(file!)).toEqual(raw);
  });

  it('lets answers find the fallback ticket', async () => {
    const { ticketId } = await quarantine({ 'Message-ID': '<hopeless@example.org>' });
    const answer = await desk.take(mail({ 'In-Reply-To': '<hopeless@example.org>' }));
    expect(answer).toMatchObject({ rule: 'reference', ticketId });
  });

  it('does not look any more at a mail that ended the process again and again', async () => {
    const { id } = await desk.receive(mail({ Subject: 'deadly' }));
    const ledger = desk.the(InboundLedger);
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      expect(await ledger.claim(10, 1_000)).toMatchObject([{ id, attempts: attempt }]);
      desk.clock.move(1_001);
    }
    await drain();
    const deadly = await desk.mail(id);
    expect(deadly).toMatchObject({
      state: 'quarantined',
      detail: expect.stringContaining('ended the process'),
    });
    expect(await desk.ticket(deadly.ticketId)).toMatchObject({ subject: 'deadly' });
  });

  it('takes a mail that was in hand when processes ended alone, so that it is known which of them it was', async () => {
    const ledger = desk.the(InboundLedger);
    const ids = [(await desk.receive(mail())).id, (await desk.receive(mail())).id];
    const claimed = async () => (await ledger.claim(10, 1_000)).map(({ id }) => id);
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      expect(await claimed()).toEqual(ids);
      desk.clock.move(1_001);
    }
    const fresh = await desk.receive(mail());
    expect(await claimed()).toEqual(ids.slice(0, 1));
    expect(await claimed()).toEqual(ids.slice(1));
    expect(await claimed()).toEqual([fresh.id]);
    desk.clock.move(1_001);
    await drain();
    for (const id of [...ids, fresh.id]) expect(await desk.mail(id)).toMatchObject({ state: 'processed' });
  });

  it('makes a ticket even of a mail whose content is lost', async () => {
    const { id } = await desk.receive(mail({ Subject: 'lost' }));
    const { sha256 } = await desk.mail(id);
    vi.spyOn(RawMails.prototype, 'takeRecent').mockReturnValue(undefined);
    vi.spyOn(RawMails.prototype, 'open').mockRejectedValue(
      new Error(`The content ${sha256} is not in the storage.`),
    );
    for (const wait of [1_000, 10_000, 60_000, 600_000, 30_000, 30_000, 30_000]) {
      await drain();
      desk.clock.move(wait);
    }
    await drain();
    const lost = await desk.mail(id);
    expect(lost).toMatchObject({ state: 'quarantined' });
    expect((await desk.messages(lost.ticketId))[0]!.body).toContain('could not even be read');
  });

  it('waits for a disk that is full, and counts no attempt', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    const post = failing('patient', full);
    const { id } = await desk.receive(mail({ Subject: 'patient' }));
    for (let look = 0; look < 10; look += 1) {
      await drain();
      desk.clock.move(15_000);
    }
    expect(await desk.mail(id)).toMatchObject({ state: 'failed', reason: 'outage', attempts: 0 });
    post.mockRestore();
    await drain();
    expect(await desk.mail(id)).toMatchObject({ state: 'processed', attempts: 1 });
  });

  it('finds a mail of a process that died, and takes nothing from it when it lives after all', async () => {
    const { id } = await desk.receive(mail({ Subject: 'claimed' }));
    const ledger = desk.the(InboundLedger);
    const [claimed] = await ledger.claim(10, 30_000);
    expect(await drain()).toBe(0);
    desk.clock.move(30_001);
    expect(await drain()).toBe(1);
    const { version, ticketId } = await desk.mail(id);
    const late = desk.the(Database).transaction(async (tx) => {
      await tx.query("update tickets set subject = 'late' where id = ?", [ticketId]);
      await ledger.settle(tx, claimed!, { state: 'skipped' });
    });
    await expect(late).rejects.toThrow(ClaimLost);
    expect(await desk.mail(id)).toMatchObject({ state: 'processed', version });
    expect(await ticketsCalled('claimed')).toBe(1);
  });

  it('puts an answer into the ticket of a mail that came with it', async () => {
    const ids: number[] = [];
    const chain = ['<c1@example.org>', '<c2@example.org>', '<c3@example.org>', '<c4@example.org>'];
    for (const [at, id] of chain.entries())
      ids.push(
        (await desk.receive(mail({ 'Message-ID': id, ...(at && { 'In-Reply-To': chain[at - 1]! }) }))).id,
      );
    await drain();
    const mails = await Promise.all(ids.map((id) => desk.mail(id)));
    expect(mails.map(({ rule }) => rule)).toEqual(['new', 'reference', 'reference', 'reference']);
    expect(new Set(mails.map(({ ticketId }) => ticketId)).size).toBe(1);
    expect((await desk.messages(mails[0]!.ticketId)).map(({ inboundMailId }) => inboundMailId)).toEqual(ids);
    expect(await desk.ticket(mails[0]!.ticketId)).toMatchObject({ replyCount: 3, version: 4 });
  });

  it('lets an answer wait for its mail, which failed', async () => {
    const post = failing('stumbles', new Error('Once.'));
    const first = await desk.receive(mail({ Subject: 'stumbles', 'Message-ID': '<stumbles@example.org>' }));
    const answer = await desk.receive(mail({ 'In-Reply-To': '<stumbles@example.org>' }));
    await drain();
    expect(await desk.mail(answer.id)).toMatchObject({ state: 'received', attempts: 0 });
    post.mockRestore();
    desk.clock.move(1_000);
    await drain();
    const { ticketId } = await desk.mail(first.id);
    expect(await desk.mail(answer.id)).toMatchObject({ state: 'processed', rule: 'reference', ticketId });
  });

  it('makes one user of two first mails of a stranger', async () => {
    const from = { From: 'New Comer <new.comer@example.org>' };
    await desk.receive(mail(from));
    await desk.receive(mail(from));
    await drain();
    expect(await desk.query("select id from users where emailKey = 'new.comer@example.org'")).toHaveLength(1);
  });

  it('keeps the counters right', async () => {
    for (let at = 0; at < 12; at += 1) await desk.receive(mail({ From: `u${at % 3}@counted.example` }));
    await drain();
    const counted = await desk.query<{ name: string; total: number }>(
      `select departmentId, status, count(*) as total from tickets group by departmentId, status`,
    );
    const expected = counted.map((row) => {
      const { departmentId, status, total } = row as unknown as {
        departmentId: number;
        status: TicketStatus;
        total: number;
      };
      return [counterOf(departmentId, status), Number(total)];
    });
    const counters = await readCounters(desk.the(Database), 'tickets/');
    expect([...counters].filter(([, value]) => value !== 0).toSorted()).toEqual(expected.toSorted());
    const [users] = await desk.query<{ total: number }>('select count(*) as total from users');
    expect(await sumCounters(desk.the(Database), ['users'])).toBe(Number(users!.total));
  });

  it('leaves mails alone during maintenance', async () => {
    await desk.set({ maintenance: true });
    const { id } = await desk.receive(mail());
    expect(await drain()).toBe(0);
    expect(await desk.mail(id)).toMatchObject({ state: 'received', attempts: 0 });
    await desk.set({ maintenance: false });
    expect(await drain()).toBe(1);
  });

  it('goes on by itself while the desk serves', async () => {
    const processor = desk.the(MailProcessor);
    processor.start();
    const { id } = await desk.receive(mail());
    await vi.waitFor(async () => expect((await desk.mail(id)).state).toBe('processed'), { timeout: 5_000 });
    await processor.stop();
    const { id: next } = await desk.receive(mail());
    expect((await desk.mail(next)).state).toBe('received');
    await drain();
  });
});

describe.runIf(FLAVOURS.includes('mariadb'))('several processes on one MariaDB', () => {
  let desk: IntakeDesk;
  const others: TestingModule[] = [];
  beforeAll(async () => {
    desk = await IntakeDesk.open('mariadb');
    for (let count = 0; count < 2; count += 1) others.push(await startDesk(desk.fresh, desk.clock));
  });
  afterAll(async () => {
    for (const other of others) await other.close();
    await desk?.close();
  });

  it('make one ticket of each mail', async () => {
    for (let at = 0; at < 150; at += 1)
      await desk.receive(mail({ From: `u${at % 7}@many.example`, Subject: `No ${at}` }));
    const processors = [desk.module, ...others].map((one) => one.get(MailProcessor, { strict: false }));
    const counts = await Promise.all(processors.map((processor) => processor.drain()));
    expect(counts.reduce((sum, count) => sum + count)).toBe(150);
    const [row] = await desk.query<{ tickets: number; subjects: number }>(
      'select count(*) as tickets, count(distinct subject) as subjects from tickets',
    );
    expect(row).toEqual({ tickets: 150, subjects: 150 });
    expect(
      await desk.query("select id from inbound_mails where state <> 'processed' or attempts <> 1"),
    ).toEqual([]);
  });
});
