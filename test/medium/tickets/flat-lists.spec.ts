import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueryRunner } from 'typeorm';
import type { Actor } from '../../../src/common/actor.js';
import { Database } from '../../../src/database/database.js';
import { insertRows } from '../../../src/database/rows.js';
import { EventBell } from '../../../src/events/event-bell.js';
import { EventNumbers } from '../../../src/events/event-numbers.js';
import { EventsService } from '../../../src/events/events.service.js';
import type { SettingsService } from '../../../src/settings/settings.service.js';
import { TagsService } from '../../../src/tags/tags.service.js';
import { OVERDUE_SORTS, TICKET_SORTS, type TicketSearch } from '../../../src/tickets/ticket-list-plan.js';
import { TicketLists } from '../../../src/tickets/ticket-lists.js';
import { TicketSets } from '../../../src/tickets/ticket-sets.js';
import { TicketSearches } from '../../../src/tickets/ticket-searches.js';
import { TICKET_STATUSES, type TicketStatus } from '../../../src/tickets/ticket.states.js';
import { TicketsQueries, counterOf } from '../../../src/tickets/tickets.queries.js';
import { customFieldRow, customFields } from '../../support/custom-fields.js';
import { FLAVOURS, openDatabase, type OpenDatabase } from '../../support/database.js';
import { MovedClock } from '../../support/moved-clock.js';

const TICKETS = 30_000;
const ROWS_MAX = 10_000;
/** So many times more rows than there are. */
const PRETENDED = 33;
const AT = new Date('2026-11-22T12:00:00.000Z');
const before = (minutes: number): Date => new Date(AT.getTime() - minutes * 60_000);
const permissions: ReadonlySet<string> = new Set();
const range = (length: number): number[] => Array.from({ length }, (_, at) => at + 1);

const staff = (id: number, departmentIds: number[]): Actor => ({
  kind: 'staff',
  id,
  name: `agent ${id}`,
  role: 'staff',
  departmentIds,
  permissions,
});
const ACTORS: [string, Actor][] = [
  ['one who sees all', { kind: 'token', id: 1, name: 'script', permissions }],
  ['staff of one department', staff(1, [19])],
  ['staff of twenty departments', staff(2, range(20))],
  ['staff who subscribe to 20,000 tickets', staff(3, [20])],
  ['a user', { kind: 'user', id: 8, name: 'user', permissions }],
  ['a user whom subscriptions show 800 more', { kind: 'user', id: 7, name: 'user', permissions }],
];

const SINGLE_FILTERS: Partial<TicketSearch>[] = [
  { departmentId: 1 },
  { departmentId: 19 },
  { categoryId: 1 },
  { status: 'closed' },
  { status: 'duplicate' },
  { status: ['open', 'answered', 'reopened'] },
  { priority: 3 },
  { priority: 1 },
  { assigneeId: 1 },
  { assigneeId: null },
  { requesterId: 7 },
  { openedById: 2 },
  { onHold: true },
  { subscriberStaffId: 1 },
  { subscriberUserId: 7 },
  { tag: 'common' },
  { tag: 'rare' },
  { customField: ['size:common'] },
  { customField: ['size:rare'] },
  { customField: ['place:here'] },
  { createdAfter: before(5_000), createdBefore: before(1_000) },
  { updatedAfter: before(5_000), updatedBefore: before(1_000) },
  { overdue: true },
];
/** No index holds these; they are answered within the same bound. */
const COMBINATIONS: Partial<TicketSearch>[] = [
  { departmentId: 19, tag: 'common', sort: '-priority' },
  { status: 'duplicate', onHold: true, sort: 'createdAt' },
  { priority: 1, assigneeId: 3, departmentId: 20, sort: '-lastMessageAt' },
  { requesterId: 7, status: ['open'], tag: 'rare' },
  { createdAfter: before(5_000), sort: '-updatedAt' },
  { categoryId: 1, sort: 'dueAt', subscriberStaffId: 1 },
  { customField: ['size:common', 'place:here'], status: 'closed', sort: '-priority' },
  { customField: ['size:common'], tag: 'rare', departmentId: 19 },
];

