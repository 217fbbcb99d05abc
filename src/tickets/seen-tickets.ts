import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { readCounters } from '../database/counters.js';
import { Database } from '../database/database.js';
import { marks } from '../database/marks.js';
import { SettingsService } from '../settings/settings.service.js';
import { idsFirst, type Equalities, type Sql } from './ids-first.js';
import { ownSubscriptions } from './ticket-list-plan.js';
import type { TicketStatus } from './ticket.states.js';
import { visibleAlternatives } from './ticket.visibility.js';
import { TicketsQueries, type TicketRow } from './tickets.queries.js';

export interface SeenFilter {
  /** One of these; absent: any. */
  statuses?: readonly TicketStatus[];
  requesterId?: number;
}

/** A part of a list in order of id: a page by number, or what comes after an id. */
export type SeenPart = { limit: number; newestFirst?: true } & ({ offset: number } | { after: number });

/** The tickets that somebody may see, in order of id: for dialects, whose lists are complete or paged by number. */
@Injectable()
export class SeenTickets {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly queries: TicketsQueries,
  ) {}

  async list(actor: Actor, { statuses, requesterId }: SeenFilter, part: SeenPart): Promise<TicketRow[]> {
    const visibility = this.settings.get('staff_visibility');
    const descending = part.newestFirst === true;
    const seen = visibleAlternatives(actor, visibility);
    const ids = idsFirst('tickets', {
      alternatives: statuses ? withEach(seen ?? [{}], statuses) : seen,
      andThose: ownSubscriptions(actor, visibility),
      filter: requesterId === undefined ? {} : { requesterId },
      // Also of those that are seen by another way than a column.
      conditions: statuses && [{ sql: `status in (${marks(statuses)})`, parameters: [...statuses] }],
      sort: 'id',
      descending,
      limit: part.limit,
      ...('offset' in part
        ? { offset: part.offset }
        : part.after > 0 && { after: { key: part.after, id: part.after } }),
    });
    return this.queries.select(actor, { sort: 'id', descending }, ids);
  }

  /**
   * How many they are: from kept counters, and what staff see in departments that are not theirs counted there by the
   * indexes of these; those of one requester are counted.
   */
  async count(actor: Actor, filter: SeenFilter): Promise<number> {
    if (filter.requesterId !== undefined) return this.countOfRequester(actor, filter);
    const seen = visibleAlternatives(actor, this.settings.get('staff_visibility'));
    const own = new Set(seen?.flatMap(({ departmentId }) => departmentId ?? []));
    const others = new Set<number>();
    let total = 0;
    for (const [name, value] of await readCounters(this.database, 'tickets/')) {
      const [, department, status] = name.split('/');
      const departmentId = Number(department);
      if (filter.statuses && !filter.statuses.includes(status as TicketStatus)) continue;
      if (!seen || own.has(departmentId)) total += value;
      else if (value) others.add(departmentId);
    }
    return others.size ? total + (await this.countElsewhere(actor, filter, [...others])) : total;
  }

  private countElsewhere(
    actor: Actor,
    { statuses }: SeenFilter,
    departmentIds: readonly number[],
  ): Promise<number> {
    const visibility = this.settings.get('staff_visibility');
    const rest = {
      sql: `departmentId in (${marks(departmentIds)})${statuses ? ` and status in (${marks(statuses)})` : ''}`,
      parameters: [...departmentIds, ...(statuses ?? [])],
    };
    const personal = visibleAlternatives(actor, visibility)!.filter((columns) => !columns.departmentId);
    const sources: Sql[] = personal.map((columns) => ({
      sql: `select id from tickets where ${rest.sql} and ${equal(columns)}`,
      parameters: [...rest.parameters, ...Object.values(columns)],
    }));
    const subscribed = ownSubscriptions(actor, visibility);
    if (subscribed)
      sources.push({
        sql: `select id from (${subscribed.sql}) s join tickets on id = s.ticketId where ${rest.sql}`,
        parameters: [...subscribed.parameters, ...rest.parameters],
      });
    return countRows(this.database, {
      sql: sources.map(({ sql }) => sql).join(' union '),
      parameters: sources.flatMap(({ parameters }) => parameters),
    });
  }

  private countOfRequester(actor: Actor, { requesterId, statuses }: SeenFilter): Promise<number> {
    const seen = seenTickets(actor, this.settings.get('staff_visibility'));
    return countRows(this.database, {
      sql: `select t.id from tickets t where t.requesterId = ?${
        statuses ? ` and t.status in (${marks(statuses)})` : ''
      }${seen ? ` and ${seen.sql}` : ''}`,
      parameters: [requesterId, ...(statuses ?? []), ...(seen?.parameters ?? [])],
    });
  }
}

/** An index range for each of them. */
const withEach = (alternatives: readonly Equalities[], statuses: readonly TicketStatus[]): Equalities[] =>
  alternatives.flatMap((alternative) => statuses.map((status) => ({ ...alternative, status })));

const equal = (columns: object, alias = ''): string =>
  Object.keys(columns)
    .map((column) => `${alias}${column} = ?`)
    .join(' and ');

/** The rule of `canSee` as a condition on `tickets t`; undefined: every ticket. */
export function seenTickets(
  actor: Actor,
  visibility: Parameters<typeof visibleAlternatives>[1],
): Sql | undefined {
  const seen = visibleAlternatives(actor, visibility);
  if (!seen) return undefined;
  const those = ownSubscriptions(actor, visibility);
  const options = [
    ...seen.map((columns) => ({
      sql: equal(columns, 't.'),
      parameters: Object.values(columns) as unknown[],
    })),
    ...(those
      ? [{ sql: `t.id in (select ticketId from (${those.sql}) own)`, parameters: those.parameters }]
      : []),
    { sql: '1 = 0', parameters: [] },
  ];
  return {
    sql: `(${options.map(({ sql }) => sql).join(' or ')})`,
    parameters: options.flatMap(({ parameters }) => parameters),
  };
}

export async function countRows(database: Database, { sql, parameters }: Sql): Promise<number> {
  const [row] = await database.query<{ total: number }>(
    `select count(*) as total from (${sql}) counted`,
    parameters,
  );
  return Number(row!.total);
}
