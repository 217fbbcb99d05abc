import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { decodeCursor, encodeCursor, pageOf, type Cursor, type Page } from '../common/page.js';
import { readCounters } from '../database/counters.js';
import { Database } from '../database/database.js';
import { toDate } from '../database/rows.js';
import { SettingsService } from '../settings/settings.service.js';
import { TagsService } from '../tags/tags.service.js';
import {
  idsAmong,
  idsFirst,
  idsWithin,
  openAlternatives,
  windowEnd,
  type IdsQuery,
  type Sql,
} from './ids-first.js';
import {
  conditionsOf,
  driveOf,
  equalitiesOf,
  isIndexed,
  statusesOf,
  type TicketFilter,
} from './ticket-filters.js';
import { TicketSortNotSupported } from './ticket.errors.js';
import { subscriptionsSeen, visibleAlternatives } from './ticket.visibility.js';
import { TicketsQueries, type TicketRow } from './tickets.queries.js';

const COLUMNS = ['updatedAt', 'id', 'createdAt', 'lastMessageAt', 'dueAt', 'priority'] as const;
/** Of a list of overdue tickets; the others have no such time. */
const OVERDUE_COLUMNS = ['overdueAt'] as const;
type SortColumn = (typeof COLUMNS | typeof OVERDUE_COLUMNS)[number];
export type TicketSort = SortColumn | `-${SortColumn}`;

const bothWays = (columns: readonly SortColumn[]): TicketSort[] =>
  columns.flatMap((column): TicketSort[] => [`-${column}`, column]);
export const TICKET_SORTS = bothWays(COLUMNS);
export const OVERDUE_SORTS = bothWays(OVERDUE_COLUMNS);

export interface TicketSearch extends TicketFilter {
  /** Absent: `-updatedAt`, of overdue tickets `overdueAt`, of a range of creation `-createdAt`. */
  sort?: TicketSort;
  limit: number;
  cursor?: string;
  /** Asks for `page.total`. */
  count?: boolean;
}

/** `total` is exact up to some limit; beyond it there are at least so many. */
export type CountedPage<T> = Page<T> & { page: { total?: number; totalIsExact?: boolean } };

/**
 * Rows that a list may go through where no index holds all that is asked: mostly the first try finds a page. Two reads of
 * each stay below 10,000.
 */
const WINDOWS = [300, 2_500] as const;
const WINDOW_MAX = WINDOWS[1];
/** Of somebody's subscriptions, and of the tickets that a rare tag is on, the newest. */
const FEW = 2_500;
const COUNT_MAX = 1_000;

/** How one list is read. */
interface Plan {
  query: IdsQuery;
  /** Read these few; otherwise ranges of indexes. */
  among?: Sql;
  /** Go through the range of these columns; undefined: indexes hold all of it. */
  drive?: readonly string[];
  /** Nothing can fit. */
  isEmpty?: boolean;
}

