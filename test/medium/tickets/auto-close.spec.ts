import { Test, type TestingModule } from '@nestjs/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AppModule } from '../../../src/app.module.js';
import { SYSTEM, type Actor } from '../../../src/common/actor.js';
import { Clock } from '../../../src/common/clock.js';
import { readEnvironment } from '../../../src/config/environment.js';
import { readCounters } from '../../../src/database/counters.js';
import { Database } from '../../../src/database/database.js';
import { DepartmentsService } from '../../../src/departments/departments.service.js';
import { EscalationExclusionsService } from '../../../src/departments/escalation-exclusions.service.js';
import { SettingsService } from '../../../src/settings/settings.service.js';
import { AutoCloseService } from '../../../src/tickets/auto-close.service.js';
import { DeadlinesService } from '../../../src/tickets/deadlines.service.js';
import { EscalationService } from '../../../src/tickets/escalation.service.js';
import { HistoryService } from '../../../src/tickets/history.service.js';
import { TicketsQueries, type TicketRow } from '../../../src/tickets/tickets.queries.js';
import { TicketsService, type Opening, type TicketChange } from '../../../src/tickets/tickets.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { FLAVOURS, freshDatabase, type FreshDatabase } from '../../support/database.js';
import { MovedClock } from '../../support/moved-clock.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const AUTOCLOSE = 96 * HOUR;
const OVERDUE = 48 * HOUR;
const permissions: ReadonlySet<string> = new Set();
const TOKEN: Actor = { kind: 'token', id: 1, name: 'script', permissions };
const signal = new AbortController().signal;

