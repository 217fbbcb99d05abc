import { Injectable } from '@nestjs/common';
import type { Author } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { Database, type Tx } from '../database/database.js';
import { insertLate } from '../database/late-writes.js';
import { toDate } from '../database/rows.js';
import type { Changes } from './changes.js';

export interface NewEvent {
  type: string;
  resource:
    | 'ticket'
    | 'message'
    | 'attachment'
    | 'department'
    | 'category'
    | 'tag'
    | 'user'
    | 'staff'
    | 'api_token'
    | 'settings'
    | 'mailbox'
    | 'mail_template'
    | 'inbound_mail'
    | 'outbound_mail';
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

interface EventRow {
  id: number;
  type: string;
  actorKind: Author['kind'];
  actorId: number | null;
  actorName: string;
  details: string;
  createdAt: Date | string;
}

/** What happened: appended in the transaction of its cause, never changed. */
@Injectable()
export class EventsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
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
  }

  /** The history of one thing after (or with `back` before) an event, oldest first in reading direction. */
  async history(
    resource: NewEvent['resource'],
    resourceId: number,
    from: { id: number; back: boolean } | undefined,
    limit: number,
  ): Promise<EventRecord[]> {
    const beyond = from ? ` and id ${from.back ? '<' : '>'} ?` : '';
    const rows = await this.database.query<EventRow>(
      `select id, type, actorKind, actorId, actorName, details, createdAt from events
       where resource = ? and resourceId = ?${beyond} order by id ${from?.back ? 'desc' : 'asc'} limit ?`,
      [resource, resourceId, ...(from ? [from.id] : []), limit],
    );
    return rows.map(toEventRecord);
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
