import type { Actor } from '../common/actor.js';
import type { FieldMatch } from '../custom-fields/custom-field-values.service.js';
import { marks } from '../database/marks.js';
import { openAlternatives, type Equalities, type IdsQuery, type Sql } from './ids-first.js';
import { driveOf, isIndexed, type TicketFilter } from './ticket-filters.js';
import { TicketSortNotSupported } from './ticket.errors.js';
import type { TicketStatus } from './ticket.states.js';
import { subscriptionsSeen } from './ticket.visibility.js';

/* What a list of tickets may ask for, and by which indexes it is read. Nothing here asks the database. */

/** What a list can be sorted by, the column that holds it, and what kind of thing that is. */
const SORTS = {
  updatedAt: ['updatedAt', 'time'],
  id: ['id', 'number'],
  createdAt: ['createdAt', 'time'],
  lastMessageAt: ['lastMessageAt', 'time'],
  dueAt: ['dueAt', 'time'],
  priority: ['priority', 'number'],
  status: ['status', 'text'],
  subject: ['subjectKey', 'text'],
  requester: ['requesterKey', 'text'],
  assignee: ['assigneeKey', 'text'],
  department: ['departmentKey', 'text'],
  replies: ['replyCount', 'number'],
  minutes: ['minutes', 'number'],
} as const;
/** Of a list of overdue tickets; the others have no such time. */
const OVERDUE = { overdueAt: ['overdueAt', 'time'] } as const;
const ALL_SORTS = { ...SORTS, ...OVERDUE };
type SortName = keyof typeof ALL_SORTS;
export type TicketSort = SortName | `-${SortName}`;
/** A column that one of them reads. */
export type SortColumn = (typeof ALL_SORTS)[SortName][0];

const bothWays = (names: readonly string[]): TicketSort[] =>
  names.flatMap((name) => [`-${name}`, name] as TicketSort[]);
export const TICKET_SORTS = bothWays(Object.keys(SORTS));
export const OVERDUE_SORTS = bothWays(Object.keys(OVERDUE));

/** A name that all tickets of one value share: they are in order of id then. */
const NAME_OF: Partial<Record<SortColumn, string>> = {
  assigneeKey: 'assigneeId',
  requesterKey: 'requesterId',
};

/** How a list is ordered in SQL. */
export function orderOf(
  sort: TicketSort,
  filter: Equalities,
): { column: SortColumn; kind: 'time' | 'number' | 'text'; descending: boolean } {
  const [column, kind] = ALL_SORTS[sort.replace('-', '') as SortName];
  const descending = sort.startsWith('-');
  const shared = NAME_OF[column];
  return shared !== undefined && shared in filter
    ? { column: 'id', kind: 'number', descending }
    : { column, kind, descending };
}

export interface TicketSearch extends TicketFilter {
  /** Absent: `-updatedAt`, of overdue tickets `overdueAt`, of a range of creation `-createdAt`. */
  sort?: TicketSort;
  limit: number;
  cursor?: string;
  /** Words of subject and messages. */
  q?: string;
  /** Asks for `page.total`. */
  count?: boolean;
}

/** A set of so few tickets is read as a whole. Also: of somebody's own subscriptions the newest that lists show. */
export const FEW = 1_000;
/** Ranges of indexes that one list is merged of. */
const BRANCHES_MAX = 30;
/** How one list is read: the first of these that is there. */
export interface Plan {
  query: IdsQuery;
  /** These few. */
  among?: Sql;
  /** And maybe others, which nobody looked for. */
  isCut?: boolean;
  /** Ranges of indexes that hold all of it. */
  ranges?: IdsQuery;
  /** The range of these columns, gone through. */
  drive: readonly string[];
  /** What subscriptions show a user. */
  shown?: readonly number[];
}

/** Tickets that have something to do with one other thing. */
export interface TicketSet {
  /** Finds them, as `ticketId`. */
  ids: Sql;
  /** That a ticket is one of them; undefined: the filter says so already. */
  has?: Sql;
  /** Holds of all tickets besides, whichever way they are found. */
  also?: Sql;
  /** How many they are, where that is known. */
  size?: number;
  /** There may be more, which nobody looked for. */
  isCut?: boolean;
  /** The actor sees all of them, and no others. */
  isAllSeen?: true;
}

/** What users are not told of their tickets they cannot ask for either. */
export const asksStaff = (filter: TicketFilter): boolean =>
  [filter.tag, filter.assigneeId, filter.openedById, filter.subscriberStaffId, filter.subscriberUserId].some(
    (value) => value !== undefined,
  );

