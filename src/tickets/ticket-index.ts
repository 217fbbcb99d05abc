import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../database/database.js';
import { writeLast } from '../database/late-writes.js';
import { OutboxRelay } from '../outbox/outbox-relay.js';
import { OutboxService } from '../outbox/outbox.service.js';
import { TicketSortKeys } from './ticket-sort-keys.js';
import { TicketTexts } from './ticket-texts.js';
import type { Ticket } from './ticket.entity.js';

/** What a transaction has touched; its rows are written at the end, all together. */
interface Touched {
  tickets: Set<number>;
  messages: Set<number>;
}

/** Columns that sort keys follow from. */
const NAMED: readonly (keyof Ticket)[] = [
  'subject',
  'departmentId',
  'categoryId',
  'requesterId',
  'assigneeId',
];
/** Columns of tickets that hold what has a name. */
const NAMED_BY: Record<string, readonly string[]> = {
  department: ['departmentId'],
  category: ['categoryId'],
  user: ['requesterId'],
  staff: ['assigneeId', 'openedById'],
};
/** Of one transaction. */
const BATCH = 100;

const touchedBy = new WeakMap<Tx, Touched>();

/**
 * Keeps what lists are sorted by and searched for in step with tickets and messages: at once what somebody wrote, by the
 * outbox what changes in many rows (a rename, a move to another department). Until then a list is sorted by the old name,
 * and a search of the new department does not find the ticket; who may see it is asked of the ticket itself.
 */
@Injectable()
export class TicketIndex implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly outbox: OutboxService,
    private readonly keys: TicketSortKeys,
    private readonly texts: TicketTexts,
  ) {}

  onModuleInit(): void {
    this.relay.handle('name.changed', ({ kind, id }) => this.rename(kind as string, id as number));
    this.relay.handle('ticket.words_moved', ({ ticketId }) => this.reindexTicket(ticketId as number));
  }

  opened(tx: Tx, ticketId: number): void {
    this.touched(tx).tickets.add(ticketId);
  }

  /** A ticket gets these columns. */
  async saved(tx: Tx, ticketId: number, columns: Partial<Ticket>): Promise<void> {
    if (NAMED.some((column) => column in columns)) this.touched(tx).tickets.add(ticketId);
    if (columns.subject !== undefined) await this.subjectChanged(tx, ticketId);
    if ('departmentId' in columns || 'requesterId' in columns) await this.wordsMoved(tx, [ticketId]);
  }

  /** A message is new, or says something else. */
  said(tx: Tx, messageId: number): void {
    this.touched(tx).messages.add(messageId);
  }

  /** Messages are about to go. */
  unsaid(tx: Tx, messageIds: readonly number[]): Promise<void> {
    return this.texts.forget(tx, messageIds);
  }

  removed(tx: Tx, ticketIds: readonly number[]): Promise<void> {
    return this.texts.forgetTickets(tx, ticketIds);
  }

  /** What was said on these tickets is found elsewhere, or by others. */
  async wordsMoved(tx: Tx, ticketIds: readonly number[]): Promise<void> {
    for (const ticketId of ticketIds) await this.outbox.add(tx, 'ticket.words_moved', { ticketId });
  }

  private async subjectChanged(tx: Tx, ticketId: number): Promise<void> {
    const [first]: { id: number }[] = await tx.query(
      'select id from messages where ticketId = ? order by createdAt, id limit 1',
      [ticketId],
    );
    if (first) this.said(tx, first.id);
  }

  private async reindexTicket(ticketId: number): Promise<void> {
    const rows = await this.database.query<{ id: number }>('select id from messages where ticketId = ?', [
      ticketId,
    ]);
    await this.inBatches(rows, (tx, ids) => this.texts.write(tx, ids));
  }

  private async rename(kind: string, id: number): Promise<void> {
    for (const column of NAMED_BY[kind] ?? []) {
      const rows = await this.database.query<{ id: number }>(`select id from tickets where ${column} = ?`, [
        id,
      ]);
      await this.inBatches(rows, (tx, ids) => this.keys.write(tx, ids));
    }
  }

  private async inBatches(
    rows: readonly { id: number }[],
    write: (tx: Tx, ids: number[]) => Promise<void>,
  ): Promise<void> {
    for (let at = 0; at < rows.length; at += BATCH) {
      const ids = rows.slice(at, at + BATCH).map(({ id }) => id);
      await this.database.transaction((tx) => write(tx, ids));
    }
  }

  private touched(tx: Tx): Touched {
    const known = touchedBy.get(tx) ?? { tickets: new Set(), messages: new Set() };
    touchedBy.set(tx, known);
    writeLast(tx, 'ticket-index', async () => {
      await this.keys.write(tx, [...known.tickets]);
      await this.texts.write(tx, [...known.messages]);
    });
    return known;
  }
}
