import { isFinal, type TicketStatus } from './ticket.states.js';

/** The highest there is: nothing raises it. */
export const TOP_PRIORITY = 1;

/** What of a ticket decides whether it can be escalated. */
export interface EscalationParts {
  status: TicketStatus;
  onHold: boolean;
  /** See ticket.priority.ts. */
  priority: number;
}

/**
 * From when on the days until the escalation count, where `movedAt` is the last change of any kind. Null: it is finished,
 * on hold, or cannot be raised; so an index of departments and these times holds what may be escalated and nothing else.
 */
export const escalationFrom = ({ status, onHold, priority }: EscalationParts, movedAt: Date): Date | null =>
  isFinal(status) || onHold || priority <= TOP_PRIORITY ? null : movedAt;
