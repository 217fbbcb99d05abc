import type { TicketRow } from '../tickets/tickets.queries.js';

/** Of each group: nobody reads more than that in a mail. */
export const OUTSTANDING_MAX = 200;

/** A ticket of which something is still expected. */
export const OPEN = "status not in ('resolved', 'closed', 'duplicate')";

export type OutstandingRow = Pick<TicketRow, 'id' | 'subject' | 'status' | 'priority' | 'departmentName'>;

/** What a person has to do, and what they wait for. */
export interface Outstanding {
  assigned: OutstandingRow[];
  created: OutstandingRow[];
}
