import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { decodeCursor, encodeCursor, pageOf, type Cursor, type Page } from '../common/page.js';
import { readCounters } from '../database/counters.js';
import { Database } from '../database/database.js';
import { toDate } from '../database/rows.js';
import { SettingsService } from '../settings/settings.service.js';
import { idsAmong, idsFirst, idsWithin, windowEnd, type IdsQuery } from './ids-first.js';
import { conditionsOf, equalitiesOf, indexOf, statusesOf } from './ticket-filters.js';
import {
  FEW,
  asksStaff,
  isCounted,
  newestSubscriptions,
  orderOf,
  ownSubscriptions,
  ownedBy,
  planOf,
  sortOf,
  type Plan,
  type SortColumn,
  type TicketSearch,
  type TicketSet,
  type TicketSort,
} from './ticket-list-plan.js';
import { amongTickets } from './ticket-searches.js';
import { TicketSets } from './ticket-sets.js';
import { visibleAlternatives } from './ticket.visibility.js';
import { TicketsQueries, type TicketRow } from './tickets.queries.js';

/** `total` is exact up to some limit; beyond it there are at least so many. */
export type CountedPage<T> = Page<T> & { page: { total?: number; totalIsExact?: boolean } };

/**
 * Rows that a list may go through where no index holds all that is asked: mostly the first try finds a page. What is
 * asked of each of them counts as reading too, so that all of it stays below 10,000.
 */
const WINDOWS = [150, 450] as const;
const WINDOW_MAX = WINDOWS[1];
const COUNT_MAX = 1_000;
/** Rows of all the ranges that a count is merged of. */
const COUNT_ROWS = 1_400;

type SortKind = ReturnType<typeof orderOf>['kind'];