describe.each(FLAVOURS)('tickets that time does something to, on %s', (flavour) => {
  let fresh: FreshDatabase;
  let desk: TestingModule;
  let startAnother: () => Promise<TestingModule>;
  let departmentId: number;
  let user: Actor & { kind: 'user' };
  const clock = new MovedClock();
  const the = <T>(service: abstract new (...args: never[]) => T): T =>
    desk.get<T>(service, { strict: false });

  beforeAll(async () => {
    fresh = await freshDatabase(flavour);
    const config = readEnvironment({
      DATA_DIR: fresh.dataDir,
      DATABASE_URL: fresh.databaseUrl,
      APP_SECRET: 'a secret of the test run, 32 characters or more',
      DIALECTS: '',
    });
    startAnother = async () => {
      const module = await Test.createTestingModule({ imports: [AppModule.with(config)] })
        .overrideProvider(Clock)
        .useValue(clock)
        .compile();
      await module.init();
      return module;
    };
    desk = await startAnother();
    departmentId = (await the(DepartmentsService).create(SYSTEM, { name: 'Support' })).id;
    const { id } = await the(UsersService).create(SYSTEM, { fullName: 'Ulla', email: 'ulla@example.org' });
    user = { kind: 'user', id, name: 'Ulla', permissions };
  });
  afterEach(() => settings({ ticket_autoclose: 96, ticket_autoclose_mail: false, overdue_time: 48 }));
  afterAll(async () => {
    await desk?.close();
    await fresh.remove();
  });

  const settings = (values: Record<string, unknown>) =>
    the(Database).transaction((tx) => the(SettingsService).change(tx, values));
  const get = (id: number): Promise<TicketRow> => the(TicketsQueries).get(SYSTEM, id);
  const change = (id: number, what: TicketChange) => the(TicketsService).change(TOKEN, id, what);
  const reply = (actor: Actor, id: number) =>
    the(TicketsService).reply(actor, id, { body: 'A reply.', format: 'text' });

  async function opened(dueAt: Date | null = null): Promise<number> {
    const opening = { departmentId, subject: 'A subject', body: 'A body.', format: 'text' as const, dueAt };
    return (await the(TicketsService).open(TOKEN, { ...opening, requesterId: user.id })).ticketId;
  }

  async function answered(): Promise<number> {
    const id = await opened();
    await reply(TOKEN, id);
    return id;
  }

  describe('answered ones', () => {
    const run = () => the(AutoCloseService).run(signal);
    const owed = async (id: number): Promise<number> => {
      const rows = await the(Database).query<{ payload: string }>(
        "select payload from outbox where topic = 'ticket.changed'",
      );
      return rows.filter(({ payload }) => JSON.parse(payload).ticketId === id).length;
    };

    it('close when nothing was done to them for so many hours, and not before', async () => {
      const id = await answered();
      clock.move(AUTOCLOSE - 1);
      await run();
      expect(await get(id)).toMatchObject({ status: 'answered', version: 2 });
      clock.move(1);
      await run();
      expect(await get(id)).toMatchObject({
        status: 'closed',
        version: 3,
        updatedAt: clock.now().toISOString(),
      });
      const { items } = await the(HistoryService).ofTicket(SYSTEM, id, { limit: 100 });
      expect(items.at(-1)).toMatchObject({
        type: 'ticket.closed',
        actor: { kind: 'system' },
        changes: { status: ['answered', 'closed'] },
      });
      expect(await owed(id)).toBe(0);
    });

    it('stay while they are on hold, or when the desk says so', async () => {
      const [held, kept] = [await answered(), await answered()];
      await change(held, { onHold: true });
      clock.move(2 * AUTOCLOSE);
      await settings({ ticket_autoclose: 0 });
      await run();
      expect((await get(kept)).status).toBe('answered');
      await settings({ ticket_autoclose: 96 });
      await run();
      expect([(await get(held)).status, (await get(kept)).status]).toEqual(['answered', 'closed']);
      await change(held, { onHold: false });
    });

    it('close however many they are, and their counters with them', async () => {
      const ids: number[] = [];
      for (let count = 0; count < 45; count += 1) ids.push(await answered());
      const before = await readCounters(the(Database), 'tickets/');
      clock.move(2 * AUTOCLOSE);
      await run();
      const statuses = await Promise.all(ids.map(async (id) => (await get(id)).status));
      expect(new Set(statuses)).toEqual(new Set(['closed']));
      const after = await readCounters(the(Database), 'tickets/');
      const [open, closed] = ['answered', 'closed'].map((status) => `tickets/${departmentId}/${status}`);
      expect(after.get(open!)).toBe(0);
      expect(after.get(closed!)).toBe((before.get(closed!) ?? 0) + before.get(open!)!);
    });

    it('owe a mail when the desk says so', async () => {
      const id = await answered();
      clock.move(AUTOCLOSE);
      await settings({ ticket_autoclose_mail: true });
      await run();
      expect(await owed(id)).toBe(1);
    });

    it('are never closed over a reply that comes at the same moment', async () => {
      const ids: number[] = [];
      for (let count = 0; count < 20; count += 1) ids.push(await answered());
      clock.move(AUTOCLOSE);
      await Promise.all([run(), ...ids.map((id) => reply(user, id)), run()]);
      const tickets = await Promise.all(ids.map(get));
      for (const { status } of tickets) expect(['awaiting_reply', 'reopened']).toContain(status);
      expect(tickets.every(({ replyCount }) => replyCount === 2)).toBe(true);
    });
  });

  describe('those that nothing moves', () => {
    let escalating: number;
    beforeAll(async () => {
      const department = { name: 'Escalating', escalateDays: 2 };
      escalating = (await the(DepartmentsService).create(SYSTEM, department)).id;
    });
    afterEach(() => settings({ escalation_notify_only: false }));

    const run = (of = desk) => of.get(EscalationService, { strict: false }).run(signal);
    const open = async (more: Partial<Opening> = {}): Promise<number> => {
      const opening = {
        departmentId: escalating,
        subject: 'A subject',
        body: 'A body.',
        format: 'text' as const,
      };
      return (await the(TicketsService).open(TOKEN, { ...opening, ...more })).ticketId;
    };
    const escalations = async (id: number): Promise<object[]> => {
      const { items } = await the(HistoryService).ofTicket(SYSTEM, id, { limit: 100 });
      return items.filter(({ type }) => type === 'ticket.escalated');
    };
    const told = async (id: number): Promise<number> => {
      const rows = await the(Database).query<{ payload: string }>(
        "select payload from outbox where topic = 'ticket.changed'",
      );
      const payloads = rows.map(({ payload }) => JSON.parse(payload) as { ticketId: number; action: string });
      return payloads.filter(({ ticketId, action }) => ticketId === id && action === 'escalated').length;
    };
    const priorities = async (...ids: number[]): Promise<number[]> =>
      Promise.all(ids.map(async (id) => (await get(id)).priority));

    it('are escalated by one step after the days of their department, and again after as many, up to the top', async () => {
      const [id, elsewhere] = [await open({ priority: 'high' }), await open({ departmentId })];
      clock.move(2 * DAY - 1);
      await run();
      expect(await get(id)).toMatchObject({ priority: 2, version: 1, lastEscalatedAt: null });
      clock.move(1);
      await run();
      await run();
      const now = clock.now().toISOString();
      expect(await get(id)).toMatchObject({ priority: 1, version: 2, lastEscalatedAt: now, updatedAt: now });
      expect(await escalations(id)).toEqual([
        expect.objectContaining({
          actor: expect.objectContaining({ kind: 'system' }),
          changes: { priority: [2, 1] },
          details: { days: 2 },
        }),
      ]);
      expect(await told(id)).toBe(1);
      clock.move(4 * DAY);
      await run();
      expect(await priorities(id, elsewhere)).toEqual([1, 3]);
      expect(await escalations(id)).toHaveLength(1);
    });

    it('begin anew with whatever is done to them; held, finished ones and those of other departments stay', async () => {
      const [moved, held, resolved, closed, duplicate, left] = (await Promise.all(
        Array.from({ length: 6 }, () => open()),
      )) as [number, number, number, number, number, number];
      await change(held, { onHold: true });
      for (const [id, status] of [
        [resolved, 'resolved'],
        [closed, 'closed'],
        [duplicate, 'duplicate'],
      ] as const)
        await change(id, { status });
      await change(left, { departmentId });
      clock.move(DAY);
      await reply(TOKEN, moved);
      clock.move(DAY);
      await run();
      const all = [moved, held, resolved, closed, duplicate, left];
      expect(await priorities(...all)).toEqual([3, 3, 3, 3, 3, 3]);
      await change(held, { onHold: false });
      await change(closed, { status: 'open' });
      clock.move(DAY);
      await run();
      expect(await priorities(...all)).toEqual([2, 3, 3, 3, 3, 3]);
      clock.move(DAY);
      await run();
      expect(await priorities(...all)).toEqual([2, 2, 3, 2, 3, 3]);
    });

    it('wait over days that are excluded, everywhere or in their department', async () => {
      const other = (await the(DepartmentsService).create(SYSTEM, { name: 'Other', escalateDays: 2 })).id;
      const [here, there] = [await open(), await open({ departmentId: other })];
      const day = (inDays: number): string =>
        new Date(clock.now().getTime() + inDays * DAY).toISOString().slice(0, 10);
      const exclusions = the(EscalationExclusionsService);
      await exclusions.create(SYSTEM, { name: 'Here', date: day(1), departmentId: escalating });
      const everywhere = await exclusions.create(SYSTEM, { name: 'Everywhere', date: day(3) });
      clock.move(2 * DAY);
      await run();
      expect(await priorities(here, there)).toEqual([3, 2]);
      clock.move(DAY);
      await run();
      // It would be due, but nothing is escalated today.
      expect(await priorities(here, there)).toEqual([3, 2]);
      await exclusions.delete(SYSTEM, everywhere.id);
      await run();
      expect(await priorities(here, there)).toEqual([2, 2]);
    });

    it('are only told of where the desk says so, once in as many days', async () => {
      const id = await open();
      await settings({ escalation_notify_only: true });
      clock.move(2 * DAY);
      await run();
      await run();
      expect(await get(id)).toMatchObject({ priority: 3, version: 1, lastEscalatedAt: null });
      expect(await escalations(id)).toEqual([]);
      expect(await told(id)).toBe(1);
      clock.move(2 * DAY);
      await run();
      expect(await told(id)).toBe(2);
    });

    it('are escalated once, however many they are and whoever runs', async () => {
      const ids: number[] = [];
      for (let count = 0; count < 45; count += 1) ids.push(await open());
      clock.move(2 * DAY);
      const another = flavour === 'sqlite' ? desk : await startAnother();
      await Promise.all([run(), run(another), run(), run(another)]);
      if (another !== desk) await another.close();
      expect(new Set(await priorities(...ids))).toEqual(new Set([2]));
      const events = await Promise.all(ids.map(escalations));
      expect(events.every(({ length }) => length === 1)).toBe(true);
      expect(await Promise.all(ids.map(told))).toEqual(ids.map(() => 1));
    });
  });

  describe('those that wait for the desk', () => {
    it('are overdue so long after the last word, until somebody answers', async () => {
      const id = await opened();
      clock.move(OVERDUE - 1);
      expect(await get(id)).toMatchObject({ overdue: false });
      clock.move(1);
      expect(await get(id)).toMatchObject({ overdue: true, overdueAt: clock.now().toISOString() });
      await reply(TOKEN, id);
      expect(await get(id)).toMatchObject({ overdue: false, overdueAt: null });
      await reply(user, id);
      clock.move(OVERDUE);
      expect(await get(id)).toMatchObject({ status: 'awaiting_reply', overdue: true });
    });

    it('are overdue by their due date where they have one, and never on hold', async () => {
      const id = await opened(new Date(clock.now().getTime() + 30 * DAY));
      clock.move(30 * DAY - 1);
      expect(await get(id)).toMatchObject({ overdue: false });
      clock.move(1);
      expect(await get(id)).toMatchObject({ overdue: true });
      await change(id, { onHold: true });
      expect(await get(id)).toMatchObject({ overdue: false, overdueAt: null });
      await change(id, { onHold: false, dueAt: null });
      expect(await get(id)).toMatchObject({ overdue: true });
    });

    it('follow a change of the setting; so do those that had no deadline before an upgrade', async () => {
      const [id, due, old] = [
        await opened(),
        await opened(new Date(clock.now().getTime() + DAY)),
        await opened(),
      ];
      await the(Database).transaction((tx) =>
        tx.query('update tickets set overdueAt = null where id = ?', [old]),
      );
      await settings({ overdue_time: 2 });
      await the(DeadlinesService).run(signal);
      clock.move(2 * HOUR);
      const flags = await Promise.all([id, due, old].map(async (one) => (await get(one)).overdue));
      expect(flags).toEqual([true, false, true]);
      expect((await get(id)).version).toBe(1);
    });
  });
});
