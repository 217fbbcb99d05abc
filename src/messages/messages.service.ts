import { Injectable } from '@nestjs/common';
import type { Author } from '../common/actor.js';
import { Database, type Tx } from '../database/database.js';
import { marks } from '../database/marks.js';
import { insertRow, toRfc3339 } from '../database/rows.js';
import { addToStaffCount } from '../staff-auth/staff-counts.js';
import { storeBody, type StoredBody } from './message-body.js';
import { MessageVersion } from './message-version.entity.js';
import type { Message, MessageFormat, Visibility } from './message.entity.js';

export interface NewMessage {
  ticketId: number;
  author: Author;
  visibility: Visibility;
  /** At most 200 characters. */
  title?: string | null;
  format: MessageFormat;
  body: string;
  minutes?: number;
  /** The body in its stored forms, where the caller has made them. */
  stored?: StoredBody;
  /** The mail it came by. */
  inboundMailId?: number;
  at: Date;
}

/** A message as it is read: bodies in their stored forms (see message-body.ts), times in RFC 3339. */
export interface MessageRow extends StoredBody {
  id: number;
  ticketId: number;
  authorKind: Author['kind'];
  authorId: number | null;
  authorName: string;
  visibility: Visibility;
  title: string | null;
  minutes: number;
  inboundMailId: number | null;
  createdAt: string;
  updatedAt: string;
  version: number;
}

export interface MessageFilter {
  ticketId: number;
  /** Without it: public ones and notes. */
  visibility?: Visibility;
}

/** What was said. Knows a ticket only by its id: who may read and write is decided in tickets/. */
@Injectable()
export class MessagesService {
  constructor(private readonly database: Database) {}

  /** @returns the message's id */
  async append(tx: Tx, message: NewMessage): Promise<number> {
    if (message.author.kind === 'staff') await addToStaffCount(tx, message.author.id, 'posts', 1);
    return insertRow(tx, 'messages', {
      ticketId: message.ticketId,
      authorKind: message.author.kind,
      authorId: message.author.id,
      authorName: message.author.name,
      visibility: message.visibility,
      title: message.title || null,
      ...(message.stored ?? storeBody(message.format, message.body)),
      minutes: message.minutes ?? 0,
      inboundMailId: message.inboundMailId,
      createdAt: message.at,
      updatedAt: message.at,
      version: 1,
    });
  }

  /** A page by number, ordered by time and then id, so that messages of one instant neither repeat nor vanish. */
  async selectPage(
    filter: MessageFilter,
    order: 'asc' | 'desc',
    offset: number,
    limit: number,
  ): Promise<MessageRow[]> {
    const rows = await this.database.query<MessageRow>(
      `select * from messages where ticketId = ?${filter.visibility ? ' and visibility = ?' : ''}
       order by createdAt ${order}, id ${order} limit ? offset ?`,
      [filter.ticketId, ...(filter.visibility ? [filter.visibility] : []), limit, offset],
    );
    return rows.map(toMessageRow);
  }

  /** The messages after (or with `back` before) one of them, oldest first in reading direction. */
  async selectFrom(
    filter: MessageFilter,
    from: { id: number; back: boolean } | undefined,
    limit: number,
  ): Promise<MessageRow[]> {
    const rows = await this.database.query<MessageRow>(
      `select * from messages where ticketId = ?${filter.visibility ? ' and visibility = ?' : ''}${from ? ` and id ${from.back ? '<' : '>'} ?` : ''}
       order by id ${from?.back ? 'desc' : 'asc'} limit ?`,
      [filter.ticketId, ...(filter.visibility ? [filter.visibility] : []), ...(from ? [from.id] : []), limit],
    );
    return rows.map(toMessageRow);
  }

  /** The newest of several tickets, of each at most `limit`, in order of id; one statement. */
  async selectNewest(
    ticketIds: readonly number[],
    limit: number,
    visibility: Visibility | undefined,
  ): Promise<MessageRow[]> {
    if (!ticketIds.length) return [];
    const one = `select * from (select * from messages where ticketId = ?${visibility ? ' and visibility = ?' : ''} order by id desc limit ?)`;
    const rows = await this.database.query<MessageRow>(
      `${ticketIds.map((_, at) => `${one} m${at}`).join(' union all ')} order by id`,
      ticketIds.flatMap((id) => [id, ...(visibility ? [visibility] : []), limit]),
    );
    return rows.map(toMessageRow);
  }

  /** All of several tickets, as they were said; one statement. */
  async selectOfTickets(
    ticketIds: readonly number[],
    visibility: Visibility | undefined,
  ): Promise<MessageRow[]> {
    if (!ticketIds.length) return [];
    const rows = await this.database.query<MessageRow>(
      `select * from messages where ticketId in (${marks(ticketIds)})${visibility ? ' and visibility = ?' : ''}
       order by ticketId, createdAt, id`,
      [...ticketIds, ...(visibility ? [visibility] : [])],
    );
    return rows.map(toMessageRow);
  }

