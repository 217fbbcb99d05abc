import type { AgreementDesk, Json } from './desk.js';
import { duration } from './acts.js';
import { inParagraphs, unescaped, unparagraphed } from './texts.js';

/* The tables of docs and READMEs, written down once more: what a native ticket must look like at each door. */

const HELPDESKZ = { open: 1, answered: 2, awaiting_reply: 3, reopened: 3, in_progress: 4 } as Json;
const DJANGO = { reopened: 2, resolved: 3, closed: 4, duplicate: 5 } as Json;
const FLICKET = { answered: 4, in_progress: 3, resolved: 2, closed: 2, duplicate: 2 } as Json;
const DJANGO_PRIORITY = { critical: 1, high: 2, normal: 3, low: 4, very_low: 5 } as Json;
const FLICKET_PRIORITY = { critical: 3, high: 3, normal: 2, low: 1, very_low: 1 } as Json;

/** A ticket with its messages as `/api/v1` tells them: what all others are held against. */
export interface Native {
  ticket: Json;
  messages: Json[];
  requester: { fullName: string; email: string } | undefined;
  department: string;
  /** The last time that the first words were changed. */
  edit: { replacedAt: string; replacedBy: Json } | undefined;
}

export async function readNative(desk: AgreementDesk, id: number): Promise<Native> {
  const ticket = await desk.native('GET', `/tickets/${id}`);
  const [{ items }, { name }, requester] = await Promise.all([
    desk.native('GET', `/tickets/${id}/messages?limit=100`),
    desk.native('GET', `/departments/${ticket.departmentId}`),
    ticket.requesterId ? desk.native('GET', `/users/${ticket.requesterId}`) : undefined,
  ]);
  const history = await desk.native('GET', `/messages/${items[0].id}/history`);
  return { ticket, messages: items, requester, department: name, edit: history.items.at(-1) };
}

const seconds = (time: string): number => Math.floor(Date.parse(time) / 1000);
const millis = (time: string | null): number | null => (time === null ? null : Date.parse(time));
/** Of HTML its text; else what was written. */
const plain = ({ bodyFormat, body, bodyText }: Json): string => (bodyFormat === 'html' ? bodyText : body);
const isPublic = ({ visibility }: Json): boolean => visibility === 'public';
const staffOf = ({ author }: Json): number | null => (author.kind === 'staff' ? author.id : null);

export interface Reader {
  name: string;
  /** What it tells, decoded by its rules. */
  read: (desk: AgreementDesk, id: number, native: Native) => Promise<unknown>;
  /** What it should tell. */
  expected: (native: Native) => unknown;
}

/** HTML; names escaped; times in seconds; no notes, and neither assignee, priority nor due date. */
const helpdeskz: Reader = {
  name: 'HelpDeskZ',
  read: async (desk, id, native) => {
    const { ticket } = await desk.helpdeskz('GET', `/tickets/show/${id}`);
    const { messages } = await desk.helpdeskz('GET', `/messages/show/${id}`);
    const formats = new Map(native.messages.map((message) => [String(message.id), message.bodyFormat]));
    return {
      ...ticket,
      user_fullname: unescaped(ticket.user_fullname),
      department_name: unescaped(ticket.department_name),
      messages: messages
        .toSorted((a: Json, b: Json) => a.id - b.id)
        .map(({ message, ...row }: Json) => ({
          ...row,
          words: formats.get(row.id) === 'text' ? unparagraphed(message) : message,
        })),
    };
  },
  expected: ({ ticket, messages, requester, department }) => ({
    id: String(ticket.id),
    user_id: String(ticket.requesterId ?? 0),
    department_id: String(ticket.departmentId),
    subject: ticket.subject,
    date: String(seconds(ticket.createdAt)),
    last_update: String(seconds(ticket.lastMessageAt)),
    status: String(HELPDESKZ[ticket.status] ?? 5),
    replies: String(ticket.replyCount),
    user_fullname: requester?.fullName ?? '',
    department_name: department,
    messages: messages.filter(isPublic).map((message) => ({
      id: String(message.id),
      date: String(seconds(message.createdAt)),
      customer: message.author.kind === 'user' ? '1' : '0',
      staff_id: String(staffOf(message) ?? 0),
      words: message.bodyFormat === 'text' ? inParagraphs(message.body) : message.bodyHtml,
    })),
  }),
};

