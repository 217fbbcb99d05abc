import type { MessageRow } from '../../messages/messages.service.js';
import type { Edit, OpeningWords } from '../../tickets/ticket-openings.js';
import type { TicketRow } from '../../tickets/tickets.queries.js';
import type { FlicketCall } from './flicket-call.js';
import { contentOf, dateOf, optionalDate, userUrl } from './flicket.shapes.js';
import { priorityId, statusId } from './numbers.js';

/* Tickets and posts. See flicket.shapes.ts. */

export class TicketLinksShape {
  assigned: string | null;
  category: string | null;
  histories: string;
  modified_by: string | null;
  priority: string;
  self: string;
  /** Who opened it. */
  started_ny: string | null;
  status: string;
  subscribers: string;
  tickets: string;
}

export class TicketShape {
  assigned_id: number | null;
  /** Null: it has none. */
  category_id: number | null;
  /** Markdown, as it was written; of a mail its text. */
  content: string;
  /** @example "Sun, 23 Jun 2019 18:25:36 GMT" */
  date_added: string;
  /** When its content was last changed. */
  date_modified: string | null;
  id: number;
  links: TicketLinksShape;
  modified_id: number | null;
  /** Null: no member of staff. */
  started_id: number | null;
  status_id: number;
  ticket_priority_id: number;
  title: string;
}

export function ticketShape(
  call: FlicketCall,
  ticket: TicketRow,
  words: OpeningWords | undefined,
): TicketShape {
  const edit = words?.edit;
  const priority = priorityId(ticket.priority);
  const status = statusId(ticket.status);
  return {
    assigned_id: ticket.assigneeId,
    category_id: ticket.categoryId,
    content: words ? contentOf(words) : '',
    date_added: dateOf(ticket.createdAt),
    date_modified: optionalDate(edit?.at),
    id: ticket.id,
    links: {
      assigned: userUrl(call, ticket.assigneeId),
      category: ticket.categoryId === null ? null : call.url(`category/${ticket.categoryId}`),
      histories: call.url('histories/', { topic_id: ticket.id }),
      modified_by: userUrl(call, edit?.staffId),
      priority: call.url(`priority/${priority}`),
      self: call.url(`ticket/${ticket.id}`),
      started_ny: userUrl(call, ticket.openedById),
      status: call.url(`status/${status}`),
      subscribers: call.url(`subscriptions/${ticket.id}/`),
      tickets: call.url('tickets/'),
    },
    modified_id: edit?.staffId ?? null,
    started_id: ticket.openedById,
    status_id: status,
    ticket_priority_id: priority,
    title: ticket.subject,
  };
}

export class PostLinksShape {
  created_by: string | null;
  posts: string;
  self: string;
}

export class PostShape {
  /** Markdown, as it was written; of a mail its text. */
  content: string;
  data_added: string;
  date_modified: string | null;
  id: number;
  links: PostLinksShape;
  ticket_id: number;
  /** Null: no member of staff. */
  user_id: number | null;
}

export function postShape(call: FlicketCall, message: MessageRow, edit: Edit | undefined): PostShape {
  const userId = message.authorKind === 'staff' ? message.authorId : null;
  return {
    content: contentOf(message),
    data_added: dateOf(message.createdAt),
    date_modified: optionalDate(edit?.at),
    id: message.id,
    links: {
      created_by: userUrl(call, userId),
      posts: call.url(`posts/${message.ticketId}/`),
      self: call.url(`post/${message.id}`),
    },
    ticket_id: message.ticketId,
    user_id: userId,
  };
}
