/** What may stand between `{{` and `}}`, and what it means. */
export const MAIL_VARIABLES = {
  site: 'The name of the desk.',
  siteUrl: 'Where people reach the desk (PUBLIC_URL); empty where nobody has said.',
  name: 'The full name of the person the mail is written to.',
  address: 'The e-mail address of that person.',
  number: 'The number of the ticket.',
  subject: 'The subject of the ticket.',
  department: 'The department of the ticket.',
  status: 'The status of the ticket, in words.',
  priority: 'The priority of the ticket, in words.',
  requester: 'The name of the person who asked; empty where nobody did.',
  author: 'Who wrote the message; the name of the desk where it was no person.',
  message: 'The message; in HTML with its formatting.',
  resolution: 'How the ticket was resolved; empty where nobody said, or where only staff read it.',
  assignee: 'Who works on the ticket now; empty where nobody does.',
  place: 'The department of the ticket and, after a slash, its category.',
  tickets: 'The open tickets of the person, in two groups: what they have to work on, and what they opened.',
  actor: 'Who made the change; the name of the desk where it was no person.',
  publicUrl:
    'The secret link of that person to the ticket (setting `public_ticket_url`); empty in a mail to several people, for it lets answer as that person.',
  link: 'The address with the one-time token (settings `password_link_url`, `sign_in_link_url`).',
  webhook: 'The name and the address of a webhook.',
  reason: 'Why it happened, in words of a machine.',
  token: 'The one-time token by itself, for desks without such a page.',
} as const;
export type MailVariable = keyof typeof MAIL_VARIABLES;

const DESK = ['site', 'siteUrl', 'name', 'address'] as const;
const TICKET = [...DESK, 'number', 'subject', 'department', 'status', 'priority', 'requester'] as const;
const MESSAGE = [...TICKET, 'author', 'message'] as const;
const CHANGE = [...TICKET, 'actor'] as const;
const RESOLVED = [...CHANGE, 'resolution'] as const;
const GIVEN = [...CHANGE, 'assignee'] as const;
const MOVED = [...CHANGE, 'place'] as const;
const WEBHOOK = [...DESK, 'webhook', 'reason'] as const;
const LINK = [...DESK, 'link', 'token'] as const;

interface MailEventDefinition {
  /** For whom; mails to staff and mails to users never mix. */
  to: 'user' | 'staff';
  description: string;
  /** Whether it is sent while nobody has decided. */
  enabled: boolean;
  /** Somebody's words to somebody: always sent, not counted by the brakes, and not marked as automatic. */
  personal?: true;
  variables: readonly MailVariable[];
}

/**
 * Everything the desk writes about. HelpDeskZ's templates among them: `new_user` is `welcome`, `new_ticket`
 * `acknowledgement`, `autoresponse` `reply_acknowledgement` (off, as there), `staff_reply` has its name, and
 * `staff_ticketnotification` became `staff_ticket_opened` and `staff_message_posted`, which each member of staff chooses.
 */
