import { Injectable } from '@nestjs/common';
import { SYSTEM, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { decodeCursor, pageOf, type Page } from '../common/page.js';
import { readCounters } from '../database/counters.js';
import { Database } from '../database/database.js';
import { marks } from '../database/marks.js';
import { toOptionalRfc3339, toRfc3339 } from '../database/rows.js';
import { SettingsService } from '../settings/settings.service.js';
import { idsFirst, type Equalities } from './ids-first.js';
import type { TicketStatus } from './ticket.states.js';
import { TicketNotFound, TicketSortNotSupported } from './ticket.errors.js';
import { canSee, visibleAlternatives } from './ticket.visibility.js';

/** A ticket as it is read, with the names that lists show; times in RFC 3339. */
export interface TicketRow {
  id: number;
  subject: string;
  status: TicketStatus;
  priority: number;
  departmentId: number;
  departmentName: string;
  requesterId: number | null;
  requesterName: string | null;
  assigneeId: number | null;
  openedById: number | null;
  onHold: boolean;
  dueAt: string | null;
  /** Past for one that is overdue; null: it does not wait for the desk. */
  overdueAt: string | null;
  /** It has passed. */
  overdue: boolean;
  replyCount: number;
  lastMessageAt: string;
  createdAt: string;
  updatedAt: string;
  version: number;
}

export const TICKET_SORTS = ['-updatedAt', 'updatedAt', '-id', 'id'] as const;
/** Of a list of overdue tickets; the others have no such time. */
export const OVERDUE_SORTS = ['overdueAt', '-overdueAt'] as const;
export type TicketSort = (typeof TICKET_SORTS | typeof OVERDUE_SORTS)[number];

export interface TicketFilter {
  departmentId?: number;
  status?: TicketStatus;
  requesterId?: number;
  assigneeId?: number;
}

export interface TicketSearch extends TicketFilter {
  /** Only those that are overdue now. */
  overdue?: true;
  /** Absent: `-updatedAt`, and for overdue tickets `overdueAt`. */
  sort?: TicketSort;
  limit: number;
  cursor?: string;
}

/** What a dialect pages through by number. */
export interface NumberedFilter {
  departmentId?: number;
  requesterId?: number;
  /** One of these; absent: any. */
  statuses?: readonly TicketStatus[];
}

const ROWS = `select t.*, d.name as departmentName, u.fullName as requesterName from`;
const JOINS = `left join departments d on d.id = t.departmentId left join users u on u.id = t.requesterId`;
const BY_ID = `${ROWS} tickets t ${JOINS} where t.id = ?`;

/** Lists and single tickets, as rows. Ids first, then the joins: see ids-first.ts. */
@Injectable()
export class TicketsQueries {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  /** @throws TicketNotFound, also for a ticket that the actor may not see. */
  async get(actor: Actor, id: number): Promise<TicketRow> {
    const [row] = await this.database.query<TicketRow>(BY_ID, [id]);
    if (!row || !canSee(actor, row, this.settings.get('staff_visibility'))) throw new TicketNotFound();
    return toTicketRow(row, this.clock.now().toISOString());
  }

  /** A ticket that the caller has just been let to change; its department may be another one now. */
  async getOwn(id: number): Promise<TicketRow> {
    return this.get(SYSTEM, id);
  }

  /**
   * One page of what the actor may see.
   * @throws TicketSortNotSupported: overdue tickets are read in order of that time, and no others are
   */
  async list(actor: Actor, search: TicketSearch): Promise<Page<TicketRow>> {
    const sort = search.sort ?? (search.overdue ? 'overdueAt' : '-updatedAt');
    if (!(search.overdue ? OVERDUE_SORTS : TICKET_SORTS).some((known) => known === sort))
      throw new TicketSortNotSupported(sort);
    const cursor = decodeCursor(search.cursor, sort);
    const column = sort.replace('-', '') as 'id' | 'updatedAt' | 'overdueAt';
    const down = sort.startsWith('-');
    const rows = await this.select({
      alternatives: visibleAlternatives(actor, this.settings.get('staff_visibility')),
      filter: equalitiesOf(search),
      filterIsNarrow: search.requesterId !== undefined || search.assigneeId !== undefined,
      sort: column,
      sortAtMost: search.overdue && this.clock.now(),
      descending: cursor?.back ? !down : down,
      after: cursor && { key: column === 'id' ? cursor.key : new Date(cursor.key), id: cursor.id },
      limit: search.limit + 1,
    });
    const keyOf = (row: TicketRow): number => (column === 'id' ? row.id : Date.parse(row[column]!));
    return pageOf(rows, search.limit, sort, cursor, keyOf);
  }

  /** A page by number in order of id, of all departments: for callers that act for the desk. */
  selectPage(filter: NumberedFilter, offset: number, limit: number): Promise<TicketRow[]> {
    return this.select({
      alternatives: filter.statuses?.map((status) => ({ status })),
      filter: equalitiesOf({ departmentId: filter.departmentId, requesterId: filter.requesterId }),
      sort: 'id',
      descending: false,
      limit,
      offset,
    });
  }

  /** How many tickets `selectPage` goes through: from kept counters, or from one user's part of an index. */
  async count(filter: NumberedFilter): Promise<number> {
    if (filter.requesterId !== undefined) return this.countOfRequester(filter);
    const counters = await readCounters(this.database, 'tickets/');
    let total = 0;
    for (const [name, value] of counters) {
      const [, departmentId, status] = name.split('/');
      const inDepartment = filter.departmentId === undefined || Number(departmentId) === filter.departmentId;
      if (inDepartment && (!filter.statuses || filter.statuses.includes(status as TicketStatus)))
        total += value;
    }
    return total;
  }

  private async countOfRequester({ requesterId, departmentId, statuses }: NumberedFilter): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      `select count(*) as total from tickets where requesterId = ?${departmentId === undefined ? '' : ' and departmentId = ?'}${
        statuses ? ` and status in (${marks(statuses)})` : ''
      }`,
      [requesterId, ...(departmentId === undefined ? [] : [departmentId]), ...(statuses ?? [])],
    );
    return row!.total;
  }

  private async select(query: Parameters<typeof idsFirst>[1]): Promise<TicketRow[]> {
    const ids = idsFirst('tickets', query);
    const direction = query.descending ? 'desc' : 'asc';
    const rows = await this.database.query<TicketRow>(
      `${ROWS} (${ids.sql}) page cross join tickets t on t.id = page.id ${JOINS}
       order by ${query.sort === 'id' ? '' : `t.${query.sort} ${direction}, `}t.id ${direction}`,
      ids.parameters,
    );
    const now = this.clock.now().toISOString();
    return rows.map((row) => toTicketRow(row, now));
  }
}

/** The counter that a ticket is kept in. */
export const counterOf = (departmentId: number, status: TicketStatus): string =>
  `tickets/${departmentId}/${status}`;

const equalitiesOf = (filter: TicketFilter): Equalities =>
  Object.fromEntries(
    (['departmentId', 'status', 'requesterId', 'assigneeId'] as const)
      .filter((column) => filter[column] !== undefined)
      .map((column) => [column, filter[column]!]),
  );

function toTicketRow(row: TicketRow, now: string): TicketRow {
  const overdueAt = toOptionalRfc3339(row.overdueAt);
  return {
    ...row,
    onHold: Boolean(row.onHold),
    dueAt: toOptionalRfc3339(row.dueAt),
    overdueAt,
    overdue: overdueAt !== null && overdueAt <= now,
    lastMessageAt: toRfc3339(row.lastMessageAt),
    createdAt: toRfc3339(row.createdAt),
    updatedAt: toRfc3339(row.updatedAt),
  };
}
