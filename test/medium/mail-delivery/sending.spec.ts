import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { SYSTEM, type Author } from '../../../src/common/actor.js';
import { Database } from '../../../src/database/database.js';
import { DepartmentsService } from '../../../src/departments/departments.service.js';
import { Readiness } from '../../../src/http/readiness.js';
import { Background } from '../../../src/jobs/background.js';
import { MailTemplatesService } from '../../../src/mail-delivery/mail-templates.service.js';
import { OutboundMailsService } from '../../../src/mail-delivery/outbound-mails.service.js';
import type { OutboundMailRow } from '../../../src/mail-delivery/outbound-mails.queries.js';
import { OUTBOUND_RAW } from '../../../src/mail-delivery/outbound-purge.js';
import { RawMailPurge } from '../../../src/mailboxes/raw-mail-purge.js';
import { MailboxStates } from '../../../src/mailboxes/mailbox-states.service.js';
import { MailboxesService } from '../../../src/mailboxes/mailboxes.service.js';
import { RawMails } from '../../../src/mailboxes/raw-mails.js';
import { OutboxRelay } from '../../../src/outbox/outbox-relay.js';
import { SubscribersService } from '../../../src/tickets/subscribers.service.js';
import { FLAVOURS } from '../../support/database.js';
import { readMail } from '../../support/mail.js';
import { SmtpSink, type SunkMail } from '../../support/smtp-sink.js';
import { MailDesk, staffActor } from './desk.js';

const MINUTE = 60_000;

