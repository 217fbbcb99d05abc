import { marks } from '../database/marks.js';
import type { Equalities, Sql } from './ids-first.js';
import type { TicketStatus } from './ticket.states.js';

/** What a list of tickets is narrowed to; all of it must fit. */
export interface TicketFilter {
  departmentId?: number;
  categoryId?: number;
  /** One of these. */
  status?: TicketStatus | readonly TicketStatus[];
  /** As it is stored. */
  priority?: number;
  requesterId?: number;
  /** Null: nobody works on it. */
  assigneeId?: number | null;
  /** The staff member who opened it. */
  openedById?: number;
  onHold?: boolean;
  /** This member of staff gets copies. */
  subscriberStaffId?: number;
  /** This user gets copies. */
  subscriberUserId?: number;
  /** The name of a tag, whatever its case. */
  tag?: string;
  /** `name:value` of custom fields. */
  customField?: readonly string[];
  createdAfter?: Date;
  createdBefore?: Date;
  updatedAfter?: Date;
  updatedBefore?: Date;
  /** Only those that are overdue now. */
  overdue?: true;
}

const COLUMNS = [
  'departmentId',
  'categoryId',
  'priority',
  'requesterId',
  'assigneeId',
  'openedById',
  'onHold',
] as const;

/** The fields that are columns with one value. */
export function equalitiesOf(filter: TicketFilter): Equalities {
  const [status, ...others] = statusesOf(filter);
  return Object.fromEntries([
    ...COLUMNS.filter((column) => filter[column] !== undefined).map((column) => [column, filter[column]]),
    ...(status && !others.length ? [['status', status]] : []),
  ]) as Equalities;
}

/** All the others, but for tag and subscriber. */
export function conditionsOf(filter: TicketFilter, sort: string, now: Date): Sql[] {
  const statuses = statusesOf(filter);
  const compared = [
    [filter.createdAfter, 'createdAt >= ?'],
    [filter.createdBefore, 'createdAt < ?'],
    [filter.updatedAfter, 'updatedAt >= ?'],
    [filter.updatedBefore, 'updatedAt < ?'],
    [filter.overdue && now, 'overdueAt <= ?'],
  ] as const;
  return [
    ...(statuses.length > 1 ? [{ sql: `status in (${marks(statuses)})`, parameters: [...statuses] }] : []),
    ...compared.flatMap(([value, sql]) => (value ? [{ sql, parameters: [value] }] : [])),
    // A ticket without a due date has no place in that order.
    ...(sort === 'dueAt' ? [{ sql: 'dueAt is not null', parameters: [] }] : []),
  ];
}

export const statusesOf = ({ status }: TicketFilter): readonly TicketStatus[] =>
  status === undefined ? [] : typeof status === 'string' ? [status] : [...new Set(status)];

/** Which columns an index holds together with a sort, the one that leaves the fewest rows first. */
const INDEXES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  updatedAt: [
    ['requesterId'],
    ['assigneeId', 'status'],
    ['openedById', 'status'],
    ['assigneeId', 'openedById'],
    ['departmentId', 'assigneeId'],
    ['departmentId', 'openedById'],
    ['assigneeId'],
    ['openedById'],
    ['categoryId'],
    ['departmentId', 'status'],
    ['departmentId'],
    ['status'],
    ['priority'],
    ['onHold'],
    [],
  ],
  id: [
    ['requesterId'],
    ['assigneeId'],
    ['openedById'],
    ['departmentId', 'status'],
    ['departmentId'],
    ['status'],
    ['priority'],
    [],
  ],
  overdueAt: [['departmentId'], []],
  priority: [['priority'], []],
  status: [['departmentId', 'status'], ['departmentId'], ['status'], []],
  departmentKey: [['departmentId'], ['assigneeId'], ['openedById'], []],
};
const ALONE: readonly (readonly string[])[] = [[]];

/** Whether one index holds just these columns and the sort. */
export const isIndexed = (columns: readonly string[], sort: string): boolean =>
  holderOf(columns, sort) !== undefined;

/** The name of that index; undefined: there is none, or it is the key. */
export function indexOf(columns: readonly string[], sort: string): string | undefined {
  const parts = [...(holderOf(columns, sort) ?? [])].filter((column) => column !== sort);
  if (sort !== 'id') parts.push(sort);
  return holderOf(columns, sort) && parts.length ? `ix_tickets__${parts.join('_')}` : undefined;
}

const holderOf = (columns: readonly string[], sort: string): readonly string[] | undefined =>
  (INDEXES[sort] ?? ALONE).find(
    (index) => index.length === columns.length && index.every((column) => columns.includes(column)),
  );

/** The columns to go through an index by: of those that have a value, the ones that leave the fewest rows. */
export const driveOf = (columns: readonly string[], sort: string): readonly string[] =>
  (INDEXES[sort] ?? ALONE).find((index) => index.every((column) => columns.includes(column)))!;
