import { Injectable } from '@nestjs/common';
import type { Attachment } from '../attachments/attachment.entity.js';
import type { Actor } from '../common/actor.js';
import { Database } from '../database/database.js';
import { marks } from '../database/marks.js';
import { toDate, toRfc3339 } from '../database/rows.js';
import type { StoredBody } from '../messages/message-body.js';
import { SettingsService } from '../settings/settings.service.js';
import { idsFirst, type Sql } from './ids-first.js';
import type { SubscriberKind } from './subscriber.entity.js';
import { ownSubscriptions } from './ticket-list-plan.js';
import { openingOf } from './ticket-openings.js';
import { subscriptionsTo, visibleAlternatives } from './ticket.visibility.js';

/** A page by its place. */
export interface Slice {
  offset: number;
  limit: number;
}

/** `total` is exact up to `COUNT_MAX`; beyond it there are at least so many, and more as one goes on. */
export interface Numbered<T> {
  items: T[];
  total: number;
}

export interface NumberedSubscriber {
  id: number;
  ticketId: number;
  kind: SubscriberKind;
  staffId: number | null;
  name: string;
}

/** Words that were replaced. */
export interface NumberedVersion extends StoredBody {
  id: number;
  messageId: number;
  ticketId: number;
  /** The message opens its ticket. */
  opens: boolean;
  /** Who had written them; null: no member of staff. */
  writerId: number | null;
  replacedAt: string;
}

export type NumberedFile = Attachment & { opens: boolean };

const COUNT_MAX = 1_000;
/** Further on than this nobody is taken. */
const OFFSET_MAX = 1_000_000;
/** Who does not see all tickets is shown, in lists of what hangs on tickets, that of their newest so many. */
const TICKETS_MAX = 1_000;

/** What hangs on tickets: where its rows are, and how they are reached from `t`, some tickets. */
interface Hanging {
  alias: string;
  ticketId: string;
  from: string;
  fromTickets: string;
  /** Notes and what hangs on them are left out. */
  where: string;
}

const SUBSCRIBERS: Hanging = {
  alias: 's',
  ticketId: 's.ticketId',
  from: 'subscribers s',
  fromTickets: 'subscribers s on s.ticketId = t.id',
  where: '1 = 1',
};
const VERSIONS: Hanging = {
  alias: 'v',
  ticketId: 'm.ticketId',
  from: 'message_versions v join messages m on m.id = v.messageId',
  fromTickets: 'messages m on m.ticketId = t.id cross join message_versions v on v.messageId = m.id',
  where: `m.visibility = 'public'`,
};
const FILES: Hanging = {
  alias: 'a',
  ticketId: 'a.ticketId',
  from: 'attachments a join messages m on m.id = a.messageId',
  fromTickets: 'attachments a on a.ticketId = t.id cross join messages m on m.id = a.messageId',
  where: `m.visibility = 'public'`,
};

