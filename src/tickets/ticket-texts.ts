import { Injectable } from '@nestjs/common';
import { tokensOf } from '../common/search-words.js';
import type { Tx } from '../database/database.js';
import { flavourOf } from '../database/flavour.js';
import { marks } from '../database/marks.js';
import { forgetWords, indexWords, wordOf } from '../database/word-index.js';
import type { Visibility } from '../messages/message.entity.js';

interface TextRow {
  id: number;
  ticketId: number;
  visibility: Visibility;
  text: string;
  subject: string;
  departmentId: number;
  requesterId: number | null;
  opens: number;
}

export const WORDS = 'message_words';

/** What else finds a message; tokens of text begin with `ww`. */
export const ownToken = {
  requester: (id: number): string => `zzu${wordOf(id)}`,
  ticket: (id: number): string => `zzt${wordOf(id)}`,
  /** What the requester may read. */
  publicOf: (requesterId: number): string => `zzu${wordOf(requesterId)}p`,
};

/** So many at once: a body may have megabytes. */
const BATCH = 20;

/**
 * The full-text index of what was said: a row for each message, that of the first one with the subject. Beside the words
 * stands who may find it: the department, which is the scope of a row, requester, ticket, and that it is public. Rows are written in the transaction of
 * their cause.
 */
@Injectable()
export class TicketTexts {
  /** The rows of these messages, as they are now. */
  async write(tx: Tx, messageIds: readonly number[]): Promise<void> {
    for (let at = 0; at < messageIds.length; at += BATCH)
      await this.writeBatch(tx, messageIds.slice(at, at + BATCH));
  }

  /** Of these messages, which are going. */
  async forget(tx: Tx, messageIds: readonly number[]): Promise<void> {
    await forgetWords(tx, WORDS, messageIds);
  }

  /** Of these tickets, whose messages are going. */
  async forgetTickets(tx: Tx, ticketIds: readonly number[]): Promise<void> {
    await tx.query(
      `delete from ${WORDS} where rowid in (select id from messages where ticketId in (${marks(ticketIds)}))`,
      [...ticketIds],
    );
  }

  /** Rows of messages that are no more. */
  async forgetLost(tx: Tx): Promise<void> {
    await tx.query(`delete from ${WORDS} where rowid not in (select id from messages)`);
  }

  private async writeBatch(tx: Tx, ids: readonly number[]): Promise<void> {
    const rows: TextRow[] = await tx.query(
      `select m.id, m.ticketId, m.visibility, coalesce(m.text, m.body) as text, t.subject, t.departmentId, t.requesterId,
         m.id = (select x.id from messages x where x.ticketId = m.ticketId order by x.createdAt, x.id limit 1) as opens
       from messages m join tickets t on t.id = m.ticketId where m.id in (${marks(ids)})
       order by m.id${flavourOf(tx.dataSource).forUpdate}`,
      [...ids],
    );
    await indexWords(
      tx,
      WORDS,
      rows.map((row) => ({
        rowid: row.id,
        scope: row.departmentId,
        words: tokensOf(wordsOf(row)),
        marks: ownTokens(row),
      })),
    );
  }
}

const wordsOf = ({ text, subject, opens }: TextRow): string => (opens ? `${subject}\n${text}` : text);

const ownTokens = (row: TextRow): string[] => [
  ownToken.ticket(row.ticketId),
  ...(row.requesterId === null ? [] : [ownToken.requester(row.requesterId)]),
  ...(row.requesterId !== null && row.visibility === 'public' ? [ownToken.publicOf(row.requesterId)] : []),
];
