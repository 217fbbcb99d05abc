import type { Tx } from '../database/database.js';
import { addToStaffCount } from '../staff-auth/staff-counts.js';
import type { Ticket } from './ticket.entity.js';
import { isFinal } from './ticket.states.js';

/** Whether a ticket is somebody's work. */
type Work = Pick<Ticket, 'assigneeId' | 'status'>;

/** Counts whose work a ticket is, before and after a change: what is finished is nobody's. Undefined: there is no ticket. */
export async function moveAssigned(tx: Tx, from: Work | undefined, to: Work | undefined): Promise<void> {
  const [before, after] = [workerOf(from), workerOf(to)];
  if (before === after) return;
  await addToStaffCount(tx, before, 'assigned', -1);
  await addToStaffCount(tx, after, 'assigned', 1);
}

const workerOf = (work: Work | undefined): number | null =>
  work && !isFinal(work.status) ? work.assigneeId : null;