/** Pages of tickets: each shape is a bounded number of rows, whatever the desk holds. */
@Injectable()
export class TicketLists {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
    private readonly queries: TicketsQueries,
    private readonly tags: TagsService,
  ) {}

  /**
   * One page of what the actor may see. A page may be short, or empty, and have a next one: where few of many tickets fit,
   * it says how far it looked.
   * @throws TicketSortNotSupported: overdue tickets are read in order of that time, and no others are
   */
  async list(actor: Actor, search: TicketSearch): Promise<CountedPage<TicketRow>> {
    const sort = sortOf(search);
    const cursor = decodeCursor(search.cursor, sort);
    const plan = await this.planOf(actor, search, sort, cursor);
    const page = plan.isEmpty
      ? pageOf<TicketRow>([], search.limit, sort, cursor, () => 0)
      : await this.read(actor, plan, search.limit, sort, cursor);
    return search.count ? { ...page, page: { ...page.page, ...(await this.total(plan, search)) } } : page;
  }

  private async planOf(
    actor: Actor,
    search: TicketSearch,
    sort: TicketSort,
    cursor: Cursor | undefined,
  ): Promise<Plan> {
    const column = sort.replace('-', '') as SortColumn;
    const isNumber = column === 'id' || column === 'priority';
    const down = sort.startsWith('-');
    const visibility = this.settings.get('staff_visibility');
    const query: IdsQuery = {
      alternatives: visibleAlternatives(actor, visibility),
      andThose: ownSubscriptions(actor, visibility),
      filter: equalitiesOf(search),
      conditions: conditionsOf(search, column, this.clock.now()),
      sort: column,
      descending: cursor?.back ? !down : down,
      after: cursor && { key: isNumber ? cursor.key : new Date(cursor.key), id: cursor.id },
      limit: search.limit + 1,
    };
    return this.tagged(search, { query, among: subscribedBy(search) });
  }

  /** The tickets of a rare tag are read one by one; for a common one the others are passed over. */
  private async tagged({ tag: name }: TicketFilter, plan: Plan): Promise<Plan> {
    if (name === undefined) return driven(plan);
    const tag = await this.tags.selectByName(name);
    if (!tag) return { ...plan, isEmpty: true };
    if (!plan.among && tag.ticketCount <= FEW)
      return { ...plan, among: newest('select ticketId from ticket_tags where tagId = ?', tag.id) };
    const has = {
      sql: 'exists (select 1 from ticket_tags x where x.ticketId = id and x.tagId = ?)',
      parameters: [tag.id],
    };
    const conditions = [...(plan.query.conditions ?? []), has];
    return driven({ ...plan, query: { ...plan.query, conditions } });
  }

  private async read(
    actor: Actor,
    { query, among, drive }: Plan,
    limit: number,
    sort: TicketSort,
    cursor: Cursor | undefined,
  ): Promise<Page<TicketRow>> {
    const keyOf = (row: TicketRow): number => keyOfValue(row[query.sort as SortColumn]!);
    const page = (rows: TicketRow[]): Page<TicketRow> => pageOf(rows, limit, sort, cursor, keyOf);
    if (among) return page(await this.queries.select(actor, query, idsAmong('tickets', query, among)));
    if (!drive) return page(await this.queries.select(actor, query, idsFirst('tickets', query)));
    for (const window of WINDOWS) {
      const rows = await this.queries.select(actor, query, idsWithin('tickets', query, drive, window));
      if (rows.length > limit) return page(rows);
      const end = await this.endOf(query, drive, window);
      if (!end) return page(rows);
      if (window === WINDOW_MAX) return shortPage(page(rows), { ...end, sort }, cursor);
    }
    throw new Error('Lists have no window.');
  }

  private async endOf(
    query: IdsQuery,
    drive: readonly string[],
    window: number,
  ): Promise<{ id: number; key: number } | undefined> {
    const { sql, parameters } = windowEnd('tickets', query, drive, window);
    const [row] = await this.database.query<{ id: number; sortKey: number | string }>(sql, parameters);
    if (!row) return undefined;
    const { id, sortKey } = row;
    return { id, key: typeof sortKey === 'number' ? sortKey : toDate(sortKey).getTime() };
  }

  /** From the counters that are kept, or counted as far as `COUNT_MAX`. */
  private async total(plan: Plan, search: TicketSearch): Promise<{ total: number; totalIsExact: boolean }> {
    if (plan.isEmpty) return { total: 0, totalIsExact: true };
    if (isCounted(plan, search)) return { total: await this.kept(search), totalIsExact: true };
    const query = { ...plan.query, after: undefined, limit: COUNT_MAX + 1 };
    const ids = plan.among
      ? idsAmong('tickets', query, plan.among)
      : plan.drive
        ? idsWithin('tickets', query, plan.drive, WINDOW_MAX)
        : idsFirst('tickets', query);
    const [row] = await this.database.query<{ total: number }>(
      `select count(*) as total from (${ids.sql}) found`,
      ids.parameters,
    );
    const isCut = plan.drive !== undefined && (await this.endOf(query, plan.drive, WINDOW_MAX)) !== undefined;
    const { total } = row!;
    return { total: Math.min(total, COUNT_MAX), totalIsExact: total <= COUNT_MAX && !isCut };
  }

  private async kept(search: TicketSearch): Promise<number> {
    const statuses = statusesOf(search);
    let total = 0;
    for (const [name, value] of await readCounters(this.database, 'tickets/')) {
      const [, departmentId, status] = name.split('/');
      const inDepartment = search.departmentId === undefined || Number(departmentId) === search.departmentId;
      if (inDepartment && (!statuses.length || statuses.some((one) => one === status))) total += value;
    }
    return total;
  }
}