describe.each(FLAVOURS)('sending mails on %s', (flavour) => {
  let desk: MailDesk;
  let sink: SmtpSink;
  let robin: Author;

  beforeAll(async () => {
    sink = await SmtpSink.start({ auth: { user: 'desk', password: 'right' } });
    desk = await MailDesk.start(flavour, { SMTP_URL: sink.url, MAIL_FROM: 'Help <help@fix.example>' });
    robin = await desk.staff('Robin Roe', { notifications: [] });
  });
  afterEach(async () => {
    sink.recipients.clear();
    sink.afterData = undefined;
    sink.hold = undefined;
    await desk.clear();
    sink.mails.length = 0;
  });
  afterAll(async () => {
    await desk.stop();
    await sink.stop();
  });

  const idOf = ({ raw }: SunkMail): string => readMail(raw).headers['message-id']![0]!;
  const bodies = (): string[] =>
    sink.mails.map(({ raw }) => /\n(Number [\w ]+)/.exec(raw.toString())?.[1] ?? '');
  const rowsBecome = (expected: object[]): Promise<OutboundMailRow[]> =>
    vi.waitFor(
      async () => {
        const rows = await desk.rows();
        expect(rows).toMatchObject(expected);
        return rows;
      },
      { timeout: 10_000, interval: 20 },
    );
  const replyTo = async (ticketId: number, body = 'Use water.'): Promise<void> => {
    await desk.reply(ticketId, { author: robin, body });
    await desk.composed();
  };
  const subscribe = (ticketId: number, ...addresses: string[]): Promise<unknown> =>
    desk.the(Database).transaction((tx) =>
      desk.the(SubscribersService).add(
        tx,
        ticketId,
        addresses.map((address) => ({ address, name: '' })),
      ),
    );

  it('hands the raw mail over as it was kept, in the envelope of its people', async () => {
    const { ticketId } = await desk.open();
    await subscribe(ticketId, 'bob@büro.example');
    await replyTo(ticketId);
    const [row] = await desk.settled();
    expect(sink.mails).toMatchObject([
      { from: 'help@fix.example', to: ['Ada@example.com', 'bob@büro.example'] },
    ]);
    expect(sink.mails[0]!.raw).toEqual(await buffer(await desk.the(RawMails).open(row!.sha256)));
    expect(row).toMatchObject({
      state: 'sent',
      attempts: 1,
      lastError: null,
      sentAt: '2026-11-22T12:00:00.000Z',
      recipients: [
        { address: 'Ada@Example.com', state: 'sent', detail: expect.stringMatching(/^250/) },
        { address: 'bob@büro.example', state: 'sent' },
      ],
    });
  });

  it('sends at most `mail_max_emails` mails by one connection', async () => {
    await desk.set({ mail_max_emails: 2 });
    try {
      const before = sink.connections;
      for (let mail = 1; mail <= 5; mail += 1) {
        await desk.open({ author: robin });
        await desk.settled();
      }
      expect(sink.mails).toHaveLength(5);
      expect(sink.connections - before).toBe(3);
    } finally {
      await desk.set({ mail_max_emails: 100 });
    }
  });

  it('keeps mails in files while `mail_suppress_send` is on', async () => {
    await desk.set({ mail_suppress_send: true });
    try {
      await desk.open({ author: robin });
      const [row] = await desk.settled();
      expect(row!.recipients).toMatchObject([{ state: 'sent', detail: expect.stringContaining('kept in') }]);
      expect(sink.mails).toEqual([]);
    } finally {
      await desk.set({ mail_suppress_send: false });
    }
    await desk.open({ author: robin });
    await desk.settled();
    expect(sink.mails).toHaveLength(1);
  });

  it('ends a recipient who is refused, and tries one again who is put off, while the others have theirs', async () => {
    const { ticketId } = await desk.open();
    await subscribe(ticketId, 'gone@example.net', 'busy@example.net');
    sink.recipients.set('gone@example.net', { code: 550, text: 'no such person' });
    sink.recipients.set('busy@example.net', { code: 451, text: 'try later' });
    await replyTo(ticketId);
    const [row] = await rowsBecome([
      {
        state: 'queued',
        attempts: 1,
        recipients: [
          { state: 'sent' },
          { state: 'failed', detail: '550 no such person' },
          { state: 'deferred', detail: '451 try later' },
        ],
      },
    ]);
    expect(Date.parse(row!.nextAttemptAt) - desk.clock.now().getTime()).toBe(MINUTE);
    sink.recipients.delete('busy@example.net');
    desk.pass(MINUTE);
    await rowsBecome([
      { state: 'sent', attempts: 2, recipients: [{ state: 'sent' }, { state: 'failed' }, { state: 'sent' }] },
    ]);
    expect(sink.mails.map(({ to }) => to)).toEqual([['Ada@example.com'], ['busy@example.net']]);
    expect(sink.mails[1]!.raw).toEqual(sink.mails[0]!.raw);
  });

  it.each([
    [550, 'failed'],
    [554, 'failed'],
    [451, 'queued'],
  ])('takes a %i of the only recipient, and of the mail itself, for what it is', async (code, state) => {
    sink.recipients.set('ada@example.com', { code });
    await desk.open({ author: robin });
    await rowsBecome([{ state, attempts: 1 }]);
    sink.recipients.clear();
    sink.afterData = { code };
    await desk.open({ author: robin });
    await rowsBecome([
      { state, attempts: 1 },
      { state, attempts: 1 },
    ]);
    expect(sink.mails).toEqual([]);
  });

  it('sends again what a broken line left open, byte for byte, and says that it was open', async () => {
    sink.dropAfterData = 1;
    await desk.open({ author: robin });
    await rowsBecome([{ state: 'queued', attempts: 1, recipients: [{ state: 'unknown' }] }]);
    desk.pass(MINUTE);
    await rowsBecome([{ state: 'sent', attempts: 2, recipients: [{ state: 'sent' }] }]);
    expect(sink.mails).toHaveLength(2);
    expect(sink.mails[1]!.raw).toEqual(sink.mails[0]!.raw);
  });

  it('leaves a server alone that does not answer, and takes no other mail there meanwhile', async () => {
    const { port, options } = sink;
    await sink.stop();
    await desk.open({ author: robin });
    await rowsBecome([{ state: 'queued', attempts: 1, recipients: [{ state: 'deferred' }] }]);
    await desk.open({ author: robin });
    await desk.composed();
    await rowsBecome([{ attempts: 1 }, { attempts: 0 }]);
    expect((await desk.the(MailboxStates).get(null)).sendError).toMatch(/ECONNREFUSED/);
    sink = await SmtpSink.start(options, port);
    desk.pass(MINUTE);
    expect(await rowsBecome([{ state: 'sent' }, { state: 'sent', attempts: 1 }])).toHaveLength(2);
    expect((await desk.the(MailboxStates).get(null)).sendError).toBeNull();
  });

  it('waits when its login is refused, uses up no attempt, and goes on when somebody says so', async () => {
    sink.options.auth!.password = 'another';
    await desk.restart({ SMTP_URL: sink.url.replace('another', 'right'), MAIL_FROM: 'help@fix.example' });
    await desk.open({ author: robin });
    await rowsBecome([{ state: 'queued', attempts: 0, lastError: expect.stringMatching(/535/) }]);
    expect(await desk.the(MailboxStates).get(null)).toMatchObject({
      pauseReason: expect.stringMatching(/535/),
    });
    expect((await desk.the(Readiness).details())['mail-out']).toEqual({
      queued: 1,
      sending: 0,
      oldestSeconds: 0,
      paused: 1,
      failing: 0,
    });
    const refused = sink.refusedLogins;
    await desk.open({ author: robin });
    desk.pass(24 * 60 * MINUTE);
    await desk.composed();
    await rowsBecome([{ attempts: 0 }, { attempts: 0, lastError: null }]);
    expect(sink.refusedLogins).toBe(refused);
    sink.options.auth!.password = 'right';
    const [first] = await desk.rows();
    await desk.the(OutboundMailsService).retry(SYSTEM, first!.id);
    await rowsBecome([
      { state: 'sent', attempts: 1 },
      { state: 'sent', attempts: 1 },
    ]);
    expect((await desk.the(MailboxStates).get(null)).pauseReason).toBeNull();
  });

  it('pauses a mailbox by itself, and goes on when the mailbox is changed', async () => {
    const own = await SmtpSink.start({ auth: { user: 'sales', password: 'secret' }, tls: 'implicit' });
    const outgoing = {
      type: 'smtp' as const,
      host: '127.0.0.1',
      port: own.port,
      tls: 'implicit' as const,
      user: 'sales',
      secret: 'wrong',
      allowSelfSigned: true,
    };
    const mailboxes = desk.the(MailboxesService);
    const input = { address: 'sales@fix.example', name: 'Sales', departmentId: desk.departmentId, outgoing };
    const { id } = await mailboxes.create(SYSTEM, input);
    await desk.open({ author: robin });
    await rowsBecome([
      { state: 'queued', attempts: 0, mailboxId: id, lastError: expect.stringMatching(/535/) },
    ]);
    expect(await desk.the(MailboxStates).get(id)).toMatchObject({
      pauseReason: expect.stringMatching(/535/),
    });
    expect((await desk.the(MailboxStates).get(null)).pauseReason).toBeNull();
    await mailboxes.update(SYSTEM, id, { outgoing: { ...outgoing, secret: 'secret' } });
    desk.pass(0);
    await rowsBecome([{ state: 'sent' }]);
    expect(own.mails).toMatchObject([{ from: 'sales@fix.example' }]);
    await mailboxes.remove(SYSTEM, id);
    await own.stop();
  });

  it('leaves at once when the server it waited for is changed', async () => {
    const own = await SmtpSink.start({ tls: 'implicit' });
    const away = {
      type: 'smtp' as const,
      host: '127.0.0.1',
      port: 9,
      tls: 'implicit' as const,
      allowSelfSigned: true,
    };
    const mailboxes = desk.the(MailboxesService);
    const input = {
      address: 'mended@fix.example',
      name: '',
      departmentId: desk.departmentId,
      outgoing: away,
    };
    const { id } = await mailboxes.create(SYSTEM, input);
    await desk.open({ author: robin });
    await rowsBecome([{ state: 'queued', attempts: 1, mailboxId: id }]);
    await mailboxes.update(SYSTEM, id, { outgoing: { ...away, port: own.port } });
    await rowsBecome([{ state: 'sent', attempts: 2 }]);
    await mailboxes.remove(SYSTEM, id);
    await own.stop();
  });

  it('checks the certificate of a server, unless told that it made its own', async () => {
    for (const tls of ['implicit', 'starttls'] as const) {
      const secure = await SmtpSink.start({ tls });
      await desk.restart({ SMTP_URL: secure.url });
      await desk.open({ author: robin });
      await rowsBecome([{ state: 'queued', lastError: expect.stringMatching(/self-signed/) }]);
      await desk.restart({ SMTP_URL: secure.url, SMTP_ALLOW_SELF_SIGNED: 'true' });
      desk.pass(MINUTE);
      await rowsBecome([{ state: 'sent' }]);
      expect(secure.mails).toHaveLength(1);
      await desk.clear();
      await secure.stop();
    }
    await desk.restart({ SMTP_URL: sink.url, MAIL_FROM: 'help@fix.example' });
  });

  describe('the mails of a ticket', () => {
    it('leave in order', async () => {
      const { ticketId } = await desk.open();
      let release = (): void => undefined;
      sink.hold = new Promise<void>((resolve) => (release = resolve));
      for (const number of ['one', 'two', 'three']) await replyTo(ticketId, `Number ${number}`);
      await rowsBecome([{ state: 'sending' }, { state: 'queued' }, { state: 'queued' }]);
      release();
      await desk.settled();
      expect(bodies()).toEqual(['Number one', 'Number two', 'Number three']);
    });

    it('wait for one that is put off, but not for ever, and do not hold up other tickets or people', async () => {
      const [first, second] = [await desk.open(), await desk.open()];
      sink.recipients.set('ada@example.com', { code: 451 });
      await replyTo(first.ticketId, 'Number one');
      await rowsBecome([{ state: 'queued', attempts: 1 }]);
      await subscribe(first.ticketId, 'bob@example.net');
      sink.recipients.clear();
      await replyTo(first.ticketId, 'Number two');
      await replyTo(second.ticketId, 'Number three');
      await rowsBecome([{ state: 'queued' }, { state: 'queued', attempts: 0 }, { state: 'sent' }]);
      await desk
        .the(Database)
        .transaction((tx) =>
          tx.query('update outbound_mails set nextAttemptAt = ? where attempts = 1 and state = ?', [
            new Date(desk.clock.now().getTime() + 300 * MINUTE),
            'queued',
          ]),
        );
      desk.pass(60 * MINUTE);
      await rowsBecome([{ state: 'queued' }, { state: 'sent' }, { state: 'sent' }]);
      desk.pass(240 * MINUTE);
      await desk.settled();
      expect(bodies()).toEqual(['Number three', 'Number two', 'Number one']);
    });

    it('do not wait for somebody who is put off while the others have theirs', async () => {
      const { ticketId } = await desk.open();
      await subscribe(ticketId, 'bob@example.net');
      sink.recipients.set('bob@example.net', { code: 452, text: 'mailbox full' });
      for (const number of ['one', 'two']) await replyTo(ticketId, `Number ${number}`);
      await rowsBecome([
        { state: 'queued', attempts: 1 },
        { state: 'queued', attempts: 1 },
      ]);
      expect(sink.mails.map(({ to }) => to)).toEqual([['Ada@example.com'], ['Ada@example.com']]);
      expect(bodies()).toEqual(['Number one', 'Number two']);
    });
  });

  it('leave once, whoever of several processes sends them', async () => {
    const other = await desk.another({ SMTP_URL: sink.url, MAIL_FROM: 'help@fix.example' });
    for (let mail = 0; mail < 30; mail += 1) await desk.open({ author: robin });
    await desk.settled();
    expect(new Set(sink.mails.map(idOf)).size).toBe(30);
    expect(sink.mails).toHaveLength(30);
    await other.get(Background).stop();
    await other.close();
  });

  // The embedded database has one process.
  it.each(flavour === 'sqlite' ? [] : ['other'])(
    'are written by the %s process as the desk has just been told: words, sender, copies',
    async () => {
      const other = await desk.another({ SMTP_URL: sink.url, MAIL_FROM: 'help@fix.example' });
      await desk.the(OutboxRelay).stop();
      const opened = async (): Promise<Record<string, string[]>[]> => {
        await desk.clear();
        await desk.open({ author: robin });
        other.get(OutboxRelay).wake();
        return (await desk.mails()).map(({ headers }) => headers);
      };
      const department = desk.the(DepartmentsService);
      const templates = desk.the(MailTemplatesService);
      onTestFinished(async () => {
        await department.update(SYSTEM, desk.departmentId, { newTicketCc: [] });
        await templates.reset(SYSTEM, 'staff_reply', 'en');
        for (const { id } of await desk.the(MailboxesService).list())
          await desk.the(MailboxesService).remove(SYSTEM, id);
        await other.get(Background).stop();
        await other.close();
        desk.the(OutboxRelay).start();
      });
      const [before] = await opened();
      expect(before!['subject']![0]).toContain('Printer on fire');
      const box = { address: 'it@fix.example', name: 'IT', departmentId: desk.departmentId };
      await desk.the(MailboxesService).create(SYSTEM, box);
      await templates.update(SYSTEM, 'staff_reply', 'en', { subject: 'News of {{number}}' });
      await department.update(SYSTEM, desk.departmentId, { newTicketCc: ['boss@fix.example'] });
      const [reply, copy] = await opened();
      expect(reply!['subject']).toEqual([expect.stringMatching(/^News of \d+/)]);
      expect(copy!['to']).toEqual([expect.stringContaining('boss@fix.example')]);
      for (const { from } of [reply!, copy!]) expect(from).toEqual(['IT <it@fix.example>']);
    },
  );

  it('are sent again under the same Message-ID when a process ends between the server and the database', async () => {
    let release = (): void => undefined;
    sink.hold = new Promise<void>((resolve) => (release = resolve));
    await desk.open({ author: robin });
    await vi.waitFor(() => expect(sink.held).toBe(1));
    // The claim of the process that hangs runs out; nobody renews it while its clock stands still.
    desk.clock.move(MINUTE);
    sink.hold = undefined;
    const other = await desk.another({ SMTP_URL: sink.url, MAIL_FROM: 'help@fix.example' });
    await rowsBecome([{ state: 'sent', attempts: 2 }]);
    release();
    await vi.waitFor(() => expect(sink.mails).toHaveLength(2));
    expect(sink.mails[1]!.raw).toEqual(sink.mails[0]!.raw);
    await vi.waitFor(() => expect(desk.logged.join()).toContain('taken over'));
    expect(await desk.rows()).toMatchObject([{ state: 'sent', attempts: 2 }]);
    await other.get(Background).stop();
    await other.close();
  });

  it('are cancelled and tried again by hand', async () => {
    sink.recipients.set('ada@example.com', { code: 451 });
    await desk.open({ author: robin });
    const [{ id }] = (await rowsBecome([{ state: 'queued', attempts: 1 }])) as [OutboundMailRow];
    const mails = desk.the(OutboundMailsService);
    expect(await mails.cancel(SYSTEM, id)).toMatchObject({
      state: 'cancelled',
      recipients: [{ state: 'cancelled' }],
    });
    await expect(mails.cancel(SYSTEM, id)).rejects.toMatchObject({ code: 'outbound_mail.settled' });
    sink.recipients.clear();
    expect(await mails.retry(SYSTEM, id)).toMatchObject({ attempts: expect.any(Number) });
    await rowsBecome([{ state: 'sent', attempts: 1 }]);
    await expect(mails.retry(SYSTEM, id)).rejects.toMatchObject({ code: 'outbound_mail.settled' });
    expect(sink.mails).toHaveLength(1);
  });

  it('are marked by the report that comes back', async () => {
    const { ticketId } = await desk.open();
    await subscribe(ticketId, 'bob@example.net');
    await replyTo(ticketId);
    const [row] = await desk.settled();
    const bounced = (address?: string, id = row!.internetMessageId) =>
      desk
        .the(Database)
        .transaction((tx) => desk.the(OutboundMailsService).bounced(tx, id, address, '550 5.1.1 gone'));
    expect(await bounced(undefined, '<other@example.net>')).toBeUndefined();
    expect(await bounced('BOB@example.net')).toEqual({ mailId: row!.id, ticketId, toStaff: false });
    expect(await desk.rows()).toMatchObject([
      { state: 'sent', recipients: [{ state: 'sent' }, { state: 'bounced', detail: '550 5.1.1 gone' }] },
    ]);
    await bounced('ada@example.com');
    expect(await desk.rows()).toMatchObject([{ state: 'failed', lastError: '550 5.1.1 gone' }]);
  });

  it('are signed for the domains that have a key, and stay signed as they are', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const file = join(desk.fresh.dataDir, 'dkim.pem');
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const env = { SMTP_URL: sink.url, DKIM_DOMAINS: 'fix.example', DKIM_SELECTOR: 'k1', DKIM_KEY_FILE: file };
    await desk.restart({ ...env, MAIL_FROM: 'help@fix.example' });
    await desk.open({ author: robin });
    await desk.settled();
    await desk.restart({ ...env, MAIL_FROM: 'help@other.example' });
    await desk.open({ author: robin });
    await desk.settled();
    const signatures = sink.mails.map(({ raw }) => readMail(raw).headers['dkim-signature']?.[0]);
    expect(signatures).toEqual([expect.stringMatching(/d=fix\.example;.*s=k1;/), undefined]);
    await desk.restart({ SMTP_URL: sink.url, MAIL_FROM: 'help@fix.example' });
  });

  it('are kept as they were sent for so many days, and on record after that', async () => {
    await desk.open({ author: robin });
    const [row] = await desk.settled();
    sink.recipients.set('ada@example.com', { code: 451 });
    await desk.open({ author: robin });
    const [, owed] = await rowsBecome([{}, { state: 'queued', attempts: 1 }]);
    desk.clock.move(90 * 24 * 60 * MINUTE + 1);
    await desk.the(RawMailPurge).run(OUTBOUND_RAW, new AbortController().signal);
    const mails = desk.the(OutboundMailsService);
    await expect(mails.raw(row!.id)).rejects.toMatchObject({ code: 'outbound_mail.raw_gone' });
    await expect(mails.retry(SYSTEM, row!.id)).rejects.toMatchObject({ code: 'outbound_mail.raw_gone' });
    await expect(desk.the(RawMails).open(row!.sha256)).rejects.toThrow('not in the storage');
    expect(await mails.get(row!.id)).toMatchObject({ state: 'sent', subject: row!.subject });
    expect((await mails.raw(owed!.id)).content.destroy().destroyed).toBe(true);
  });

  it('are none about a note, also where people subscribe', async () => {
    const { ticketId } = await desk.open();
    await subscribe(ticketId, 'bob@example.net');
    await desk.reply(
      ticketId,
      { author: robin, visibility: 'internal', body: 'He is difficult.' },
      staffActor(robin),
    );
    expect(await desk.settled()).toEqual([]);
  });
});
