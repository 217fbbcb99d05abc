import { Test, type TestingModule } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CountersPlanTallies20261128150002 } from '../../../migrations/20261128150002-counters__plan-tallies.ts';
import { AppModule } from '../../../src/app.module.js';
import { SYSTEM, type Actor } from '../../../src/common/actor.js';
import { Clock } from '../../../src/common/clock.js';
import { AppError } from '../../../src/common/errors.js';
import { readEnvironment } from '../../../src/config/environment.js';
import { Database } from '../../../src/database/database.js';
import { DepartmentsService } from '../../../src/departments/departments.service.js';
import { ReportsService } from '../../../src/reports/reports.service.js';
import { StaffService } from '../../../src/staff-auth/staff.service.js';
import { AutoCloseService } from '../../../src/tickets/auto-close.service.js';
import { MessageEditsService } from '../../../src/tickets/message-edits.service.js';
import { MessageMovesService } from '../../../src/tickets/message-moves.service.js';
import { RemovalsService } from '../../../src/tickets/removals.service.js';
import { StaffRemovalsService } from '../../../src/tickets/staff-removals.service.js';
import { TalliesRepairService } from '../../../src/tickets/tallies-repair.service.js';
import { HAND_ACTIONS, TicketActionsService } from '../../../src/tickets/ticket-actions.service.js';
import { TicketMergesService } from '../../../src/tickets/ticket-merges.service.js';
import { firstResponseOf } from '../../../src/tickets/first-response.js';
import { Ticket } from '../../../src/tickets/ticket.entity.js';
import { TICKET_STATUSES } from '../../../src/tickets/ticket.states.js';
import { TicketsService } from '../../../src/tickets/tickets.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { FLAVOURS, freshDatabase, type FreshDatabase } from '../../support/database.js';
import { MovedClock } from '../../support/moved-clock.js';

const permissions: ReadonlySet<string> = new Set();
const TOKEN: Actor = { kind: 'token', id: 1, name: 'script', permissions };
const OPERATIONS = 220;
const HOUR_MS = 3_600_000;

