import type { TicketStatus } from './ticket.states.js';

/** In these the next word is the desk's. (HelpDeskZ: its states 1, 3 and 4.) */
export const WAITING: readonly TicketStatus[] = ['open', 'reopened', 'awaiting_reply', 'in_progress'];

/** What of a ticket decides when it is overdue. */
export interface DeadlineParts {
  status: TicketStatus;
  onHold: boolean;
  dueAt: Date | null;
  lastMessageAt: Date;
}

const HOUR_MS = 3_600_000;

/**
 * From when on the ticket is overdue: its due date, or without one so many hours after the last public message.
 * Null: it does not wait for the desk, or is on hold.
 */
export function overdueAt(ticket: DeadlineParts, hours: number): Date | null {
  if (ticket.onHold || !WAITING.includes(ticket.status)) return null;
  return ticket.dueAt ?? new Date(ticket.lastMessageAt.getTime() + hours * HOUR_MS);
}