export const MAIL_EVENTS = {
  welcome: {
    to: 'user',
    description:
      'To a user who was just created, where a welcome was asked for: a link that signs in and lets choose a password, once and for three days.',
    enabled: true,
    variables: LINK,
  },
  sign_in_link: {
    to: 'user',
    description: 'To a user who asked for it: a link that signs in, once and for a quarter of an hour.',
    enabled: true,
    variables: LINK,
  },
  password_link: {
    to: 'staff',
    description:
      'To a member of staff who forgot the password: a link that sets a new one, once and for an hour.',
    enabled: true,
    variables: LINK,
  },
  acknowledgement: {
    to: 'user',
    description: 'To the requester: the ticket has arrived. Never to automatic mail.',
    enabled: true,
    variables: TICKET,
  },
  reply_acknowledgement: {
    to: 'user',
    description: 'To a user who replied: the reply has arrived. Never to automatic mail.',
    enabled: false,
    variables: TICKET,
  },
  staff_reply: {
    to: 'user',
    description: 'To the requester and the subscribers: what staff wrote.',
    enabled: true,
    personal: true,
    variables: MESSAGE,
  },
  user_reply: {
    to: 'user',
    description: 'To the requester and the subscribers: what another of them wrote.',
    enabled: true,
    variables: MESSAGE,
  },
  ticket_resolved: {
    to: 'user',
    description:
      'To the requester and the subscribers: the ticket was resolved, and how. Where it is switched off they get the words as any other reply.',
    enabled: true,
    variables: RESOLVED,
  },
  ticket_closed: {
    to: 'user',
    description: 'To the requester and the subscribers: somebody closed the ticket.',
    enabled: false,
    variables: CHANGE,
  },
  ticket_autoclosed: {
    to: 'user',
    description:
      'To the requester and the subscribers: the ticket closed by itself (settings `ticket_autoclose`, `ticket_autoclose_mail`).',
    enabled: true,
    variables: CHANGE,
  },
  ticket_assigned: {
    to: 'user',
    description: 'To the requester and the subscribers: somebody works on the ticket now.',
    enabled: false,
    variables: GIVEN,
  },
  ticket_released: {
    to: 'user',
    description: 'To the requester and the subscribers: nobody works on the ticket any more.',
    enabled: false,
    variables: CHANGE,
  },
  ticket_moved: {
    to: 'user',
    description: 'To the requester and the subscribers: the ticket is in another department or category.',
    enabled: false,
    variables: MOVED,
  },
  ticket_changed: {
    to: 'user',
    description: 'To the requester and the subscribers: the ticket has another status, for any other reason.',
    enabled: false,
    variables: CHANGE,
  },
  ticket_escalated: {
    to: 'user',
    description:
      'To the requester and the subscribers: the ticket has waited for longer than its department allows (`escalateDays`).',
    enabled: true,
    variables: CHANGE,
  },
  staff_ticket_escalated: {
    to: 'staff',
    description:
      'To staff whose ticket it is, and to the department: it has waited for longer than it may (`escalateDays`).',
    enabled: true,
    variables: CHANGE,
  },
  webhook_disabled: {
    to: 'staff',
    description: 'To administrators: a webhook took nothing for three days and is switched off.',
    enabled: true,
    variables: WEBHOOK,
  },
  staff_ticket_opened: {
    to: 'staff',
    description: 'To staff of the department, and to staff who get copies from the start: a new ticket.',
    enabled: true,
    variables: MESSAGE,
  },
  staff_message_posted: {
    to: 'staff',
    description: 'To staff: somebody wrote publicly.',
    enabled: true,
    variables: MESSAGE,
  },
  staff_note_added: {
    to: 'staff',
    description: 'To staff: somebody wrote an internal note.',
    enabled: true,
    variables: MESSAGE,
  },
  staff_ticket_assigned: {
    to: 'staff',
    description: 'To the member of staff a ticket was assigned to.',
    enabled: true,
    variables: CHANGE,
  },
  staff_ticket_given: {
    to: 'staff',
    description: 'To staff whose ticket it is, too: somebody took it, or it was assigned to somebody else.',
    enabled: true,
    variables: GIVEN,
  },
  staff_ticket_released: {
    to: 'staff',
    description: 'To staff whose ticket it is: nobody works on it any more.',
    enabled: true,
    variables: CHANGE,
  },
  staff_ticket_closed: {
    to: 'staff',
    description: 'To staff whose ticket it is: it was closed.',
    enabled: true,
    variables: CHANGE,
  },
  staff_ticket_moved: {
    to: 'staff',
    description: 'To staff whose ticket it is: it is in another department or category.',
    enabled: true,
    variables: MOVED,
  },
  outstanding_tickets: {
    to: 'staff',
    description:
      'To a member of staff, once in a while: the open tickets they have to work on or opened (settings `outstanding_tickets_…`).',
    enabled: true,
    variables: [...DESK, 'tickets'],
  },
  test_mail: {
    to: 'staff',
    description: 'To whom an administrator names, to try the way out.',
    enabled: true,
    personal: true,
    variables: DESK,
  },
  staff_ticket_changed: {
    to: 'staff',
    description: 'To staff whose ticket it is: it has another status, for any other reason.',
    enabled: true,
    variables: CHANGE,
  },
} as const satisfies Record<string, MailEventDefinition>;

export type MailEvent = keyof typeof MAIL_EVENTS;
export const MAIL_EVENT_NAMES = Object.keys(MAIL_EVENTS) as MailEvent[];

/** Every mail to users about a ticket may show the link to it. */
export function definitionOf(event: MailEvent): MailEventDefinition {
  const definition: MailEventDefinition = MAIL_EVENTS[event];
  const isLinked = definition.to === 'user' && definition.variables.includes('number');
  return isLinked ? { ...definition, variables: [...definition.variables, 'publicUrl'] } : definition;
}

/** Somebody's words to somebody; a resolution that somebody wrote is such. */
export const isPersonal = ({ event, messageId }: { event: MailEvent; messageId?: number | null }): boolean =>
  definitionOf(event).personal === true || (event === 'ticket_resolved' && messageId != null);