/** Everything, notes too. */
const django: Reader = {
  name: 'django-helpdesk',
  read: async (desk, id) => {
    const { followup_set, due_date, ...ticket } = await desk.django('GET', `/tickets/${id}/`);
    return {
      ...ticket,
      due_date: millis(due_date),
      followups: followup_set.map(({ new_status: _, date, ...followup }: Json) => ({
        ...followup,
        date: millis(date),
      })),
    };
  },
  expected: ({ ticket, messages, requester }) => ({
    id: ticket.id,
    queue: ticket.departmentId,
    title: ticket.subject,
    description: plain(messages[0]),
    resolution: ticket.resolution,
    submitter_email: requester?.email ?? '',
    assigned_to: ticket.assigneeId,
    status: DJANGO[ticket.status] ?? 1,
    on_hold: ticket.onHold,
    priority: DJANGO_PRIORITY[ticket.priority],
    due_date: millis(ticket.dueAt),
    merged_to: ticket.mergedIntoId,
    followups: messages.map((message, at) => ({
      id: message.id,
      title: message.title ?? (at === 0 ? 'Ticket Opened' : null),
      time_spent: duration(message.minutes),
      followupattachment_set: [],
      message_id: null,
      ticket: ticket.id,
      user: staffOf(message),
      comment: plain(message),
      public: isPublic(message),
      date: millis(message.createdAt),
    })),
  }),
};

/** Sources of Markdown and texts; three priorities; times in seconds; no notes. */
const flicket: Reader = {
  name: 'Flicket',
  read: async (desk, id) => {
    const { links: _, ...ticket } = await desk.flicket('GET', `/ticket/${id}`);
    const { items } = await desk.flicket('GET', `/posts/${id}/?per_page=100`);
    return {
      ...ticket,
      date_added: seconds(ticket.date_added),
      date_modified: ticket.date_modified && seconds(ticket.date_modified),
      posts: items.map((post: Json) => ({
        id: post.id,
        content: post.content,
        user_id: post.user_id,
        ticket_id: post.ticket_id,
        data_added: seconds(post.data_added),
      })),
    };
  },
  expected: ({ ticket, messages, edit }) => {
    const [opening, ...posts] = messages.filter(isPublic);
    return {
      assigned_id: ticket.assigneeId,
      category_id: ticket.categoryId,
      content: plain(opening),
      date_added: seconds(ticket.createdAt),
      date_modified: edit ? seconds(edit.replacedAt) : null,
      id: ticket.id,
      modified_id: edit?.replacedBy.kind === 'staff' ? edit.replacedBy.id : null,
      started_id: ticket.openedById,
      status_id: FLICKET[ticket.status] ?? 1,
      ticket_priority_id: FLICKET_PRIORITY[ticket.priority],
      title: ticket.subject,
      posts: posts.map((post) => ({
        id: post.id,
        content: plain(post),
        user_id: staffOf(post),
        ticket_id: ticket.id,
        data_added: seconds(post.createdAt),
      })),
    };
  },
};

/** It tells of no ticket, but of departments and staff by the numbers that tickets have. */
const jutda: Reader = {
  name: 'Jutda',
  read: async (desk, _, { ticket }) => {
    const queues: Json[] = JSON.parse(await desk.jutda('list_queues'));
    return queues.find(({ id }) => id === String(ticket.departmentId))?.title;
  },
  expected: ({ department }) => department,
};

export const READERS: readonly Reader[] = [helpdeskz, django, flicket, jutda];
