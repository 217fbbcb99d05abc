import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppModule } from '../../../src/app.module.js';
import { ContentMissing, ContentTooLarge } from '../../../src/attachments/storage/storage.js';
import { SYSTEM } from '../../../src/common/actor.js';
import { Clock } from '../../../src/common/clock.js';
import { readEnvironment } from '../../../src/config/environment.js';
import { Database } from '../../../src/database/database.js';
import { DepartmentsService } from '../../../src/departments/departments.service.js';
import { Readiness } from '../../../src/http/readiness.js';
import { MailReferences } from '../../../src/mailboxes/mail-references.js';
import { MailboxStates } from '../../../src/mailboxes/mailbox-states.service.js';
import type { Mailbox } from '../../../src/mailboxes/mailbox.entity.js';
import type { MailboxInput } from '../../../src/mailboxes/mailbox.input.js';
import { MailboxDirectory } from '../../../src/mailboxes/mailbox-directory.js';
import { MailboxesService } from '../../../src/mailboxes/mailboxes.service.js';
import { RawMails } from '../../../src/mailboxes/raw-mails.js';
import { TicketsService } from '../../../src/tickets/tickets.service.js';
import { FLAVOURS, freshDatabase, type FreshDatabase } from '../../support/database.js';
import { MovedClock } from '../../support/moved-clock.js';

const SECRET = 'a secret of a mail server';