/** Pages of tickets: each shape is a bounded number of rows, whatever the desk holds. */
@Injectable()
export class TicketLists {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
    private readonly queries: TicketsQueries,
    private readonly sets: TicketSets,
  ) {}

  /**
   * One page of what the actor may see. A page may be short, or empty, and have a next one: where few of many tickets fit,
   * it says how far it looked.
   * @throws InvalidInput for a custom field that the actor does not know of
   * @throws TicketSortNotSupported: overdue tickets are read in order of that time, and no others are
   */
  async list(actor: Actor, search: TicketSearch): Promise<CountedPage<TicketRow>> {
    const sort = sortOf(search);
    const cursor = decodeCursor(search.cursor, sort, orderOf(sort, equalitiesOf(search)).kind);
    const plan = await this.plan(actor, search, sort, cursor);
    const page = plan
      ? await this.read(actor, plan, search.limit, sort, cursor)
      : pageOf<TicketRow>([], search.limit, sort, cursor, () => 0);
    return search.count ? { ...page, page: { ...page.page, ...(await this.total(plan, search)) } } : page;
  }

  private async plan(
    actor: Actor,
    search: TicketSearch,
    sort: TicketSort,
    cursor: Cursor | undefined,
  ): Promise<Plan | undefined> {
    if (actor.kind === 'user' && asksStaff(search)) return undefined;
    const filter = equalitiesOf(search);
    const { column, kind, descending: down } = orderOf(sort, filter);
    const visibility = this.settings.get('staff_visibility');
    const shown = await this.shownTo(actor);
    const query = ownedBy(actor, {
      alternatives: visibleAlternatives(actor, visibility),
      andThose: shown
        ? shown.length
          ? amongTickets(shown)
          : undefined
        : ownSubscriptions(actor, visibility),
      filter,
      conditions: conditionsOf(search, column, this.clock.now()),
      sort: column,
      descending: cursor?.back ? !down : down,
      after: cursor && { key: kind === 'time' ? new Date(cursor.key) : cursor.key, id: cursor.id },
      limit: search.limit + 1,
      byIndex: (columns, by) => this.byIndex(columns, by),
    });
    const plan = query && planOf(query, statusesOf(search));
    const sets = plan && (await this.sets.of(actor, search, { ...plan, shown }));
    return sets && this.narrowed(plan, sets);
  }

  /** Few users have any, and who has none is listed the faster for it. Of staff undefined: theirs are a part of each statement. */
  private async shownTo(actor: Actor): Promise<number[] | undefined> {
    if (actor.kind !== 'user') return undefined;
    const ways = newestSubscriptions(actor, this.settings.get('staff_visibility'));
    const found = await Promise.all(
      ways.map(({ sql, parameters }) => this.database.query<{ ticketId: number }>(sql, parameters)),
    );
    const ids = new Set(found.flat().map(({ ticketId }) => ticketId));
    return [...ids].toSorted((a, b) => b - a).slice(0, FEW);
  }

  /** The first set that is small is read as a whole; of the others it is asked whether a ticket belongs to them. */
  private async narrowed(plan: Plan, sets: readonly TicketSet[]): Promise<Plan> {
    let among: TicketSet | undefined;
    for (const set of sets) if (!among && (await this.isSmall(set))) among = set;
    const belongs = sets.flatMap((set) => [
      ...(set === among || !set.has ? [] : [set.has]),
      ...(set.also ? [set.also] : []),
    ]);
    if (!among && !belongs.length) return plan;
    const query = {
      ...plan.query,
      conditions: [...(plan.query.conditions ?? []), ...belongs],
      ...(among?.isAllSeen && { alternatives: undefined, andThose: undefined }),
    };
    return { query, among: among?.ids, drive: plan.drive, isCut: sets.some(({ isCut }) => isCut) };
  }

  private async isSmall({ ids, size }: TicketSet): Promise<boolean> {
    if (size !== undefined) return size <= FEW;
    const [row] = await this.database.query<{ total: number }>(
      `select count(*) as total from (${ids.sql} limit ${FEW + 1}) few`,
      ids.parameters,
    );
    return row!.total <= FEW;
  }

  private async read(
    actor: Actor,
    { query, among, ranges, drive }: Plan,
    limit: number,
    sort: TicketSort,
    cursor: Cursor | undefined,
  ): Promise<Page<TicketRow>> {
    const { kind } = orderOf(sort, query.filter);
    const keyOf = (row: TicketRow): number | string => keyOfValue(row[query.sort as SortColumn]!, kind);
    const page = (rows: TicketRow[]): Page<TicketRow> => pageOf(rows, limit, sort, cursor, keyOf);
    if (among) return page(await this.queries.select(actor, query, idsAmong('tickets', query, among)));
    if (ranges) return page(await this.queries.select(actor, query, idsFirst('tickets', ranges)));
    for (const window of WINDOWS) {
      const rows = await this.queries.select(actor, query, idsWithin('tickets', query, drive, window));
      if (rows.length > limit) return page(rows);
      const end = await this.endOf(query, drive, window, kind);
      if (!end) return page(rows);
      if (window === WINDOW_MAX) return shortPage(page(rows), { ...end, sort }, cursor);
    }
    throw new Error('Lists have no window.');
  }

  private byIndex(columns: readonly string[], sort: string): string {
    const name = indexOf(columns, sort);
    return name ? this.database.flavour.byIndex(name) : '';
  }

  private async endOf(
    query: IdsQuery,
    drive: readonly string[],
    window: number,
    kind: SortKind,
  ): Promise<{ id: number; key: number | string } | undefined> {
    const { sql, parameters } = windowEnd('tickets', query, drive, window);
    const [row] = await this.database.query<{ id: number; sortKey: number | string }>(sql, parameters);
    if (!row) return undefined;
    const { id, sortKey } = row;
    return { id, key: kind === 'time' ? toDate(sortKey as string).getTime() : sortKey };
  }

  /** From the counters that are kept, or counted as far as `COUNT_MAX`; less far where many ranges are merged. */
  private async total(
    plan: Plan | undefined,
    search: TicketSearch,
  ): Promise<{ total: number; totalIsExact: boolean }> {
    if (!plan) return { total: 0, totalIsExact: true };
    let kept = 0;
    if (isCounted(plan, search)) {
      kept = await this.kept(search, plan);
      if (!plan.query.alternatives) return { total: kept, totalIsExact: true };
      // Staff see these and a few more.
      if (kept > COUNT_MAX) return { total: COUNT_MAX, totalIsExact: false };
    }
    const branches = (plan.ranges?.alternatives?.length ?? 0) + (plan.ranges?.andThose ? 1 : 0);
    const max = branches > 1 ? Math.floor(COUNT_ROWS / branches) : COUNT_MAX;
    const query = { ...plan.query, after: undefined, limit: max + 1 };
    const isWithin = !plan.among && !plan.ranges;
    const ids = plan.among
      ? idsAmong('tickets', query, plan.among)
      : plan.ranges
        ? idsFirst('tickets', { ...plan.ranges, after: undefined, limit: max + 1 })
        : idsWithin('tickets', query, plan.drive, WINDOW_MAX);
    const [row] = await this.database.query<{ total: number }>(
      `select count(*) as total from (${ids.sql}) found`,
      ids.parameters,
    );
    const isCut =
      plan.isCut || (isWithin && (await this.endOf(query, plan.drive, WINDOW_MAX, 'number')) !== undefined);
    const { total } = row!;
    return { total: Math.max(kept, Math.min(total, max)), totalIsExact: total <= max && !isCut };
  }

  /** In the departments that the actor belongs to, or in all. */
  private async kept(search: TicketSearch, { query }: Plan): Promise<number> {
    const statuses = statusesOf(search);
    const own = query.alternatives?.map(({ departmentId }) => departmentId);
    let total = 0;
    for (const [name, value] of await readCounters(this.database, 'tickets/')) {
      const [, departmentId, status] = name.split('/');
      const isSeen = !own || own.includes(Number(departmentId));
      const inDepartment = search.departmentId === undefined || Number(departmentId) === search.departmentId;
      if (isSeen && inDepartment && (!statuses.length || statuses.some((one) => one === status)))
        total += value;
    }
    return total;
  }
}

const keyOfValue = (value: string | number, kind: SortKind): number | string =>
  kind === 'time' ? Date.parse(value as string) : value;

/** Goes on where the looking ended, whatever was found. */
function shortPage(
  page: Page<TicketRow>,
  end: { sort: string; key: number | string; id: number },
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
