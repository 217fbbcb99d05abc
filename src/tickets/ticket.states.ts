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
  'resolve',
  'close',
  'reopen',
  'merge',
] as const;
export type TicketAction = (typeof TICKET_ACTIONS)[number];

/** `=` leaves the status as it is and is no error, so that repeating an action is safe; `-` refuses the action. */
type Outcome = TicketStatus | '=' | '-';

const SHORT: Record<string, Outcome> = {
  open: 'open',
  reop: 'reopened',
  answ: 'answered',
  wait: 'awaiting_reply',
  work: 'in_progress',
  reso: 'resolved',
  clos: 'closed',
  dupl: 'duplicate',
  '=': '=',
  '-': '-',
};

/** The one table of transitions: where each action takes a ticket in each status. */
const TABLE = `
             open  reop  answ  wait  work  reso  clos  dupl
staff_reply  answ  answ  answ  answ  =     =     =     =
user_reply   =     =     wait  wait  =     reop  reop  reop
note         =     =     =     =     =     =     =     =
claim        work  work  work  work  =     work  work  -
assign       work  work  work  work  =     -     -     -
release      open  open  open  open  open  -     -     -
resolve      reso  reso  reso  reso  reso  =     -     -
close        clos  clos  clos  clos  clos  clos  =     =
reopen       =     =     =     =     =     reop  reop  reop
merge        dupl  dupl  dupl  dupl  dupl  dupl  dupl  -
`;

/** Read once, when the process starts: a table with a hole stops it. */
const TRANSITIONS = readTable(TABLE);

function readTable(table: string): Map<string, Outcome> {
  const [header, ...rows] = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const entries = rows.flatMap(([action, ...outcomes]) =>
    header!.map((status, at): [string, Outcome | undefined] => [
      `${action} ${SHORT[status]}`,
      SHORT[outcomes[at]!],
    ]),
  );
  const transitions = new Map(entries.filter((entry): entry is [string, Outcome] => entry[1] !== undefined));
  const missing = TICKET_ACTIONS.flatMap((action) =>
    TICKET_STATUSES.map((status) => `${action} ${status}`),
  ).filter((key) => !transitions.has(key));
  if (missing.length) throw new Error(`The state table says nothing of: ${missing.join(', ')}`);
  return transitions;
}

/**
 * Where an action takes a ticket.
 * @throws TicketTransitionRefused where the table says so
 */
export function nextStatus(action: TicketAction, status: TicketStatus): TicketStatus {
  const outcome = TRANSITIONS.get(`${action} ${status}`)!;
  if (outcome === '-') throw new TicketTransitionRefused(action, status);
  return outcome === '=' ? status : outcome;
}

/** Nothing more is expected of anybody. */
export const isFinal = (status: TicketStatus): boolean =>
  ['resolved', 'closed', 'duplicate'].includes(status);
