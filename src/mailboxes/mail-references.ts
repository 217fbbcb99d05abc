import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database/database.js';
import { flavourOf } from '../database/flavour.js';
import { insertLate } from '../database/late-writes.js';
import { marks } from '../database/marks.js';

/** Which tickets a Message-ID was seen in: what answers it is looked up here. */
@Injectable()
export class MailReferences {
  constructor(private readonly database: Database) {}

  /** Remembers it; known already is no error. */
  async add(tx: Tx, messageId: string, ticketId: number): Promise<void> {
    const known = flavourOf(tx.dataSource).onConflict(
      'messageKey, ticketId',
      (offered) => `ticketId = ${offered('ticketId')}`,
    );
    insertLate(tx, 'mail_references', { messageKey: messageKey(messageId), ticketId }, known);
  }

  /** What was seen in one ticket belongs to another. */
  async move(tx: Tx, messageId: string, fromTicketId: number, toTicketId: number): Promise<void> {
    await tx.query('delete from mail_references where messageKey = ? and ticketId = ?', [
      messageKey(messageId),
      fromTicketId,
    ]);
    await this.add(tx, messageId, toTicketId);
  }

  /** Keyed by the Message-IDs as they were given; one that nobody knows is not there. At most some hundreds at a time. */
  async ticketsOf(messageIds: readonly string[]): Promise<Map<string, number[]>> {
    const keys = new Map(messageIds.map((messageId) => [messageId, messageKey(messageId)]));
    if (!keys.size) return new Map();
    const hashes = [...new Set(keys.values())];
    const rows = await this.database.query<{ messageKey: string; ticketId: number }>(
      `select messageKey, ticketId from mail_references where messageKey in (${marks(hashes)}) order by ticketId`,
      hashes,
    );
    const tickets = Map.groupBy(rows, (row) => row.messageKey);
    const found = [...keys].flatMap(([messageId, key]) => {
      const ids = tickets.get(key)?.map(({ ticketId }) => ticketId);
      return ids ? [[messageId, ids] as const] : [];
    });
    return new Map(found);
  }
}

/** Of the normal form: without angle brackets, and without the blanks that folding brings in. */
export const messageKey = (messageId: string): string =>
  createHash('sha256')
    .update(messageId.replace(/\s+/g, '').replace(/^<(.*)>$/, '$1'))
    .digest('hex');
