import { Injectable } from '@nestjs/common';
import { Attachment } from '../attachments/attachment.entity.js';
import type { Actor } from '../common/actor.js';
import { readCounters } from '../database/counters.js';
import { Database } from '../database/database.js';
import { marks } from '../database/marks.js';
import { toDate, toRfc3339 } from '../database/rows.js';
import type { MessageRow } from '../messages/messages.service.js';
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

/** All that somebody may see, in order of id: for dialects, whose lists are complete or paged by number. */
@Injectable()
export class SeenLists {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly queries: TicketsQueries,
  ) {}

  async tickets(actor: Actor, filter: SeenFilter, part: SeenPart): Promise<TicketRow[]> {
    const visibility = this.settings.get('staff_visibility');
    const descending = part.newestFirst === true;
    const seen = visibleAlternatives(actor, visibility);
    const { statuses } = filter;
    const ids = idsFirst('tickets', {
      alternatives: statuses ? withEach(seen ?? [{}], statuses) : seen,
      andThose: ownSubscriptions(actor, visibility),
      filter: filter.requesterId === undefined ? {} : { requesterId: filter.requesterId },
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

  /** How many `tickets` goes through: from kept counters, and what is seen of other departments counted. */
  async countTickets(actor: Actor, filter: SeenFilter): Promise<number> {
    const seen = visibleAlternatives(actor, this.settings.get('staff_visibility'));
    if (filter.requesterId !== undefined || actor.kind === 'user')
      return this.count(this.ticketsSql(actor, filter));
    const own = seen?.flatMap(({ departmentId }) => departmentId ?? []);
    let total = 0;
    for (const [name, value] of await readCounters(this.database, 'tickets/')) {
      const [, departmentId, status] = name.split('/');
      const isOwn = !own || own.includes(Number(departmentId));
      if (isOwn && (!filter.statuses || filter.statuses.includes(status as TicketStatus))) total += value;
    }
    return own ? total + (await this.count(this.elsewhereSql(actor, filter, own))) : total;
  }

  /** What was said on those tickets; without notes for a user. */
  async messages(actor: Actor, part: SeenPart): Promise<MessageRow[]> {
    const { sql, parameters } = this.hangingSql(actor, 'messages', part);
    const rows = await this.database.query<MessageRow>(sql, parameters);
    return rows.map((row) => ({
      ...row,
      createdAt: toRfc3339(row.createdAt),
      updatedAt: toRfc3339(row.updatedAt),
    }));
  }

  countMessages(actor: Actor): Promise<number> {
    return this.count(this.hangingSql(actor, 'messages'));
  }

  /** The files of what was said. */
  async files(actor: Actor, part: SeenPart): Promise<Attachment[]> {
    const { sql, parameters } = this.hangingSql(actor, 'attachments', part);
    const rows = await this.database.query<Attachment>(sql, parameters);
    return rows.map((row) => ({ ...row, createdAt: toDate(row.createdAt) }));
  }

  countFiles(actor: Actor): Promise<number> {
    return this.count(this.hangingSql(actor, 'attachments'));
  }

  /** What hangs on tickets that the actor sees: `ticketId` names them. */
  private hangingSql(actor: Actor, table: 'messages' | 'attachments', part?: SeenPart): Sql {
    const conditions = [
      this.seenSql(actor),
      ...(part && 'after' in part ? [{ sql: 'h.id > ?', parameters: [part.after] }] : []),
      ...(actor.kind === 'user' ? [PUBLIC_ONLY[table]] : []),
    ].filter((condition) => condition !== undefined);
    const where = conditions.length ? ` where ${conditions.map(({ sql }) => sql).join(' and ')}` : '';
    const join = this.seenSql(actor) ? ' join tickets t on t.id = h.ticketId' : '';
    const cut = part ? ' order by h.id limit ? offset ?' : '';
    return {
      sql: `select h.* from ${table} h${join}${where}${cut}`,
      parameters: [
        ...conditions.flatMap(({ parameters }) => parameters),
        ...(part ? [part.limit, 'offset' in part ? part.offset : 0] : []),
      ],
    };
  }

  /** The rule of `canSee` as a condition on `tickets t`; undefined: every ticket. */
  private seenSql(actor: Actor): Sql | undefined {
    const visibility = this.settings.get('staff_visibility');
    const seen = visibleAlternatives(actor, visibility);
    if (!seen) return undefined;
    const those = ownSubscriptions(actor, visibility);
    const options = [
      ...seen.map((columns) => ({
        sql: Object.keys(columns)
          .map((column) => `t.${column} = ?`)
          .join(' and '),
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

  private ticketsSql(actor: Actor, { statuses, requesterId }: SeenFilter): Sql {
    const conditions = [
      ...(requesterId === undefined ? [] : [{ sql: 't.requesterId = ?', parameters: [requesterId] }]),
      ...(statuses ? [{ sql: `t.status in (${marks(statuses)})`, parameters: [...statuses] }] : []),
      this.seenSql(actor) ?? { sql: '1 = 1', parameters: [] },
    ];
    return {
      sql: `select t.id from tickets t where ${conditions.map(({ sql }) => sql).join(' and ')}`,
      parameters: conditions.flatMap(({ parameters }) => parameters),
    };
  }

  /** Theirs, although of other departments: few, each kind by its own index. */
  private elsewhereSql(actor: Actor, { statuses }: SeenFilter, own: readonly number[]): Sql {
    const those = ownSubscriptions(actor, this.settings.get('staff_visibility'));
    const rest =
      (own.length ? ` and departmentId not in (${marks(own)})` : '') +
      (statuses ? ` and status in (${marks(statuses)})` : '');
    const more = [...own, ...(statuses ?? [])];
    const sources: Sql[] = [
      { sql: `select id from tickets where assigneeId = ?${rest}`, parameters: [actor.id, ...more] },
      { sql: `select id from tickets where openedById = ?${rest}`, parameters: [actor.id, ...more] },
      ...(those
        ? [
            {
              sql: `select id from tickets where id in (select ticketId from (${those.sql}) own)${rest}`,
              parameters: [...those.parameters, ...more],
            },
          ]
        : []),
    ];
    return {
      sql: sources.map(({ sql }) => sql).join(' union '),
      parameters: sources.flatMap(({ parameters }) => parameters),
    };
  }

  private async count({ sql, parameters }: Sql): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      `select count(*) as total from (${sql}) seen`,
      parameters,
    );
    return Number(row!.total);
  }
}

const PUBLIC_ONLY: Record<'messages' | 'attachments', Sql> = {
  messages: { sql: "h.visibility = 'public'", parameters: [] },
  attachments: {
    sql: "h.messageId in (select id from messages where visibility = 'public')",
    parameters: [],
  },
};

/** An index range for each of them. */
const withEach = (alternatives: readonly Equalities[], statuses: readonly TicketStatus[]): Equalities[] =>
  alternatives.flatMap((alternative) => statuses.map((status) => ({ ...alternative, status })));