/** What hangs on tickets by number of page and in order of id, for dialects that know no cursors; no notes. */
@Injectable()
export class NumberedLists {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
  ) {}

  /** Of one ticket that the actor may see, or of all of those. */
  async subscribers(
    actor: Actor,
    { ticketId }: { ticketId?: number },
    slice: Slice,
  ): Promise<Numbered<NumberedSubscriber>> {
    const narrow = ticketId === undefined ? undefined : { sql: 's.ticketId = ?', parameters: [ticketId] };
    return this.read(actor, SUBSCRIBERS, narrow, slice, (ids) => this.selectSubscribers(ids));
  }

  /** What messages said before; of the words that opened a ticket (`openedTicketId`), of a later message (`replyId`), or all. */
  async versions(
    actor: Actor,
    { openedTicketId, replyId }: { openedTicketId?: number; replyId?: number },
    slice: Slice,
  ): Promise<Numbered<NumberedVersion>> {
    const narrow: Sql[] = [];
    if (openedTicketId !== undefined)
      narrow.push({ sql: `v.messageId = ${openingOf('?')}`, parameters: [openedTicketId] });
    if (replyId !== undefined)
      narrow.push({
        sql: `v.messageId = ? and v.messageId <> ${openingOf('m.ticketId')}`,
        parameters: [replyId],
      });
    const all = narrow.length
      ? {
          sql: narrow.map(({ sql }) => sql).join(' and '),
          parameters: narrow.flatMap(({ parameters }) => parameters),
        }
      : undefined;
    return this.read(actor, VERSIONS, all, slice, (ids) => this.selectVersions(ids));
  }

  async files(actor: Actor, slice: Slice): Promise<Numbered<NumberedFile>> {
    return this.read(actor, FILES, undefined, slice, (ids) => this.selectFiles(ids));
  }

  /** One of them, for who may see its ticket. */
  async subscriber(actor: Actor, id: number): Promise<NumberedSubscriber | undefined> {
    return (await this.selectSubscribers(await this.visible(actor, SUBSCRIBERS, id)))[0];
  }

  async version(actor: Actor, id: number): Promise<NumberedVersion | undefined> {
    return (await this.selectVersions(await this.visible(actor, VERSIONS, id)))[0];
  }

  async file(actor: Actor, id: number): Promise<NumberedFile | undefined> {
    return (await this.selectFiles(await this.visible(actor, FILES, id)))[0];
  }

  private async selectSubscribers(ids: readonly number[]): Promise<NumberedSubscriber[]> {
    if (!ids.length) return [];
    return this.database.query<NumberedSubscriber>(
      `select s.id, s.ticketId, s.kind, s.staffId, coalesce(f.fullName, u.fullName, nullif(s.name, ''), s.address) as name
       from subscribers s left join staff f on f.id = s.staffId left join users u on u.id = s.userId
       where s.id in (${marks(ids)}) order by s.id`,
      [...ids],
    );
  }

  private async selectVersions(ids: readonly number[]): Promise<NumberedVersion[]> {
    if (!ids.length) return [];
    const rows = await this.database.query<NumberedVersion>(
      `select v.id, v.messageId, m.ticketId, v.format, v.body, v.html, v.text, v.replacedAt,
         m.id = ${openingOf('m.ticketId')} as opens,
         case when p.id is not null then case when p.replacedByKind = 'staff' then p.replacedById end
           when m.authorKind = 'staff' then m.authorId end as writerId
       from message_versions v join messages m on m.id = v.messageId left join message_versions p on p.id =
         (select max(b.id) from message_versions b where b.messageId = v.messageId and b.id < v.id)
       where v.id in (${marks(ids)}) order by v.id`,
      [...ids],
    );
    return rows.map((row) => ({
      ...row,
      opens: Boolean(row.opens),
      replacedAt: toRfc3339(row.replacedAt),
    }));
  }

  private async selectFiles(ids: readonly number[]): Promise<NumberedFile[]> {
    if (!ids.length) return [];
    const rows = await this.database.query<NumberedFile>(
      `select a.*, a.messageId = ${openingOf('a.ticketId')} as opens from attachments a
       where a.id in (${marks(ids)}) order by a.id`,
      [...ids],
    );
    return rows.map((row) => ({ ...row, opens: Boolean(row.opens), createdAt: toDate(row.createdAt) }));
  }

  /** Ids first; one more than is shown says whether there are more. */
  private async read<T>(
    actor: Actor,
    hanging: Hanging,
    narrow: Sql | undefined,
    { offset, limit }: Slice,
    select: (ids: readonly number[]) => Promise<T[]>,
  ): Promise<Numbered<T>> {
    const seen = narrow ? this.narrowed(actor, hanging, narrow) : this.all(actor, hanging);
    const [rows, [counted]] = await Promise.all([
      offset > OFFSET_MAX
        ? []
        : this.database.query<{ id: number }>(`${seen.sql} order by ${hanging.alias}.id limit ? offset ?`, [
            ...seen.parameters,
            limit + 1,
            offset,
          ]),
      this.database.query<{ total: number }>(
        `select count(*) as total from (${seen.sql} limit ${COUNT_MAX + 1}) n`,
        seen.parameters,
      ),
    ]);
    const ids = rows.slice(0, limit).map(({ id }) => id);
    const known = rows.length ? offset + rows.length : 0;
    const total = counted!.total > COUNT_MAX ? Math.max(COUNT_MAX, known) : counted!.total;
    return { items: await select(ids), total };
  }

  private async visible(actor: Actor, hanging: Hanging, id: number): Promise<number[]> {
    const { sql, parameters } = this.narrowed(actor, hanging, {
      sql: `${hanging.alias}.id = ?`,
      parameters: [id],
    });
    return (await this.database.query<{ id: number }>(sql, parameters)).map((row) => row.id);
  }

  /** The few rows that fit a condition, each asked whether its ticket may be seen. */
  private narrowed(actor: Actor, { alias, ticketId, from, where }: Hanging, narrow: Sql): Sql {
    const visibility = this.settings.get('staff_visibility');
    const alternatives = visibleAlternatives(actor, visibility);
    const sql = `select ${alias}.id from ${from}`;
    const fits = `where ${where} and ${narrow.sql}`;
    if (!alternatives) return { sql: `${sql} ${fits}`, parameters: narrow.parameters };
    // `+ 0`: the tickets are found by their ids, and by no other index.
    const options = alternatives.map((columns) =>
      Object.keys(columns)
        .map((name) => `t.${name} + 0 = ?`)
        .join(' and '),
    );
    const values: unknown[] = alternatives.flatMap((columns) => Object.values(columns));
    const subscriptions = subscriptionsTo('t.id', actor, visibility);
    if (subscriptions) {
      options.push(`${subscriptions.sql} > 0`);
      values.push(...subscriptions.parameters);
    }
    return {
      sql: `${sql} join tickets t on t.id = ${ticketId} ${fits} and (${options.join(' or ') || '1 = 0'})`,
      parameters: [...narrow.parameters, ...values],
    };
  }

  /** All of them, or those of the newest tickets that the actor sees. */
  private all(actor: Actor, { alias, from, fromTickets, where }: Hanging): Sql {
    const visibility = this.settings.get('staff_visibility');
    const alternatives = visibleAlternatives(actor, visibility);
    if (!alternatives) return { sql: `select ${alias}.id from ${from} where ${where}`, parameters: [] };
    const newest = idsFirst('tickets', {
      alternatives,
      andThose: ownSubscriptions(actor, visibility),
      filter: {},
      sort: 'id',
      descending: true,
      limit: TICKETS_MAX,
    });
    return {
      sql: `select ${alias}.id from (${newest.sql}) t cross join ${fromTickets} where ${where}`,
      parameters: newest.parameters,
    };
  }
}
