import type { Author } from '../common/actor.js';
import { marks } from '../database/marks.js';
import { insertRow, toDate } from '../database/rows.js';
import type { Tx } from '../database/tx.js';
import { tallyWork, type Work } from './ticket-tallies.js';
import type { Ticket } from './ticket.entity.js';

/** Who a piece of work is counted for. */
export const workerOf = ({ kind, id }: Author): number | null => (kind === 'staff' ? id : null);

/** Minutes that came with an action. The ticket's total is the caller's to keep. */
export async function addWork(
  tx: Tx,
  ticketId: number,
  by: Author,
  work: Omit<Work, 'staffId'>,
): Promise<void> {
  if (!work.minutes) return;
  const { minutes, createdAt } = work;
  const staffId = workerOf(by);
  await insertRow(tx, 'ticket_work', { ticketId, staffId, minutes, createdAt });
  tallyWork(tx, [{ ...work, staffId }]);
}

/** All work on these tickets, of messages and of actions. */
export async function workOn(tx: Tx, ticketIds: readonly number[]): Promise<Work[]> {
  if (!ticketIds.length) return [];
  const ids = marks(ticketIds);
  const rows: Work[] = await tx.query(
    `select t.departmentId, w.staffId, w.minutes, w.createdAt from tickets t join (
       select ticketId, case when authorKind = 'staff' then authorId end as staffId, minutes, createdAt
         from messages where ticketId in (${ids}) and minutes > 0
       union all select ticketId, staffId, minutes, createdAt from ticket_work where ticketId in (${ids})
     ) w on w.ticketId = t.id`,
    [...ticketIds, ...ticketIds],
  );
  return rows.map((row) => ({ ...row, createdAt: toDate(row.createdAt) }));
}

/** All work on a ticket goes to another department. */
export async function moveWork(tx: Tx, ticketId: number, departmentId: number): Promise<void> {
  const work = await workOn(tx, [ticketId]);
  tallyWork(tx, work, -1);
  tallyWork(
    tx,
    work.map((one) => ({ ...one, departmentId })),
  );
}

/** All work on a ticket becomes work on another one; that of messages goes with them. */
export async function mergeWork(
  tx: Tx,
  from: Pick<Ticket, 'id' | 'departmentId' | 'minutes'>,
  into: Pick<Ticket, 'id' | 'departmentId'>,
): Promise<void> {
  if (!from.minutes) return;
  if (from.departmentId !== into.departmentId) await moveWork(tx, from.id, into.departmentId);
  await tx.query('update ticket_work set ticketId = ? where ticketId = ?', [into.id, from.id]);
}
