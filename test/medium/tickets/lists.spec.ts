import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../src/common/actor.js';
import type { CustomFieldsService } from '../../../src/custom-fields/custom-fields.service.js';
import { insertRows } from '../../../src/database/rows.js';
import type { SettingsService } from '../../../src/settings/settings.service.js';
import type { TicketStatus } from '../../../src/tickets/ticket.states.js';
import { TagsService } from '../../../src/tags/tags.service.js';
import type { TicketFilter } from '../../../src/tickets/ticket-filters.js';
import type { TicketSort } from '../../../src/tickets/ticket-list-plan.js';
import { TicketLists } from '../../../src/tickets/ticket-lists.js';
import { TicketSets } from '../../../src/tickets/ticket-sets.js';
import { TicketSearches } from '../../../src/tickets/ticket-searches.js';
import { TicketsQueries } from '../../../src/tickets/tickets.queries.js';
import { EventBell } from '../../../src/events/event-bell.js';
import { EventNumbers } from '../../../src/events/event-numbers.js';
import { EventsService } from '../../../src/events/events.service.js';
import { customFieldRow, customFields } from '../../support/custom-fields.js';
import { FLAVOURS, openDatabase, type OpenDatabase } from '../../support/database.js';
import { MovedClock } from '../../support/moved-clock.js';

const AT = new Date('2026-11-22T12:00:00.000Z');
const STATUSES: TicketStatus[] = ['open', 'answered', 'closed'];
const permissions: ReadonlySet<string> = new Set();

const staff = (id: number, departmentIds: number[]): Actor => ({
  kind: 'staff',
  id,
  name: `agent ${id}`,
  role: 'staff',
  departmentIds,
  permissions,
});
const ACTORS: Record<string, Actor> = {
  'a token': { kind: 'token', id: 1, name: 'script', permissions },
  'a user': { kind: 'user', id: 2, name: 'user', permissions },
  'a user who gets copies': { kind: 'user', id: 3, name: 'user', permissions },
  'staff of one department': staff(1, [2]),
  'staff of all departments': staff(2, [1, 2, 3, 4]),
  'staff of none': staff(3, []),
};
const FILTERS: TicketFilter[] = [
  {},
  { departmentId: 2 },
  { departmentId: 3 },
  { status: 'answered' },
  { assigneeId: 1 },
  { assigneeId: 2 },
  { requesterId: 2 },
  { requesterId: 3 },
  { departmentId: 3, status: 'closed' },
  { assigneeId: 2, status: 'open' },
  { requesterId: 2, departmentId: 1 },
  { departmentId: 2, assigneeId: 3, status: 'answered' },
];

/** Every combination of 4 departments, 3 statuses, 4 requesters, 3 assignees and 3 openers, in no order of time. */
const TICKETS = Array.from({ length: 4 * 3 * 4 * 4 }, (_, at) => ({
  id: at + 1,
  subject: 'A subject',
  status: STATUSES[at % 3]!,
  priority: 3,
  departmentId: 1 + (Math.floor(at / 3) % 4),
  requesterId: 1 + (Math.floor(at / 12) % 4),
  assigneeId: Math.floor(at / 48) || null,
  openedById: at % 5 === 0 ? 1 + (at % 3) : null,
  onHold: false,
  dueAt: null,
  overdueAt: at % 3 === 1 ? null : new Date(AT.getTime() + (((at * 29) % 103) - 60) * 1_000),
  replyCount: 0,
  lastMessageAt: AT,
  createdAt: AT,
  updatedAt: new Date(AT.getTime() + ((at * 37) % 101) * 1_000),
  version: 1,
}));
type Ticket = (typeof TICKETS)[number];

/** Of the third user: by account, by address alone, and without a look into the ticket. */
const SUBSCRIBERS = TICKETS.filter(({ id }) => id % 7 < 3).map(({ id }) => ({
  ticketId: id,
  kind: id % 7 === 1 ? 'address' : 'user',
  userId: id % 7 === 1 ? null : 3,
  addressKey: id % 7 === 1 ? 'u3@example.org' : null,
  name: 'u3',
  canView: id % 7 !== 2,
  createdAt: AT,
}));

const timed = { createdAt: AT, updatedAt: AT, version: 1 };
const department = (id: number) => ({
  id,
  name: `d${id}`,
  slug: `d${id}`,
  private: false,
  position: id,
  ...timed,
});
const user = (id: number) => ({
  id,
  fullName: `u${id}`,
  email: `u${id}@example.org`,
  emailKey: `u${id}@example.org`,
  active: true,
  ...timed,
});
const agent = (id: number) => ({
  id,
  username: `a${id}`,
  usernameKey: `a${id}`,
  fullName: `a${id}`,
  role: 'staff',
  active: true,
  ...timed,
});

/** Who sees what, said without indexes. */
function sees(actor: Actor, ticket: Ticket): boolean {
  if (actor.kind === 'user')
    return (
      ticket.requesterId === actor.id ||
      SUBSCRIBERS.some(
        ({ ticketId, userId, addressKey, canView }) =>
          ticketId === ticket.id &&
          canView &&
          (userId === actor.id || addressKey === `u${actor.id}@example.org`),
      )
    );
  if (actor.kind !== 'staff') return true;
  const isOwn = ticket.assigneeId === actor.id || ticket.openedById === actor.id;
  return isOwn || actor.departmentIds.includes(ticket.departmentId);
}

const isOverdue = ({ overdueAt }: Ticket): boolean => overdueAt !== null && overdueAt <= AT;

