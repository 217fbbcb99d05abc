import { Injectable } from '@nestjs/common';
import { SYSTEM, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { CustomFieldValuesService, type ShownValues } from '../custom-fields/custom-field-values.service.js';
import { readCounters } from '../database/counters.js';
import { Database } from '../database/database.js';
import { marks } from '../database/marks.js';
import { toOptionalRfc3339, toRfc3339 } from '../database/rows.js';
import type { DepartmentLocale } from '../departments/department.entity.js';
import type { Visibility } from '../messages/message.entity.js';
import { SettingsService } from '../settings/settings.service.js';
import { idsFirst, type IdsQuery, type Sql } from './ids-first.js';
import { openDependency } from './ticket-dependencies.js';
import { equalitiesOf } from './ticket-filters.js';
import type { TicketStatus } from './ticket.states.js';
import { TicketNotFound } from './ticket.errors.js';
import { canSee, subscriptionsTo } from './ticket.visibility.js';

/** A ticket as it is read, with the names that lists show; times in RFC 3339. */
export interface TicketRow {
  id: number;
  subject: string;
  status: TicketStatus;
  priority: number;
  departmentId: number;
  departmentName: string;
  /** Language of the mails about it; null: that of the desk. */
  departmentLocale: DepartmentLocale | null;
  categoryId: number | null;
  requesterId: number | null;
  requesterName: string | null;
  /** This and `openedById`: null for a user, who is not told. */
  assigneeId: number | null;
  openedById: number | null;
  onHold: boolean;
  dueAt: string | null;
  /** Past for one that is overdue; null: it does not wait for the desk. */
  overdueAt: string | null;
  /** It has passed. */
  overdue: boolean;
  lastEscalatedAt: string | null;
  replyCount: number;
  /** Of work; 0 for a user. */
  minutes: number;
  /** The ticket that it was merged into. */
  mergedIntoId: number | null;
  /** By name; none for a user, who never sees them. */
  tags: string[];
  /** What names are sorted by. */
  subjectKey: string;
  requesterKey: string;
  assigneeKey: string;
  departmentKey: string;
  /** Of the first public answer of the desk. */
  firstResponseAt: string | null;
  /** Since when it has been resolved, closed or a duplicate. */
  closedAt: string | null;
  /** How it was resolved; null for a user, unless it is public. */
  resolution: string | null;
  resolutionVisibility: Visibility | null;
  /** By name, those that the actor may know of; not read for pages of dialects. */
  customFields: ShownValues;
  lastMessageAt: string;
  createdAt: string;
  updatedAt: string;
  version: number;
}

/** As it is stored: tag names in one text, and how many subscriptions show it to who asks. */
type RawRow = Omit<TicketRow, 'tags' | 'customFields'> & { tags: string | null };
type SeenRow = RawRow & { subscribed?: number };

type Order = Pick<IdsQuery, 'sort' | 'descending'>;

/** What a dialect pages through by number. */
export interface NumberedFilter {
  departmentId?: number;
  requesterId?: number;
  /** One of these; absent: any. */
  statuses?: readonly TicketStatus[];
}

/** How staff work is no business of the user who asked. */
const UNTOLD = { assigneeId: null, openedById: null, minutes: 0, tags: [] };

const ROWS = `select t.*, d.name as departmentName, d.locale as departmentLocale, u.fullName as requesterName,
  (select group_concat(g.name) from ticket_tags x join tags g on g.id = x.tagId where x.ticketId = t.id) as tags from`;
const JOINS = `left join departments d on d.id = t.departmentId left join users u on u.id = t.requesterId`;
const BY_ID = `tickets t ${JOINS} where t.id = ?`;

/** Lists and single tickets, as rows. Ids first, then the joins: see ids-first.ts. */
@Injectable()
export class TicketsQueries {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
    private readonly values: CustomFieldValuesService,
  ) {}

  /** @throws TicketNotFound, also for a ticket that the actor may not see. */
  async get(actor: Actor, id: number): Promise<TicketRow> {
    return this.one(actor, id, actor);
  }

  /** A ticket that the caller has just been let to change; its department may be another one now. */
  async getOwn(actor: Actor, id: number): Promise<TicketRow> {
    return this.one(SYSTEM, id, actor);
  }

  /** Of these tickets those that the actor may see, by id. */
  async selectVisible(actor: Actor, ids: readonly number[]): Promise<Map<number, TicketRow>> {
    if (!ids.length) return new Map();
    const { sql, parameters } = this.rowsFor(actor);
    const rows = await this.database.query<SeenRow>(
      `${sql} tickets t ${JOINS} where t.id in (${marks(ids)})`,
      [...parameters, ...ids],
    );
    const seen = rows.filter((row) => this.sees(actor, row));
    return new Map((await this.complete(actor, seen)).map((row) => [row.id, row]));
  }

  /** Of these tickets those that wait for another one. */
  async selectWaiting(ids: readonly number[]): Promise<Set<number>> {
    if (!ids.length) return new Set();
    const rows = await this.database.query<{ id: number }>(
      `select id from tickets where id in (${marks(ids)}) and exists (${openDependency('tickets.id')})`,
      [...ids],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** The tickets with the ids that `ids` finds, in the order of the query. */
  async select(actor: Actor, order: Order, ids: Sql): Promise<TicketRow[]> {
    return this.complete(actor, await this.selectRaw(order, ids));
  }

  private async selectRaw({ sort, descending }: Order, ids: Sql): Promise<RawRow[]> {
    const direction = descending ? 'desc' : 'asc';
    return this.database.query<RawRow>(
      `${ROWS} (${ids.sql}) page cross join tickets t on t.id = page.id ${JOINS}
       order by ${sort === 'id' ? '' : `t.${sort} ${direction}, `}t.id ${direction}`,
      ids.parameters,
    );
  }

  /** A page by number in order of id, of all departments: for callers that act for the desk. */
  async selectPage(filter: NumberedFilter, offset: number, limit: number): Promise<TicketRow[]> {
    const query = {
      alternatives: filter.statuses?.map((status) => ({ status })),
      filter: equalitiesOf({ departmentId: filter.departmentId, requesterId: filter.requesterId }),
      sort: 'id',
      descending: false,
      limit,
      offset,
    };
    return this.toRows(SYSTEM, await this.selectRaw(query, idsFirst('tickets', query)));
  }

  /** How many tickets `selectPage` goes through: from kept counters, or from one user's part of an index. */
  async count(filter: NumberedFilter): Promise<number> {
    if (filter.requesterId !== undefined) return this.countOfRequester(filter);
    const counters = await readCounters(this.database, 'tickets/');
    const isAll = filter.departmentId === undefined && !filter.statuses;
    let total = 0;
    for (const [name, value] of counters) {
      if (isAll) {
        total += value;
        continue;
      }
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

  /** Who does not see everything is told with each row how many subscriptions show it to them. */
  private rowsFor(actor: Actor): Sql {
    const subscribed = subscriptionsTo('t.id', actor, this.settings.get('staff_visibility'));
    return subscribed
      ? {
          sql: ROWS.replace(/ from$/, `, ${subscribed.sql} as subscribed from`),
          parameters: subscribed.parameters,
        }
      : { sql: ROWS, parameters: [] };
  }

  private sees(actor: Actor, row: SeenRow): boolean {
    return canSee(actor, row, this.settings.get('staff_visibility'), Boolean(row.subscribed));
  }

  /** The ticket if `reader` may see it, as `shownTo` is shown it. */
  private async one(reader: Actor, id: number, shownTo: Actor): Promise<TicketRow> {
    const { sql, parameters } = this.rowsFor(reader);
    const [row] = await this.database.query<SeenRow>(`${sql} ${BY_ID}`, [...parameters, id]);
    if (!row || !this.sees(reader, row)) throw new TicketNotFound();
    return (await this.complete(shownTo, [row]))[0]!;
  }

  private async complete(actor: Actor, raw: readonly SeenRow[]): Promise<TicketRow[]> {
    const rows = this.toRows(actor, raw);
    const values = await this.values.shown(actor, rows);
    for (const row of rows) row.customFields = values.get(row.id)!;
    return rows;
  }

  private toRows(actor: Actor, rows: readonly SeenRow[]): TicketRow[] {
    const now = this.clock.now().toISOString();
    return rows.map((row) => toTicketRow(row, now, actor.kind === 'user'));
  }
}

/** The counter that a ticket is kept in. */
export const counterOf = (departmentId: number, status: TicketStatus): string =>
  `tickets/${departmentId}/${status}`;

/** In place: nobody else has the row, and a copy of it takes longer than all that is changed. */
function toTicketRow(raw: SeenRow, now: string, isForUser: boolean): TicketRow {
  const row = raw as unknown as TicketRow;
  row.tags = raw.tags?.split(',').toSorted() ?? [];
  row.customFields = {};
  row.onHold = Boolean(row.onHold);
  row.dueAt = toOptionalRfc3339(row.dueAt);
  row.overdueAt = toOptionalRfc3339(row.overdueAt);
  row.overdue = row.overdueAt !== null && row.overdueAt <= now;
  row.lastEscalatedAt = toOptionalRfc3339(row.lastEscalatedAt);
  row.firstResponseAt = toOptionalRfc3339(row.firstResponseAt);
  row.closedAt = toOptionalRfc3339(row.closedAt);
  row.lastMessageAt = toRfc3339(row.lastMessageAt);
  row.createdAt = toRfc3339(row.createdAt);
  row.updatedAt = toRfc3339(row.updatedAt);
  if (!isForUser) return row;
  const resolution = row.resolutionVisibility !== 'public' && {
    resolution: null,
    resolutionVisibility: null,
  };
  return Object.assign(row, UNTOLD, resolution);
}
