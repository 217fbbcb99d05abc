import { TicketTransitionRefused } from './ticket.errors.js';

export const TICKET_STATUSES = [
  'open',
  'reopened',
  'answered',
  'awaiting_reply',
  'in_progress',
  'resolved',
  'closed',
  'duplicate',
] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];

export const TICKET_ACTIONS = [
  'staff_reply',
  'user_reply',
  'note',
  'claim',
  'assign',
  'release',
  'close',
  'reopen',
] as const;
export type TicketAction = (typeof TICKET_ACTIONS)[number];

/** `=` leaves the status as it is and is no error, so that repeating an action is safe; `-` refuses the action. */
type Outcome = TicketStatus | '=' | '-';

const COLUMNS = TICKET_STATUSES;
const row = (...outcomes: Outcome[]): Record<TicketStatus, Outcome> => {
  if (outcomes.length !== COLUMNS.length) throw new Error('A row of the state table lacks a status.');
  return Object.fromEntries(COLUMNS.map((status, at) => [status, outcomes[at]])) as Record<
    TicketStatus,
    Outcome
  >;
};

/** The one table of transitions, read down the action and across the status (its order: `TICKET_STATUSES`). */
const TRANSITIONS: Record<TicketAction, Record<TicketStatus, Outcome>> = {
  staff_reply: row('answered', 'answered', 'answered', 'answered', '=', '=', '=', '='),
  user_reply: row('=', '=', 'awaiting_reply', 'awaiting_reply', '=', 'reopened', 'reopened', 'reopened'),
  note: row('=', '=', '=', '=', '=', '=', '=', '='),
  claim: row(
    'in_progress',
    'in_progress',
    'in_progress',
    'in_progress',
    '=',
    'in_progress',
    'in_progress',
    '-',
  ),
  assign: row('in_progress', 'in_progress', 'in_progress', 'in_progress', '=', '-', '-', '-'),
  release: row('open', 'open', 'open', 'open', 'open', '-', '-', '-'),
  close: row('closed', 'closed', 'closed', 'closed', 'closed', 'closed', '=', '='),
  reopen: row('=', '=', '=', '=', '=', 'reopened', 'reopened', 'reopened'),
};

/**
 * Where an action takes a ticket.
 * @throws TicketTransitionRefused where the table says so
 */
export function nextStatus(action: TicketAction, status: TicketStatus): TicketStatus {
  const outcome = TRANSITIONS[action][status];
  if (outcome === '-') throw new TicketTransitionRefused(action, status);
  return outcome === '=' ? status : outcome;
}

/** Nothing more is expected of anybody. */
export const isFinal = (status: TicketStatus): boolean =>
  ['resolved', 'closed', 'duplicate'].includes(status);
