import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { marks } from '../database/marks.js';
import { textOf } from '../messages/message-body.js';
import type { MessageRow } from '../messages/messages.service.js';
import { UsersService } from '../users/users.service.js';

const TICKETS = 50;
const ROWS = 500;

type Row = { id: number } & Record<string, unknown>;

/** All that the desk knows of a user, as one JSON document that is written while it is read. */
@Injectable()
export class UserRecordsService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
  ) {}

  /** @throws UserNotFound */
  async of(id: number): Promise<AsyncGenerator<string>> {
    const { passwordHash, emailKey, version: _, ...profile } = await this.users.get(id);
    return this.write(id, emailKey, { ...profile, hasPassword: passwordHash !== null });
  }

  private async *write(id: number, emailKey: string, profile: object): AsyncGenerator<string> {
    yield `{"user":${JSON.stringify(profile)}`;
    yield* list('tickets', this.tickets(id));
    yield* list('otherMessages', this.otherMessages(id));
    yield* list(
      'subscriptions',
      this.rows(
        'id, ticketId, canView, canUpdate, createdAt',
        'subscribers',
        'userId = ? or addressKey = ?',
        [id, emailKey],
      ),
    );
    yield* list(
      'sessions',
      this.rows('id, createdAt, expiresAt, revokedAt, address, agent', 'user_sessions', 'userId = ?', [id]),
    );
    yield* list(
      'mailsFrom',
      this.rows(
        'id, fromAddress, fromName, subject, state, ticketId, processedAt, size',
        'inbound_mails',
        'fromKey = ?',
        [emailKey],
      ),
    );
    yield* list(
      'mailsTo',
      this.rows('id, mailId, address, name, state, updatedAt', 'outbound_recipients', 'addressKey = ?', [
        emailKey,
      ]),
    );
    yield* list(
      'events',
      this.rows('id, type, details, createdAt', 'events', "resource = 'user' and resourceId = ?", [id]),
    );
    yield '}\n';
  }

  /** Those they asked for, each with what was said publicly and its files. */
  private async *tickets(userId: number): AsyncGenerator<object> {
    for await (const tickets of this.parts(
      'id, subject, status, departmentId, createdAt, updatedAt',
      'tickets',
      'requesterId = ?',
      [userId],
      TICKETS,
    )) {
      const ids = tickets.map(({ id }) => id);
      const messages = await this.database.query<MessageRow>(
        `select * from messages where ticketId in (${marks(ids)}) and visibility = 'public' order by id`,
        ids,
      );
      const files = await this.database.query<{ ticketId: number; messageId: number }>(
        `select id, ticketId, messageId, name, contentType, size from attachments where ticketId in (${marks(ids)})
         and messageId in (select id from messages where ticketId in (${marks(ids)}) and visibility = 'public') order by id`,
        [...ids, ...ids],
      );
      for (const ticket of tickets)
        yield {
          ...ticket,
          messages: messages.filter(({ ticketId }) => ticketId === ticket.id).map(toWords),
          attachments: files.filter(({ ticketId }) => ticketId === ticket.id),
        };
    }
  }

  /** What they said on tickets of others. */
  private async *otherMessages(userId: number): AsyncGenerator<object> {
    const where = `authorKind = 'user' and authorId = ?
      and ticketId not in (select id from tickets where requesterId = ?)`;
    for await (const part of this.parts('*', 'messages', where, [userId, userId]))
      for (const row of part) yield toWords(row as unknown as MessageRow);
  }

  private async *rows(
    columns: string,
    table: string,
    where: string,
    values: unknown[],
  ): AsyncGenerator<object> {
    for await (const part of this.parts(columns, table, where, values)) yield* part;
  }

  private async *parts(
    columns: string,
    table: string,
    where: string,
    values: unknown[],
    size = ROWS,
  ): AsyncGenerator<Row[]> {
    let rows: Row[];
    let after = 0;
    do {
      rows = await this.database.query<Row>(
        `select ${columns} from ${table} where ${where} and id > ? order by id limit ${size}`,
        [...values, after],
      );
      if (rows.length) yield rows;
      after = rows.at(-1)?.id ?? after;
    } while (rows.length === size);
  }
}

const toWords = (row: MessageRow): object => ({
  id: row.id,
  ticketId: row.ticketId,
  author: row.authorName,
  text: textOf(row),
  createdAt: row.createdAt,
});

async function* list(name: string, items: AsyncGenerator<object>): AsyncGenerator<string> {
  yield `,${JSON.stringify(name)}:[`;
  let isFirst = true;
  for await (const item of items) {
    yield (isFirst ? '\n' : ',\n') + JSON.stringify(item);
    isFirst = false;
  }
  yield ']';
}
