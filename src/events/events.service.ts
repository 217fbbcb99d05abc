import { Injectable } from '@nestjs/common';
import type { Author } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { Database, afterCommit, type Tx } from '../database/database.js';
import { insertLate } from '../database/late-writes.js';
import { marks } from '../database/marks.js';
import { toDate } from '../database/rows.js';
import type { Changes } from './changes.js';
import { EventNumbers } from './event-numbers.js';

export type EventResource =
  | 'ticket'
  | 'message'
  | 'attachment'
  | 'department'
  | 'category'
  | 'escalation_exclusion'
  | 'tag'
  | 'custom_field'
  | 'canned_response'
  | 'saved_search'
  | 'user'
  | 'staff'
  | 'api_token'
  | 'settings'
  | 'mailbox'
  | 'mail_template'
  | 'inbound_mail'
  | 'outbound_mail'
  | 'webhook';

export interface NewEvent {
  type: string;
  resource: EventResource;
  resourceId: number;
  actor: Author;
  changes?: Changes;
  details?: Record<string, unknown>;
}

/** An event as it is read: `changes` by field, times as dates. */
export interface EventRecord {
  id: number;
  type: string;
  actor: Author;
  changes: Changes;
  details: Record<string, unknown>;
  createdAt: Date;
}

/** An event with its place in the feed. */
export interface FeedEvent extends EventRecord {
  number: number;
  resource: EventResource;
  resourceId: number;
}

/** A condition on the rows of `events e`. */
export interface EventCondition {
  sql: string;
  parameters: readonly unknown[];
}

export interface FeedSearch {
  /** Only events with greater numbers. */
  after: number;
  limit: number;
  condition?: EventCondition;
  /** Of one thing, whose events are few. */
  of?: { resource: EventResource; resourceId: number };
}

/** A part of the feed. There may be no events in it that fit, and yet more to come. */
export interface FeedPart {
  events: FeedEvent[];
  /** How far it was read: where to go on, now or later. */
  position: number;
  /** There is more to be read now. */
  more: boolean;
}

interface EventRow {
  id: number;
  type: string;
  actorKind: Author['kind'];
  actorId: number | null;
  actorName: string;
  details: string;
  createdAt: Date | string;
}

interface FeedRow extends EventRow {
  number: number;
  resource: EventResource;
  resourceId: number;
}

const COLUMNS = 'e.id, e.type, e.actorKind, e.actorId, e.actorName, e.details, e.createdAt';
const FEED_COLUMNS = `${COLUMNS}, e.number, e.resource, e.resourceId`;
/** Events that are looked through for one part of the feed. */
const WINDOW = 2_000;

/** What happened: appended in the transaction of its cause, never changed. */
@Injectable()
export class EventsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly numbers: EventNumbers,
  ) {}

  async append(tx: Tx, event: NewEvent): Promise<void> {
    insertLate(tx, 'events', {
      type: event.type,
      resource: event.resource,
      resourceId: event.resourceId,
      actorKind: event.actor.kind,
      actorId: event.actor.id,
      actorName: event.actor.name,
      details: JSON.stringify({ changes: event.changes ?? {}, ...event.details }),
      createdAt: this.clock.now(),
    });
    afterCommit(tx, () => this.numbers.wake());
  }

  /** The history of one thing after (or with `back` before) an event, oldest first in reading direction. */
  async history(
    resource: NewEvent['resource'],
    resourceId: number,
    from: { id: number; back: boolean } | undefined,
    limit: number,
    types?: readonly string[],
  ): Promise<EventRecord[]> {
    const beyond = from ? ` and id ${from.back ? '<' : '>'} ?` : '';
    const ofTypes = types ? ` and type in (${marks(types)})` : '';
    const rows = await this.database.query<EventRow>(
      `select ${COLUMNS} from events e where resource = ? and resourceId = ?${beyond}${ofTypes}
       order by id ${from?.back ? 'desc' : 'asc'} limit ?`,
      [resource, resourceId, ...(from ? [from.id] : []), ...(types ?? []), limit],
    );
    return rows.map(toEventRecord);
  }

  /** What of these types happened to several things of one kind, oldest first; one statement. */
  async ofSeveral(
    resource: EventResource,
    resourceIds: readonly number[],
    types: readonly string[],
  ): Promise<EventRecord[]> {
    if (!resourceIds.length) return [];
    const rows = await this.database.query<EventRow>(
      `select ${COLUMNS} from events e where resource = ? and resourceId in (${marks(resourceIds)})
       and type in (${marks(types)}) order by id`,
      [resource, ...resourceIds, ...types],
    );
    return rows.map(toEventRecord);
  }

  /** One event, and of what it is; undefined: there is none. */
  async selectOptional(
    id: number,
  ): Promise<(EventRecord & { resource: EventResource; resourceId: number }) | undefined> {
    const [row] = await this.database.query<FeedRow>(`select ${FEED_COLUMNS} from events e where e.id = ?`, [
      id,
    ]);
    return row && { ...toEventRecord(row), resource: row.resource, resourceId: row.resourceId };
  }

  /**
   * What happened after an event, in the order of the feed. However few events fit, no more than some thousand are read:
   * the part then ends where that many have been.
   */
  async feed(search: FeedSearch): Promise<FeedPart> {
    const end = search.condition && !search.of ? await this.endOfWindow(search.after) : undefined;
    if (end && end.position === search.after) return { events: [], position: search.after, more: false };
    const events = await this.selectFeed(search, end?.position);
    const isFull = events.length > search.limit;
    if (isFull) events.length = search.limit;
    return {
      events,
      position: isFull || !end ? (events.at(-1)?.number ?? search.after) : end.position,
      more: isFull || (end?.more ?? false),
    };
  }

  /** How far a part may look. What is numbered later is behind it, so that nothing is passed over. */
  private async endOfWindow(after: number): Promise<{ position: number; more: boolean }> {
    const [row] = await this.database.query<{ position: number | null; found: number }>(
      `select max(number) as position, count(*) as found from
       (select number from events where number > ? order by number limit ${WINDOW}) w`,
      [after],
    );
    return { position: row?.position ?? after, more: row?.found === WINDOW };
  }

  private async selectFeed(
    { after, limit, condition, of }: FeedSearch,
    until: number | undefined,
  ): Promise<FeedEvent[]> {
    // Of one thing: by the index of its events, of which `+ 0` keeps that of the numbers away.
    const place = of ? 'e.resource = ? and e.resourceId = ? and e.number + 0 > ?' : 'e.number > ?';
    const rows = await this.database.query<FeedRow>(
      `select ${FEED_COLUMNS} from events e where ${place}${until === undefined ? '' : ' and e.number <= ?'}${
        condition ? ` and ${condition.sql}` : ''
      } order by e.number limit ?`,
      [
        ...(of ? [of.resource, of.resourceId] : []),
        after,
        ...(until === undefined ? [] : [until]),
        ...(condition?.parameters ?? []),
        limit + 1,
      ],
    );
    return rows.map((row) => ({
      ...toEventRecord(row),
      number: row.number,
      resource: row.resource,
      resourceId: row.resourceId,
    }));
  }
}

function toEventRecord(row: EventRow): EventRecord {
  const { changes, ...details } = JSON.parse(row.details) as { changes: Changes };
  return {
    id: row.id,
    type: row.type,
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    changes,
    details,
    createdAt: toDate(row.createdAt),
  };
}
