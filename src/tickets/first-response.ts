import { toDate } from '../database/rows.js';
import type { Tx } from '../database/tx.js';
import type { Ticket } from './ticket.entity.js';

/** When the desk first answered, and who did. */
export type FirstResponse = Pick<Ticket, 'firstResponseAt' | 'firstResponderId'>;

/** Whose public words are an answer: those of the desk, but not what it says of itself. */
export const RESPONDERS: readonly string[] = ['staff', 'token'];

/** Found again among the messages, where one of them went away or came. The words that opened the ticket are no answer. */
export async function firstResponseOf(
  tx: Tx,
  { id, createdAt }: Pick<Ticket, 'id' | 'createdAt'>,
): Promise<FirstResponse> {
  const [first]: { createdAt: Date | string; staffId: number | null }[] = await tx.query(
    `select createdAt, case when authorKind = 'staff' then authorId end as staffId from messages
     where ticketId = ? and visibility = 'public' and authorKind in ('staff', 'token') and createdAt > ?
     order by createdAt, id limit 1`,
    [id, createdAt],
  );
  return {
    firstResponseAt: first ? toDate(first.createdAt) : null,
    firstResponderId: first?.staffId ?? null,
  };
}