  /** The ids of the first messages of several tickets; one statement. */
  async selectFirst(ticketIds: readonly number[]): Promise<Set<number>> {
    if (!ticketIds.length) return new Set();
    const rows = await this.database.query<{ id: number }>(
      `select id from (select id, row_number() over (partition by ticketId order by createdAt, id) as place
         from messages where ticketId in (${marks(ticketIds)})) m where place = 1`,
      [...ticketIds],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** One message, or undefined. */
  async selectOptional(id: number): Promise<MessageRow | undefined> {
    const [row] = await this.database.query<MessageRow>('select * from messages where id = ?', [id]);
    return row && toMessageRow(row);
  }

  /** As `selectOptional`, with the address of the user who wrote it. */
  async selectWithAuthor(id: number): Promise<(MessageRow & { authorEmail: string | null }) | undefined> {
    const [row] = await this.database.query<MessageRow & { authorEmail: string | null }>(
      `select m.*, u.email as authorEmail from messages m
       left join users u on u.id = m.authorId and m.authorKind = 'user' where m.id = ?`,
      [id],
    );
    return row && { ...toMessageRow(row), authorEmail: row.authorEmail };
  }

  async selectIds(filter: Required<MessageFilter>): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(
      'select id from messages where ticketId = ? and visibility = ?',
      [filter.ticketId, filter.visibility],
    );
    return rows.map((row) => row.id);
  }

  /** Keeps what a message says before it says something else. */
  async keepVersion(tx: Tx, message: Message, by: Author, at: Date): Promise<void> {
    await insertRow(tx, 'message_versions', {
      messageId: message.id,
      format: message.format,
      body: message.body,
      html: message.html,
      text: message.text,
      replacedByKind: by.kind,
      replacedById: by.id,
      replacedByName: by.name,
      writtenAt: message.updatedAt,
      replacedAt: at,
    });
  }

  /** What a message said before, the first words first. */
  versionsOf(messageId: number): Promise<MessageVersion[]> {
    return this.database.repository(MessageVersion).find({ where: { messageId }, order: { id: 'ASC' } });
  }

  /** Replaces the words; the caller keeps the old ones (`keepVersion`). */
  async rewrite(tx: Tx, id: number, format: MessageFormat, body: string, at: Date): Promise<void> {
    const { html, text } = storeBody(format, body);
    await tx.query(
      'update messages set format = ?, body = ?, html = ?, text = ?, updatedAt = ?, version = version + 1 where id = ?',
      [format, body, html, text, at, id],
    );
  }

  async setMinutes(tx: Tx, id: number, minutes: number, at: Date): Promise<void> {
    await tx.query('update messages set minutes = ?, updatedAt = ?, version = version + 1 where id = ?', [
      minutes,
      at,
      id,
    ]);
  }

  async setTitle(tx: Tx, id: number, title: string | null, at: Date): Promise<void> {
    await tx.query('update messages set title = ?, updatedAt = ?, version = version + 1 where id = ?', [
      title,
      at,
      id,
    ]);
  }

  /** What belongs to it has changed. */
  async touch(tx: Tx, id: number, at: Date): Promise<void> {
    await tx.query('update messages set updatedAt = ?, version = version + 1 where id = ?', [at, id]);
  }

  async move(tx: Tx, id: number, ticketId: number): Promise<void> {
    await tx.query('update messages set ticketId = ?, version = version + 1 where id = ?', [ticketId, id]);
  }

  /** All messages of a ticket, into another one. */
  async moveAll(tx: Tx, fromTicketId: number, toTicketId: number): Promise<void> {
    await tx.query('update messages set ticketId = ?, version = version + 1 where ticketId = ?', [
      toTicketId,
      fromTicketId,
    ]);
  }

  async delete(tx: Tx, id: number): Promise<void> {
    await this.forgetPosts(tx, 'id', [id]);
    await tx.query('delete from messages where id = ?', [id]);
  }

  async deleteOfTickets(tx: Tx, ticketIds: readonly number[]): Promise<void> {
    await this.forgetPosts(tx, 'ticketId', ticketIds);
    await tx.query(`delete from messages where ticketId in (${marks(ticketIds)})`, [...ticketIds]);
  }

  /** Their authors have written so many fewer. */
  private async forgetPosts(tx: Tx, column: 'id' | 'ticketId', ids: readonly number[]): Promise<void> {
    const rows: { authorId: number; posts: number | string }[] = await tx.query(
      `select authorId, count(*) as posts from messages where ${column} in (${marks(ids)})
       and authorKind = 'staff' and authorId is not null group by authorId`,
      [...ids],
    );
    for (const { authorId, posts } of rows) await addToStaffCount(tx, authorId, 'posts', -Number(posts));
  }
}

/** In place: nobody else has the row. */
function toMessageRow(row: MessageRow): MessageRow {
  row.createdAt = toRfc3339(row.createdAt);
  row.updatedAt = toRfc3339(row.updatedAt);
  return row;
}