function expected(actor: Actor, filter: TicketFilter, sort: TicketSort): number[] {
  // Users are not told who works on their tickets, and cannot ask for it.
  if (actor.kind === 'user' && ('assigneeId' in filter || 'openedById' in filter)) return [];
  const byOverdue = sort.endsWith('overdueAt');
  const fits = (ticket: Ticket) =>
    Object.entries(filter).every(([column, value]) => ticket[column as keyof Ticket] === value);
  const key = (ticket: Ticket) =>
    sort.endsWith('id') ? 0 : (byOverdue ? ticket.overdueAt! : ticket.updatedAt).getTime();
  const found = TICKETS.filter(
    (ticket) => sees(actor, ticket) && fits(ticket) && (!byOverdue || isOverdue(ticket)),
  ).toSorted((a, b) => key(a) - key(b) || a.id - b.id);
  return (sort.startsWith('-') ? found.toReversed() : found).map(({ id }) => id);
}

describe.each(FLAVOURS)('lists of tickets on %s', (flavour) => {
  let desk: OpenDatabase;
  let queries: TicketLists;
  let fields: CustomFieldsService;

  beforeAll(async () => {
    desk = await openDatabase(flavour);
    const settings = { get: () => 'departments' } as unknown as SettingsService;
    const clock = new MovedClock(AT);
    const numbers = new EventNumbers(desk.database, new EventBell(desk.database));
    const events = new EventsService(desk.database, clock, numbers);
    const custom = customFields(desk.database, clock, events);
    fields = custom.fields;
    const { values } = custom;
    const rows = new TicketsQueries(desk.database, settings, clock, values);
    const tags = new TagsService(desk.database, clock, events);
    const sets = new TicketSets(desk.database, tags, new TicketSearches(desk.database, settings), values);
    queries = new TicketLists(desk.database, settings, clock, rows, sets);
    await desk.database.transaction(async (tx) => {
      await insertRows(tx, 'departments', [1, 2, 3, 4].map(department));
      await insertRows(tx, 'users', [1, 2, 3, 4].map(user));
      await insertRows(tx, 'staff', [1, 2, 3].map(agent));
      await insertRows(tx, 'tickets', TICKETS);
      await insertRows(tx, 'subscribers', SUBSCRIBERS);
    });
  });
  afterAll(() => desk.close());

  async function allPages(
    actor: Actor,
    filter: TicketFilter,
    more: { sort?: TicketSort; overdue?: true },
  ): Promise<number[]> {
    const ids: number[] = [];
    let cursor: string | undefined;
    do {
      const { items, page } = await queries.list(actor, { ...filter, ...more, limit: 30, cursor });
      ids.push(...items.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor);
    return ids;
  }

  describe.each(Object.entries(ACTORS))('for %s', (_, actor) => {
    it.each(FILTERS)('hold what may be seen of %j, in order, each once', async (filter) => {
      for (const sort of ['-updatedAt', 'updatedAt', '-id', 'id'] as const)
        expect(await allPages(actor, filter, { sort }), sort).toEqual(expected(actor, filter, sort));
    });

    it.each(FILTERS)('hold what is overdue of %j, the longest first, each once', async (filter) => {
      const found = await allPages(actor, filter, { overdue: true });
      expect(found).toEqual(expected(actor, filter, 'overdueAt'));
      const turned = await allPages(actor, filter, { overdue: true, sort: '-overdueAt' });
      expect(turned).toEqual(found.toReversed());
    });
  });

  it('are refused in an order that would have to be worked out for every ticket', async () => {
    const token = ACTORS['a token']!;
    for (const search of [{ overdue: true, sort: '-updatedAt' }, { sort: 'overdueAt' }] as const)
      await expect(queries.list(token, { ...search, limit: 30 })).rejects.toMatchObject({
        code: 'ticket.sort_not_supported',
      });
  });

  it('say of each ticket whether it is overdue', async () => {
    const { items } = await queries.list(ACTORS['a token']!, { limit: 1000 });
    expect(
      items
        .filter(({ overdue }) => overdue)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(
      TICKETS.filter(isOverdue)
        .map(({ id }) => id)
        .toSorted(),
    );
  });

  it('show and find values of a custom field until it is deleted, more of them than one statement takes', async () => {
    const token = ACTORS['a token']!;
    const row = customFieldRow({ id: 1, name: 'several', label: 'Several', type: 'multi-list' });
    const values = TICKETS.flatMap(({ id: ticketId }) =>
      Array.from({ length: 6 }, (_, position) => {
        const value = `${(ticketId % 2) + position * 2}`;
        return { ticketId, fieldId: 1, position, value, matchKey: value };
      }),
    );
    await desk.database.transaction(async (tx) => {
      await insertRows(tx, 'custom_fields', [row]);
      await insertRows(tx, 'custom_field_values', values);
    });
    await fields.onModuleInit();
    fields.onModuleDestroy();
    const odd = await queries.list(token, { customField: ['several:3'], sort: 'id', limit: 1000 });
    expect(odd.items.map(({ id }) => id)).toEqual(TICKETS.filter(({ id }) => id % 2).map(({ id }) => id));
    expect(odd.items[0]!.customFields).toEqual({ several: ['1', '3', '5', '7', '9', '11'] });
    await fields.delete(token, 1);
    expect(await desk.database.query('select ticketId from custom_field_values')).toEqual([]);
    const { items } = await queries.list(token, { limit: 1 });
    expect(items[0]!.customFields).toEqual({});
  });
});
