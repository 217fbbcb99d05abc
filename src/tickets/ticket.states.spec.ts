import { describe, expect, it } from 'vitest';
import { TicketTransitionRefused } from './ticket.errors.js';
import { TICKET_STATUSES, nextStatus, type TicketAction, type TicketStatus } from './ticket.states.js';

/** The outcomes in the order open, reopened, answered, awaiting_reply, in_progress, resolved, closed, duplicate. */
const EXPECTED: Record<TicketAction, (TicketStatus | '=' | 'refused')[]> = {
  staff_reply: ['answered', 'answered', 'answered', 'answered', '=', '=', '=', '='],
  user_reply: ['=', '=', 'awaiting_reply', 'awaiting_reply', '=', 'reopened', 'reopened', 'reopened'],
  note: ['=', '=', '=', '=', '=', '=', '=', '='],
  claim: [...Array<TicketStatus>(4).fill('in_progress'), '=', 'in_progress', 'in_progress', 'refused'],
  assign: [...Array<TicketStatus>(4).fill('in_progress'), '=', 'refused', 'refused', 'refused'],
  release: [...Array<TicketStatus>(5).fill('open'), 'refused', 'refused', 'refused'],
  resolve: [...Array<TicketStatus>(5).fill('resolved'), '=', 'refused', 'refused'],
  close: [...Array<TicketStatus>(6).fill('closed'), '=', '='],
  reopen: ['=', '=', '=', '=', '=', 'reopened', 'reopened', 'reopened'],
  merge: [...Array<TicketStatus>(7).fill('duplicate'), 'refused'],
};

describe('what an action makes of a ticket', () => {
  const cells = Object.entries(EXPECTED).flatMap(([action, outcomes]) =>
    TICKET_STATUSES.map((status, at) => [action as TicketAction, status, outcomes[at]!] as const),
  );

  it.each(cells)('%s on a ticket that is %s: %s', (action, status, outcome) => {
    if (outcome === 'refused') expect(() => nextStatus(action, status)).toThrow(TicketTransitionRefused);
    else expect(nextStatus(action, status)).toBe(outcome === '=' ? status : outcome);
  });
});