const ticketOf = (id: number): Record<string, unknown> => ({
  id,
  subject: `Subject ${id}`,
  // Most are closed, few are duplicates.
  status: id % 997 === 0 ? 'duplicate' : id % 10 < 7 ? 'closed' : TICKET_STATUSES[id % 5],
  priority: id % 89 === 0 ? 1 : 2 + (id % 4),
  // The first department is the busiest, the last has hardly anything.
  departmentId: 1 + Math.floor((((id * 7_919) % 1_000) ** 2 / 1_000_000) * 20),
  categoryId: id % 50 === 0 ? 1 : null,
  requesterId: 1 + (id % 300),
  assigneeId: id % 13 === 0 ? null : 1 + (id % 12),
  openedById: id % 9 === 0 ? 1 + (id % 12) : null,
  onHold: id % 101 === 0,
  dueAt: id % 20 === 0 ? before(TICKETS - id) : null,
  overdueAt: id % 10 >= 7 ? before(TICKETS - id - 500) : null,
  replyCount: 0,
  minutes: 0,
  mergedIntoId: null,
  lastMessageAt: before(TICKETS - id),
  createdAt: before(TICKETS - id),
  updatedAt: before((id * 7_919) % TICKETS),
  version: 1,
});

/** As they are kept on write. */
function placeCounters(): { name: string; value: number }[] {
  const places = Map.groupBy(range(TICKETS).map(ticketOf), ({ departmentId, status }) =>
    counterOf(departmentId as number, status as TicketStatus),
  );
  return [...places].map(([name, { length: value }]) => ({ name, value }));
}

/** What the server itself says it has read, for all statements of a list together. */
class CountingDatabase extends Database {
  rows = 0;
  most = { rows: 0, sql: '' };

  constructor(
    desk: OpenDatabase,
    private readonly counting: QueryRunner,
  ) {
    super(desk.dataSource);
  }

  override async query<T>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    await this.counting.query('flush status');
    await this.counting.query(sql, parameters);
    const counters: { Value: string }[] = await this.counting.query(
      `show session status like 'Handler_read%'`,
    );
    const rows = counters.reduce((sum, { Value }) => sum + Number(Value), 0);
    this.rows += rows;
    if (rows > this.most.rows) this.most = { rows, sql };
    return super.query<T>(sql, parameters);
  }
}

/**
 * A planner thinks otherwise of a large table: it is told that this one has a million rows, of which each person, time and
 * name has its share, and each department, status and priority a great part.
 */
async function pretendMore({ dataSource }: OpenDatabase): Promise<void> {
  const own = "database_name = database() and table_name = 'tickets'";
  await dataSource.query(`update mysql.innodb_table_stats set n_rows = n_rows * ${PRETENDED} where ${own}`);
  await dataSource.query(
    `update mysql.innodb_index_stats set stat_value = stat_value * ${PRETENDED}
     where ${own} and stat_name like 'n_diff%' and stat_value > 1000`,
  );
  await dataSource.query('flush tables');
}