describe.each(FLAVOURS)('the sums that reports are read from, on %s', (flavour) => {
  let fresh: FreshDatabase;
  let desk: TestingModule;
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
    desk = await Test.createTestingModule({ imports: [AppModule.with(config)] })
      .overrideProvider(Clock)
      .useValue(clock)
      .compile();
    await desk.init();
  });
  afterAll(async () => {
    await desk?.close();
    await fresh.remove();
  });

  /** Numbers from 0 up to 1 that are the same in every run. */
  let state = 20_261_128;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const idsIn = async (table: string): Promise<number[]> =>
    (await the(Database).query<{ id: number }>(`select id from ${table} order by id`)).map(({ id }) => id);
  const sums = (): Promise<unknown[]> =>
    the(Database).query(
      `select * from tallies where number <> 0 or amount <> 0
       order by measure, grain, startMinute, departmentId, staffId, class`,
    );

  const people: Actor[] = [TOKEN];
  async function staff(username: string): Promise<Actor & { kind: 'staff' }> {
    const account = { username, fullName: username, email: `${username}@example.com`, departmentIds: [] };
    const { id } = await the(StaffService).create(SYSTEM, { ...account, role: 'admin' } as never);
    return { kind: 'staff', id, name: username, role: 'admin', departmentIds: [], permissions };
  }

  async function operate(departments: readonly number[]): Promise<unknown> {
    const actor = oneOf(people);
    const minutes = oneOf([0, 0, 7, 25]);
    const ticketId = oneOf(await idsIn('tickets'));
    const [messageId, departmentId] = [oneOf(await idsIn('messages')), oneOf(departments)];
    const assigneeId = oneOf(people.filter(({ kind }) => kind === 'staff')).id!;
    const words = { body: 'Words.', format: 'text', minutes } as const;
    const tickets = the(TicketsService);
    const open = (): Promise<unknown> =>
      tickets.open(actor, { ...words, departmentId, subject: 'A', assigneeId: oneOf([null, assigneeId]) });
    if (ticketId === undefined) return open();
    switch (Math.floor(random() * 12)) {
      case 0:
      case 1:
        return open();
      case 2:
      case 3:
        return tickets.reply(actor, ticketId, {
          ...words,
          visibility: oneOf(['public', 'internal']),
          status: oneOf([undefined, undefined, ...TICKET_STATUSES]),
        });
      case 4:
      case 5:
        return the(TicketActionsService).act(actor, ticketId, oneOf(HAND_ACTIONS), {
          assigneeId,
          departmentId,
          minutes,
        });
      case 6:
        return the(TicketMergesService).merge(actor, ticketId, {
          intoTicketId: oneOf(await idsIn('tickets')),
          minutes,
        });
      case 7:
        return the(MessageEditsService).edit(actor, messageId, { minutes });
      case 8:
        return the(MessageEditsService).delete(actor, messageId);
      case 9:
        return the(Database).transaction((tx) =>
          the(MessageMovesService).move(tx, actor, messageId, ticketId),
        );
      case 10:
        return tickets.change(actor, ticketId, {
          status: oneOf(TICKET_STATUSES),
          assigneeId: oneOf([undefined, null, assigneeId]),
          departmentId: oneOf([undefined, departmentId]),
        });
      default:
        return random() < 0.5
          ? the(RemovalsService).removeTicket(actor, ticketId)
          : the(AutoCloseService).run(AbortSignal.timeout(60_000));
    }
  }

  it('are what a recount finds, whatever was done', async () => {
    const departments: number[] = [];
    for (const name of ['Alpha', 'Beta', 'Gamma'])
      departments.push((await the(DepartmentsService).create(SYSTEM, { name })).id);
    for (const name of ['ann', 'ben', 'cleo']) people.push(await staff(name));
    const user = await the(UsersService).create(SYSTEM, { fullName: 'U', email: 'u@example.org' });
    let done = 0;
    for (let at = 0; at < OPERATIONS; at += 1) {
      clock.move(Math.floor(random() * 9 * HOUR_MS));
      await operate(departments).then(
        () => (done += 1),
        (error: unknown) => {
          if (!(error instanceof AppError)) throw error;
        },
      );
    }
    expect(done).toBeGreaterThan(OPERATIONS / 2);
    await the(TicketsService).open(TOKEN, {
      departmentId: departments[0]!,
      subject: 'Of a user who goes',
      body: 'Words.',
      format: 'text',
      requesterId: user.id,
      minutes: 3,
    });
    await the(RemovalsService).removeUser(SYSTEM, user.id);
    await the(RemovalsService).removeDepartment(SYSTEM, departments.pop()!);
    await the(StaffRemovalsService).removeStaff(SYSTEM, people.pop()!.id!);

    const database = the(Database);
    await database.transaction(async (tx) => {
      for (const ticket of await tx.find(Ticket))
        expect(await firstResponseOf(tx, ticket), `ticket ${ticket.id}`).toEqual({
          firstResponseAt: ticket.firstResponseAt,
          firstResponderId: ticket.firstResponderId,
        });
    });
    const kept = await sums();
    expect(kept.length).toBeGreaterThan(100);
    // As an upgrade finds them that comes from a version which kept none.
    await database.transaction(async (tx) => {
      await tx.query('delete from tallies');
      await tx.query("delete from counters where name = 'rebuild/tallies'");
      await new CountersPlanTallies20261128150002().up(tx.queryRunner!);
    });
    await the(TalliesRepairService).rebuildIfDue();
    expect(await sums()).toEqual(kept);
    // Once, and then only by the command.
    await database.transaction((tx) => tx.query('delete from tallies'));
    await the(TalliesRepairService).rebuildIfDue();
    expect(await sums()).toEqual([]);
    expect(await the(TalliesRepairService).rebuild()).toBe((await idsIn('tickets')).length);
    expect(kept).toEqual(await sums());
    const total = 'select coalesce(sum(minutes), 0) as minutes from';
    const [tickets] = await the(Database).query<{ minutes: number }>(`${total} tickets`);
    const [worked] = await the(Database).query<{ minutes: number }>(
      'select sum(amount) as minutes from tallies where measure = 4 and grain = 1',
    );
    expect(Number(worked!.minutes)).toBe(Number(tickets!.minutes));
  }, 120_000);

  it('are of days as they begin in any time zone, and of times as they were', async () => {
    const { id: departmentId } = await the(DepartmentsService).create(SYSTEM, { name: 'Zones' });
    const at = (time: string): void => clock.move(Date.parse(time) - clock.now().getTime());
    const words = { body: 'Words.', format: 'text' } as const;
    const open = async (): Promise<number> =>
      (await the(TicketsService).open(TOKEN, { ...words, departmentId, subject: 'A' })).ticketId;
    // Half past one of the next day in India, the evening before in Chile.
    at('2028-03-09T20:00:00Z');
    const first = await open();
    at('2028-03-10T01:00:00Z');
    const second = await open();
    at('2028-03-10T01:10:00Z');
    for (const id of [first, second]) await the(TicketsService).reply(people[1]!, id, words);
    at('2028-04-15T12:00:00Z');
    await the(TicketActionsService).act(people[1]!, first, 'close');

    const created = async (timeZone: string): Promise<Record<string, number | null>> => {
      const search = { departmentId, timeZone, from: '2028-03-08', to: '2028-03-11' };
      const rows = await the(ReportsService).periods(SYSTEM, search);
      return Object.fromEntries(rows.filter((row) => row.created).map((row) => [row.from, row.created]));
    };
    expect(await created('UTC')).toEqual({ '2028-03-09': 1, '2028-03-10': 1 });
    expect(await created('Asia/Kolkata')).toEqual({ '2028-03-10': 2 });
    expect(await created('America/Santiago')).toEqual({ '2028-03-09': 2 });

    const days = { departmentId, from: '2028-03-01', to: '2028-04-30' };
    for (const timeZone of ['UTC', 'Asia/Kathmandu', 'America/New_York']) {
      const months = await the(ReportsService).periods(SYSTEM, { ...days, timeZone, period: 'month' });
      expect(months.map((row) => [row.from, row.to, row.created, row.answered, row.closed])).toEqual([
        ['2028-03-01', '2028-03-31', 2, 2, 0],
        ['2028-04-01', '2028-04-30', 0, 0, 1],
      ]);
    }
    const [row] = await the(ReportsService).byDepartment(SYSTEM, days);
    expect(row).toMatchObject({ firstResponseAverage: (18_600 + 600) / 2, closed: 1 });
    expect(Math.abs(row!.firstResponseMedian! / 600 - 1)).toBeLessThan(0.1);
    expect(Math.abs(row!.firstResponseP90! / 18_600 - 1)).toBeLessThan(0.1);
    await the(TicketActionsService).act(people[1]!, first, 'reopen');
    expect(await the(ReportsService).byDepartment(SYSTEM, days)).toMatchObject([
      { closed: 0, resolutionAverage: null, resolutionMedian: null },
    ]);
  });
});