export function sortOf(search: TicketSearch): TicketSort {
  const isCreated = search.createdAfter ?? search.createdBefore;
  const usual = search.overdue ? 'overdueAt' : isCreated ? '-createdAt' : '-updatedAt';
  const sort = search.sort ?? usual;
  if (!(search.overdue ? OVERDUE_SORTS : TICKET_SORTS).includes(sort)) throw new TicketSortNotSupported(sort);
  return sort;
}

/** A user whom no subscription shows anything has one range, and asks for it; undefined: nothing of what is asked for is in it. */
export function ownedBy(actor: Actor, query: IdsQuery): IdsQuery | undefined {
  if (actor.kind !== 'user' || query.andThose) return query;
  const [own] = query.alternatives!;
  const isOther = Object.entries(own!).some(
    ([column, value]) => column in query.filter && query.filter[column] !== value,
  );
  return isOther ? undefined : { ...query, alternatives: undefined, filter: { ...query.filter, ...own } };
}

/** Where no index holds alternative, filter and sort together, an index is gone through. */
export function planOf(query: IdsQuery, statuses: readonly TicketStatus[]): Plan {
  const filtered = Object.keys(query.filter);
  const isHeld = (alternative: Equalities): boolean =>
    isIndexed([...new Set([...filtered, ...Object.keys(alternative)])], query.sort);
  const open = openAlternatives(query);
  // Each of several statuses is a range of its own.
  const alternatives =
    statuses.length > 1 ? open.flatMap((one) => statuses.map((status) => ({ ...one, status }))) : open;
  const isExact =
    alternatives.length <= BRANCHES_MAX &&
    alternatives.every(isHeld) &&
    query.conditions!.every(({ sql }) => sql.startsWith(`${query.sort} `) || sql.startsWith('status '));
  const ranges = statuses.length > 1 ? { ...query, alternatives } : query;
  return { query, drive: driveOf(filtered, query.sort), ...(isExact && { ranges }) };
}

/** The newest tickets that subscriptions show the actor, one index range each; none: none ever does. */
export const newestSubscriptions = (
  actor: Actor,
  visibility: Parameters<typeof subscriptionsSeen>[1],
  most = FEW,
): Sql[] =>
  subscriptionsSeen(actor, visibility).map(({ sql, parameters }) => ({
    sql: `select s.ticketId from subscribers s where ${sql} order by s.ticketId desc limit ${most}`,
    parameters,
  }));

/** The same in one. */
export function ownSubscriptions(...asked: Parameters<typeof newestSubscriptions>): Sql | undefined {
  const [first, ...others] = newestSubscriptions(...asked);
  if (!first || !others.length) return first;
  const [, , most = FEW] = asked;
  const sources = [first, ...others];
  const each = sources.map(({ sql }, at) => `select * from (${sql}) way${at}`);
  return {
    sql: `select ticketId from (${each.join(' union ')}) ways order by ticketId desc limit ${most}`,
    parameters: sources.flatMap(({ parameters }) => parameters),
  };
}

export const linkedBy = (table: string, column: string, id: number): TicketSet => ({
  ids: { sql: `select ticketId from ${table} where ${column} = ?`, parameters: [id] },
  has: {
    sql: `exists (select 1 from ${table} x where x.ticketId = tickets.id and x.${column} = ?)`,
    parameters: [id],
  },
});

/** Tickets that have this value in a custom field, and show it. */
export const valuedAs = ({ fieldId, key, departmentIds }: FieldMatch): TicketSet => ({
  ids: {
    sql: 'select ticketId from custom_field_values where fieldId = ? and matchKey = ?',
    parameters: [fieldId, key],
  },
  has: {
    // A value and no `exists`: MariaDB would turn that round and read all tickets that have it.
    sql: '(select count(*) from custom_field_values x where x.ticketId = tickets.id and x.fieldId = ? and x.matchKey = ?) = 1',
    parameters: [fieldId, key],
  },
  // `+ 0`: no index is to be used for it.
  ...(departmentIds && {
    also: departmentIds.length
      ? { sql: `departmentId + 0 in (${marks(departmentIds)})`, parameters: [...departmentIds] }
      : { sql: '1 = 0', parameters: [] },
  }),
});

/** Whether the counters by department and status say it. */
export const isCounted = ({ query, among }: Plan, search: TicketSearch): boolean =>
  !among &&
  search.q === undefined &&
  search.tag === undefined &&
  !search.customField?.length &&
  search.subscriberStaffId === undefined &&
  search.subscriberUserId === undefined &&
  Object.keys(query.filter).every((column) => column === 'departmentId' || column === 'status') &&
  query.conditions!.every(({ sql }) => sql.startsWith('status '));