describe.runIf(FLAVOURS.includes('mariadb'))(`lists of ${TICKETS} tickets`, () => {
  let desk: OpenDatabase;
  let counting: QueryRunner;
  let database: CountingDatabase;
  let lists: TicketLists;

  beforeAll(async () => {
    desk = await openDatabase('mariadb');
    const timed = { createdAt: AT, updatedAt: AT, version: 1 };
    await desk.database.transaction(async (tx) => {
      await insertRows(
        tx,
        'departments',
        range(20).map((id) => ({
          id,
          name: `d${id}`,
          slug: `d${id}`,
          private: false,
          position: id,
          ...timed,
        })),
      );
      await insertRows(tx, 'categories', [{ id: 1, departmentId: 1, name: 'c', position: 1, ...timed }]);
      await insertRows(
        tx,
        'users',
        range(300).map((id) => ({
          id,
          fullName: `u${id}`,
          email: `u${id}@x.org`,
          emailKey: `u${id}@x.org`,
          active: true,
          ...timed,
        })),
      );
      await insertRows(
        tx,
        'staff',
        range(12).map((id) => ({
          id,
          username: `a${id}`,
          usernameKey: `a${id}`,
          fullName: `a${id}`,
          role: 'staff',
          active: true,
          ...timed,
        })),
      );
      for (let from = 0; from < TICKETS; from += 1_500)
        await insertRows(
          tx,
          'tickets',
          range(1_500).map((at) => ticketOf(from + at)),
        );
      await insertRows(tx, 'tags', [
        { id: 1, name: 'Common', nameKey: 'common', ...timed },
        { id: 2, name: 'Rare', nameKey: 'rare', ...timed },
      ]);
      await insertRows(
        tx,
        'ticket_tags',
        range(8_000).map((at) => ({ ticketId: at * 3, tagId: 1 })),
      );
      await insertRows(
        tx,
        'ticket_tags',
        range(30).map((at) => ({ ticketId: at * 900, tagId: 2 })),
      );
      await insertRows(tx, 'counters', [
        { name: 'tags/1', value: 8_000 },
        { name: 'tags/2', value: 30 },
        ...placeCounters(),
      ]);
      await insertRows(tx, 'custom_fields', [
        customFieldRow({ id: 1, name: 'size', label: 'Size' }),
        customFieldRow({ id: 2, name: 'place', label: 'Place', everywhere: false }),
      ]);
      await insertRows(tx, 'custom_field_departments', [{ fieldId: 2, departmentId: 19 }]);
      const value = (ticketId: number, fieldId: number, text: string) => ({
        ticketId,
        fieldId,
        position: 0,
        value: text,
        matchKey: text,
      });
      await insertRows(
        tx,
        'custom_field_values',
        range(6_000).map((at) => value(at * 3, 1, at % 200 ? 'common' : 'rare')),
      );
      await insertRows(
        tx,
        'custom_field_values',
        range(6_000).map((at) => value(at * 4, 2, 'here')),
      );
      const subscriber = { address: null, addressKey: null, name: 's', createdAt: AT };
      const subscribers = range(800).flatMap((at) => [
        { ticketId: at * 31, kind: 'staff', staffId: 1, userId: null, ...subscriber },
        { ticketId: at * 31, kind: 'user', staffId: null, userId: 7, ...subscriber },
      ]);
      // One who subscribes to nearly everything is in nobody's way but their own.
      for (let from = 0; from < 20_000; from += 4_000)
        subscribers.push(
          ...range(4_000).map((at) => ({
            ticketId: from + at,
            kind: 'staff',
            staffId: 3,
            userId: null,
            ...subscriber,
          })),
        );
      await insertRows(tx, 'subscribers', subscribers);
    });
    await desk.dataSource.query('analyze table tickets, ticket_tags, subscribers, custom_field_values');
    await pretendMore(desk);
    counting = desk.dataSource.createQueryRunner();
    database = new CountingDatabase(desk, counting);
    const settings = { get: () => 'departments' } as unknown as SettingsService;
    const clock = new MovedClock(AT);
    const events = new EventsService(database, clock, new EventNumbers(database, new EventBell(database)));
    const { fields, values } = customFields(database, clock, events);
    // From memory, as everywhere.
    await fields.onModuleInit();
    fields.onModuleDestroy();
    const rows = new TicketsQueries(database, settings, clock, values);
    const tags = new TagsService(database, clock, events);
    const sets = new TicketSets(database, tags, new TicketSearches(database, settings), values);
    lists = new TicketLists(database, settings, clock, rows, sets);
  }, 120_000);
  afterAll(async () => {
    await counting?.release();
    await desk?.close();
  });

  /** The first page, one from further on, and the total; of what is promised all statements of a page together. */
  async function mostReadFor(
    actor: Actor,
    search: Partial<TicketSearch>,
    isPromised: boolean,
  ): Promise<string | undefined> {
    const readBy = async (more: Partial<TicketSearch>): Promise<string | null> => {
      Object.assign(database, { rows: 0, most: { rows: 0, sql: '' } });
      const { page } = await lists.list(actor, { ...search, ...more, limit: 25 });
      rows = Math.max(rows, isPromised && !more.count ? database.rows : database.most.rows);
      if (rows > ROWS_MAX) costly ??= database.most.sql;
      return page.next;
    };
    let rows = 0;
    let costly: string | undefined;
    const cursor = await readBy({});
    if (cursor) await readBy({ cursor });
    await readBy({ count: true });
    if (costly) return `${JSON.stringify(search)} read ${rows} rows, most of them for ${costly}`;
    return undefined;
  }

  it.each(ACTORS)('read few rows for %s, in every order and by every filter', async (_, actor) => {
    const searches = [
      ...TICKET_SORTS.map((sort) => ({ sort })),
      ...OVERDUE_SORTS.map((sort) => ({ sort, overdue: true as const })),
      ...SINGLE_FILTERS,
      ...COMBINATIONS,
    ];
    const costly: string[] = [];
    for (const search of searches) {
      const found = await mostReadFor(actor, search, !COMBINATIONS.includes(search));
      if (found) costly.push(found);
    }
    expect(costly).toEqual([]);
  });

  it('go on to their end, past stretches where nothing fits', async () => {
    const found: number[] = [];
    let cursor: string | undefined;
    do {
      const search = { status: 'duplicate', onHold: false, sort: 'createdAt', limit: 10 } as const;
      const { items, page } = await lists.list(ACTORS[0]![1], { ...search, cursor });
      found.push(...items.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor);
    const expected = range(TICKETS).filter((id) => id % 997 === 0 && id % 101 !== 0);
    expect(found).toEqual(expected);
  });
});