describe.each(FLAVOURS)('mailboxes on %s', (flavour) => {
  let fresh: FreshDatabase;
  let desk: TestingModule;
  const clock = new MovedClock();
  const the = <T>(service: abstract new (...args: never[]) => T): T =>
    desk.get<T>(service, { strict: false });
  const query = <T>(sql: string, parameters?: unknown[]): Promise<T[]> =>
    the(Database).query<T>(sql, parameters);

  const start = async (APP_SECRET: string): Promise<TestingModule> => {
    const { dataDir, databaseUrl } = fresh;
    const config = readEnvironment({
      DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      APP_SECRET,
      DIALECTS: '',
    });
    const module = await Test.createTestingModule({ imports: [AppModule.with(config)] })
      .overrideProvider(Clock)
      .useValue(clock)
      .compile();
    return module.init();
  };
  beforeAll(async () => {
    fresh = await freshDatabase(flavour);
    desk = await start('a secret of the test run, 32 characters or more');
  });
  afterAll(async () => {
    await desk.close();
    await fresh.remove();
  });

  const department = async (): Promise<number> =>
    (await the(DepartmentsService).create(SYSTEM, { name: 'A department' })).id;
  let serial = 0;
  const create = async (input: Partial<MailboxInput> = {}): Promise<Mailbox> =>
    the(MailboxesService).create(SYSTEM, {
      address: `Box${(serial += 1)}@Desk.Example`,
      name: 'Box',
      departmentId: input.departmentId ?? (await department()),
      ...input,
    });

  it('keep their secrets sealed, out of the history, and open them for those who sign in', async () => {
    const mailbox = await create({
      incoming: { type: 'imap', host: 'mail.example', user: 'box', secret: SECRET },
      outgoing: { type: 'smtp', host: 'mail.example', user: 'box', secret: `${SECRET} too` },
    });
    await the(MailboxesService).update(SYSTEM, mailbox.id, { incoming: { secret: `${SECRET} anew` } });
    const rows = await query('select * from mailboxes');
    const history = await query<{ details: string }>("select * from events where resource = 'mailbox'");
    for (const written of [rows, history]) expect(JSON.stringify(written)).not.toContain(SECRET);
    expect(JSON.parse(history.at(-1)!.details)).toEqual({ changes: {}, secrets: ['incoming'] });
    const changed = await the(MailboxesService).get(mailbox.id);
    expect(the(MailboxesService).secrets(changed)).toEqual({
      incoming: `${SECRET} anew`,
      outgoing: `${SECRET} too`,
    });
    const moved = { imapSecret: `v1:${'A'.repeat(60)}`, smtpSecret: null };
    expect(() => the(MailboxesService).secrets(moved)).toThrow('cannot be opened');
  });

  it('are found by their address in any spelling, and by any plus-address of it', async () => {
    const { id, address } = await create();
    const plus = await create({ address: address.replace('@', '+sales@') });
    const found = async (text: string): Promise<number | undefined> =>
      (await the(MailboxDirectory).byAddress(text))?.id;
    expect(await found(address.toUpperCase())).toBe(id);
    expect(await found(address.replace('@', '+12.token@'))).toBe(id);
    expect(await found(address.replace('@', '+SALES@'))).toBe(plus.id);
    expect(await found(`x${address}`)).toBeUndefined();
    expect(await found('no address')).toBeUndefined();
  });

  it('speak for their department: its default, its first, or that of the desk', async () => {
    const [one, two] = [await department(), await department()];
    const desks = await create({ isDefault: true });
    const speaker = async (id: number): Promise<number | undefined> =>
      (await the(MailboxDirectory).forDepartment(id))?.id;
    expect(await speaker(one)).toBe(desks.id);
    const first = await create({ departmentId: one });
    const second = await create({ departmentId: one });
    expect([await speaker(one), await speaker(two)]).toEqual([first.id, desks.id]);
    await the(MailboxesService).update(SYSTEM, first.id, { active: false });
    expect(await speaker(one)).toBe(second.id);
    const third = await create({ departmentId: one, isDefault: true });
    expect([await speaker(one), await speaker(two)]).toEqual([third.id, third.id]);
    await the(MailboxesService).remove(SYSTEM, third.id);
    expect([await speaker(one), await speaker(two)]).toEqual([second.id, undefined]);
  });

  describe('in their state', () => {
    const states = (): MailboxStates => the(MailboxStates);

    it('show the last success, the lag, and since when polling fails', async () => {
      const { id } = await create();
      expect(await states().get(id)).toMatchObject({ lastSuccessAt: null, error: null, lagSeconds: null });
      await states().incomingSucceeded(id, new Date('2026-11-22T12:00:00Z'), 3.6);
      await states().incomingFailed(id, new Date('2026-11-22T12:01:00Z'), 'first');
      await states().incomingFailed(id, new Date('2026-11-22T12:02:00Z'), `second ${'x'.repeat(5_000)}`);
      const failing = await states().get(id);
      expect(failing).toMatchObject({
        lastSuccessAt: new Date('2026-11-22T12:00:00Z'),
        lagSeconds: 4,
        since: new Date('2026-11-22T12:01:00Z'),
      });
      expect(failing.error).toMatch(/^second x+$/);
      await states().incomingSucceeded(id, new Date('2026-11-22T12:03:00Z'));
      expect(await states().get(id)).toMatchObject({ lagSeconds: 4, error: null, since: null });
    });

    it('stop sending until somebody sees to it, each for itself and the desk as a whole', async () => {
      const { id } = await create({ outgoing: { type: 'smtp', host: 'mail.example' } });
      for (const one of [id, null]) {
        await states().outgoingSucceeded(one);
        await states().outgoingPaused(one, 'wrong password');
        clock.move(1_000);
        await states().outgoingPaused(one, 'wrong password still');
        const paused = await states().get(one);
        expect(paused).toMatchObject({ pauseReason: 'wrong password still', sentAt: expect.any(Date) });
        expect(clock.now().getTime() - paused.pausedSince!.getTime()).toBe(1_000);
      }
      await the(MailboxesService).update(SYSTEM, id, { outgoing: { port: 26 } });
      expect(await states().get(id)).toMatchObject({ pauseReason: null, pausedSince: null });
      await states().resumeOutgoing(null);
      expect((await states().get(null)).pauseReason).toBeNull();
    });

    it('have none any more when they are gone', async () => {
      const { id } = await create();
      await states().incomingFailed(id, clock.now(), 'before');
      await the(MailboxesService).remove(SYSTEM, id);
      await states().incomingFailed(id, clock.now(), 'a poll that ended late');
      expect((await states().all()).map(({ mailboxId }) => mailboxId)).not.toContain(id);
    });

    it('are told to operators, and never a reason against serving', async () => {
      const incoming = { type: 'imap', host: 'mail.example', user: 'box', secret: SECRET } as const;
      const [good, bad] = [await create({ incoming }), await create({ incoming })];
      for (const { id } of await the(MailboxesService).list())
        if (id !== good.id && id !== bad.id)
          await the(MailboxesService).update(SYSTEM, id, { active: false });
      await states().incomingSucceeded(good.id, clock.now(), 2);
      await states().incomingFailed(bad.id, clock.now(), 'wrong password');
      clock.move(90_000);
      expect((await the(Readiness).details())['mailboxes']).toEqual({
        polled: 2,
        failing: 1,
        oldestSuccessSeconds: 90,
        lagSeconds: 2,
      });
    });
  });

  it('remember which tickets a Message-ID was seen in, until those are gone', async () => {
    const departmentId = await department();
    const open = async (): Promise<number> =>
      (
        await the(TicketsService).open(SYSTEM, {
          departmentId,
          subject: 'x',
          body: 'x',
          format: 'text',
        })
      ).ticketId;
    const [one, two] = [await open(), await open()];
    const references = the(MailReferences);
    await the(Database).transaction(async (tx) => {
      await references.add(tx, '<a@example.org>', one);
      await references.add(tx, ' <a@exam\r\n ple.org>', one);
      await references.add(tx, '<a@example.org>', two);
      await references.add(tx, '<b@example.org>', two);
    });
    const asked = ['a@example.org', '<b@example.org>', '<A@example.org>', '<c@example.org>'];
    expect(await references.ticketsOf(asked)).toEqual(
      new Map([
        ['a@example.org', [one, two]],
        ['<b@example.org>', [two]],
      ]),
    );
    await the(Database).transaction<unknown>((tx) => tx.query('delete from tickets where id = ?', [one]));
    expect((await references.ticketsOf(asked)).get('a@example.org')).toEqual([two]);
    expect(await references.ticketsOf([])).toEqual(new Map());
  });

  it('keep raw mails for as long as somebody names them', async () => {
    const rawMails = the(RawMails);
    const named = new Set<string>();
    rawMails.namedBy(async (sha256) => named.has(sha256));
    const stage = (content: string, maxBytes = 100) =>
      rawMails.stage(Readable.from([Buffer.from(content)]), { maxBytes });
    const kept = await stage('a mail that is kept');
    const refused = await stage('a mail that is refused');
    await rawMails.keep(kept);
    named.add(kept.sha256);
    await rawMails.release(kept);
    await rawMails.release(refused);
    expect(await text(await rawMails.open(kept.sha256))).toBe('a mail that is kept');
    await expect(rawMails.open(refused.sha256)).rejects.toThrow(ContentMissing);
    await rawMails.remove(kept.sha256);
    expect(await text(await rawMails.open(kept.sha256))).toBe('a mail that is kept');
    named.clear();
    await rawMails.remove(kept.sha256);
    await expect(rawMails.open(kept.sha256)).rejects.toThrow(ContentMissing);
    await expect(stage('x'.repeat(101))).rejects.toThrow(ContentTooLarge);
    expect(readdirSync(join(fresh.dataDir, 'storage', 'mails', 'incoming'))).toEqual([]);
  });
});
