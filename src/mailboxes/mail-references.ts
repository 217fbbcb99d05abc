import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JointLookup } from '../common/joint-lookup.js';
import { Database, type Tx } from '../database/database.js';
import { flavourOf } from '../database/flavour.js';
import { insertLate } from '../database/late-writes.js';
import { marks } from '../database/marks.js';

/** Which tickets a Message-ID was seen in: what answers it is looked up here. */
@Injectable()
export class MailReferences {
  private readonly byKey = new JointLookup<string, number[]>(async (keys) => {
    const rows = await this.database.query<{ messageKey: string; ticketId: number }>(
      `select messageKey, ticketId from mail_references where messageKey in (${marks(keys)}) order by ticketId`,
      keys,
    );
    const tickets = new Map<string, number[]>();
    for (const row of rows)
      tickets.set(row.messageKey, [...(tickets.get(row.messageKey) ?? []), row.ticketId]);
    return tickets;
  });

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

  /** Keyed by the Message-IDs as they were given; one that nobody knows is not there. */
  async ticketsOf(messageIds: readonly string[]): Promise<Map<string, number[]>> {
    const keys = new Map(messageIds.map((messageId) => [messageId, messageKey(messageId)]));
    if (!keys.size) return new Map();
    const found = await Promise.all(
      [...keys].map(async ([messageId, key]) => {
        const ids = await this.byKey.get(key);
        return ids ? [[messageId, ids] as const] : [];
      }),
    );
    return new Map(found.flat());
  }
}

/** Of the normal form: without angle brackets, and without the blanks that folding brings in. */
export const messageKey = (messageId: string): string =>
  createHash('sha256')
    .update(messageId.replace(/\s+/g, '').replace(/^<(.*)>$/, '$1'))
    .digest('hex');