function sortOf(search: TicketSearch): TicketSort {
  const isCreated = search.createdAfter ?? search.createdBefore;
  const usual = search.overdue ? 'overdueAt' : isCreated ? '-createdAt' : '-updatedAt';
  const sort = search.sort ?? usual;
  if (!(search.overdue ? OVERDUE_SORTS : TICKET_SORTS).includes(sort)) throw new TicketSortNotSupported(sort);
  return sort;
}

/** Where no index holds alternative, filter and sort together, an index is gone through. */
function driven(plan: Plan): Plan {
  if (plan.among) return plan;
  const { query } = plan;
  const filtered = Object.keys(query.filter);
  const isExact =
    query.conditions!.every(({ sql }) => sql.startsWith(`${query.sort} `)) &&
    openAlternatives(query).every((alternative) =>
      isIndexed([...new Set([...filtered, ...Object.keys(alternative)])], query.sort),
    );
  return isExact ? plan : { ...plan, drive: driveOf(filtered, query.sort) };
}

function ownSubscriptions(
  actor: Actor,
  visibility: Parameters<typeof subscriptionsSeen>[1],
): Sql | undefined {
  const staffId = subscriptionsSeen(actor, visibility);
  return staffId === undefined
    ? undefined
    : newest('select ticketId from subscribers where staffId = ?', staffId);
}

function subscribedBy({ subscriberStaffId, subscriberUserId }: TicketFilter): Sql | undefined {
  if (subscriberStaffId !== undefined)
    return newest('select ticketId from subscribers where staffId = ?', subscriberStaffId);
  return subscriberUserId === undefined
    ? undefined
    : newest('select ticketId from subscribers where userId = ?', subscriberUserId);
}

const newest = (sql: string, id: number): Sql => ({
  sql: `${sql} order by ticketId desc limit ${FEW}`,
  parameters: [id],
});

/** Whether the counters by department and status say it. */
const isCounted = ({ query, among }: Plan, search: TicketSearch): boolean =>
  !query.alternatives &&
  !among &&
  search.tag === undefined &&
  Object.keys(query.filter).every((column) => column === 'departmentId' || column === 'status') &&
  query.conditions!.every(({ sql }) => sql.startsWith('status '));

const keyOfValue = (value: string | number): number =>
  typeof value === 'number' ? value : Date.parse(value);

/** Goes on where the looking ended, whatever was found. */
function shortPage(
  page: Page<TicketRow>,
  end: { sort: string; key: number; id: number },
  cursor: Cursor | undefined,
): Page<TicketRow> {
  const back = cursor?.back === true;
  const on = encodeCursor({ ...end, back });
  // An empty page is a place as well: the way back begins with the row that the way here ended at.
  const step = end.sort.startsWith('-') === back ? 1 : -1;
  const home = cursor && encodeCursor({ ...cursor, id: cursor.id + step, back: !back });
  const { next, prev, limit } = page.page;
  const [ahead, behind] = [on, page.items.length ? (back ? next : prev) : (home ?? null)];
  return {
    ...page,
    page: back ? { next: behind, prev: ahead, limit } : { next: ahead, prev: behind, limit },
  };
}
