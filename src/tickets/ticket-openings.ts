import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { marks } from '../database/marks.js';
import { toRfc3339 } from '../database/rows.js';
import type { StoredBody } from '../messages/message-body.js';
import type { MessageRow } from '../messages/messages.service.js';

/** The id of the message that opens a ticket: its first public one. `ticketId` is SQL for the id of the ticket. */
export const openingOf = (ticketId: string): string =>
  `(select o.id from messages o where o.ticketId = ${ticketId} and o.visibility = 'public'
    order by o.createdAt, o.id limit 1)`;

/** The last time that words were changed; `staffId` is null where no member of staff did it. */
export interface Edit {
  at: string;
  staffId: number | null;
}

/** The words that a ticket was opened with. */
export type OpeningWords = Pick<MessageRow, 'id' | 'ticketId' | keyof StoredBody> & {
  edit: Edit | undefined;
};

type EditRow = { messageId: number; at: string; staffId: number | null };

/** What tickets were opened with, for doors to which that is part of the ticket; each in one statement a page. */
@Injectable()
export class TicketOpenings {
  constructor(private readonly database: Database) {}

  /** By the id of the ticket; none for one whose messages went to another ticket. */
  async of(ticketIds: readonly number[]): Promise<Map<number, OpeningWords>> {
    if (!ticketIds.length) return new Map();
    const rows = await this.database.query<Omit<OpeningWords, 'edit'>>(
      `select m.id, m.ticketId, m.format, m.body, m.html, m.text from tickets t
       join messages m on m.id = ${openingOf('t.id')} where t.id in (${marks(ticketIds)})`,
      [...ticketIds],
    );
    const edits = await this.editsOf(rows.map(({ id }) => id));
    return new Map(rows.map((row) => [row.ticketId, { ...row, edit: edits.get(row.id) }]));
  }

  /** Whether a message is the one that opens its ticket. */
  async opens(messageId: number): Promise<boolean> {
    const rows = await this.database.query(
      `select 1 from messages m where m.id = ? and m.id = ${openingOf('m.ticketId')}`,
      [messageId],
    );
    return rows.length > 0;
  }

  /** The last edit of each message that was edited, by its id. */
  async editsOf(messageIds: readonly number[]): Promise<Map<number, Edit>> {
    if (!messageIds.length) return new Map();
    const rows = await this.database.query<EditRow>(
      `select v.messageId, v.replacedAt as at, case when v.replacedByKind = 'staff' then v.replacedById end as staffId
       from (select max(id) as id from message_versions where messageId in (${marks(messageIds)}) group by messageId) l
       join message_versions v on v.id = l.id`,
      [...messageIds],
    );
    return new Map(rows.map(({ messageId, at, staffId }) => [messageId, { at: toRfc3339(at), staffId }]));
  }

  /** When a ticket's public messages after the first were written, oldest first; no more than `limit`. */
  async repliesOf(ticketId: number, limit: number): Promise<{ id: number; createdAt: string }[]> {
    const rows = await this.database.query<{ id: number; createdAt: string }>(
      `select id, createdAt from messages where ticketId = ? and visibility = 'public'
       order by createdAt, id limit ? offset 1`,
      [ticketId, limit],
    );
    return rows.map(({ id, createdAt }) => ({ id, createdAt: toRfc3339(createdAt) }));
  }
}
