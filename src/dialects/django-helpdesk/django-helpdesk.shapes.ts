import type { Attachment } from '../../attachments/attachment.entity.js';
import type { Department } from '../../departments/department.entity.js';
import type { MessageRow } from '../../messages/messages.service.js';
import { textOf } from '../../messages/message-body.js';
import type { TicketRow } from '../../tickets/tickets.queries.js';
import { STATUS_NUMBERS, durationOf, labelOf, momentText } from './numbers.js';
import { naturalTime } from './natural-time.js';

/* django-helpdesk's objects, key by key in its order. */

export class AttachmentShape {
  id: number;
  followup: number;
  /** Opens the file without signing in, for as many days as `DIALECT_URL_DAYS` says. */
  file: string;
  filename: string;
  mime_type: string;
  /** Bytes. */
  size: number;
}

export class FollowupShape {
  id: number;
  ticket: number;
  /** Who of the staff wrote it; null: somebody else. */
  user: number | null;
  title: string | null;
  comment: string;
  public: boolean;
  /** 1 to 5; null: it changed no status. */
  new_status: number | null;
  /** `HH:MM:SS`, or `1 02:00:00` above a day. */
  time_spent: string | null;
  followupattachment_set: AttachmentShape[];
  date: string;
  message_id: string | null;
}

/** After these come `custom_<name>`, in the order of the fields. */
export class TicketShape {
  id: number;
  queue: number;
  title: string;
  description: string;
  resolution: string | null;
  submitter_email: string;
  assigned_to: number | null;
  /** 1 open, 2 reopened, 3 resolved, 4 closed, 5 duplicate. */
  status: number;
  on_hold: boolean;
  /** 1 critical to 5 very low. */
  priority: number;
  due_date: string | null;
  merged_to: number | null;
  followup_set: FollowupShape[];
}

export class QueueShape {
  title: string;
  id: number;
}

export class UserTicketShape {
  /** @example "5 [support-5]" */
  ticket: string;
  id: number;
  title: string;
  queue: QueueShape;
  /** Also whether it is on hold, and whether it waits for another ticket. @example "Open - On Hold - Open dependencies" */
  status: string;
  /** @example "3 hours ago" */
  created: string;
  due_date: string | null;
  submitter: string;
  kbitem: string;
  secret_key: string;
}

export class UserShape {
  first_name: string;
  last_name: string;
  username: string;
  email: string;
}

export class RootShape {
  tickets: string;
  user_tickets: string;
  followups: string;
  'followups-attachments': string;
  users: string;
}

export class DetailShape {
  /** @example "Not found." */
  detail: string;
}

/** Of a list in the shape `page`. */
export class PageHeadShape {
  count: number;
  /** Absolute. */
  next: string | null;
  previous: string | null;
}

export interface PageShape<T> extends PageHeadShape {
  results: T[];
}

/** What a follow-up did, beside what it says. */
export interface FollowupDeeds {
  /** The first of its ticket. */
  isOpening: boolean;
  newStatus: number | null;
}

export const attachmentShape = (file: Attachment, url: string): AttachmentShape => ({
  id: file.id,
  followup: file.messageId,
  file: url,
  filename: file.name,
  mime_type: file.contentType,
  size: file.size,
});

export const followupShape = (
  row: MessageRow,
  { isOpening, newStatus }: FollowupDeeds,
  files: AttachmentShape[],
): FollowupShape => ({
  id: row.id,
  ticket: row.ticketId,
  user: row.authorKind === 'staff' ? row.authorId : null,
  title: row.title ?? (isOpening ? 'Ticket Opened' : null),
  comment: wordsOf(row),
  public: row.visibility === 'public',
  new_status: newStatus,
  time_spent: durationOf(row.minutes),
  followupattachment_set: files,
  date: momentText(row.createdAt),
  message_id: null,
});

export const ticketShape = (
  row: TicketRow,
  description: string,
  submitter: string,
  followups: FollowupShape[],
): TicketShape => ({
  id: row.id,
  queue: row.departmentId,
  title: row.subject,
  description,
  resolution: row.resolution,
  submitter_email: submitter,
  assigned_to: row.assigneeId,
  status: STATUS_NUMBERS[row.status],
  on_hold: row.onHold,
  priority: row.priority,
  due_date: row.dueAt && momentText(row.dueAt),
  merged_to: row.mergedIntoId,
  followup_set: followups,
});

/** The key of the link by mail is a secret of its mail. */
export const userTicketShape = (
  row: TicketRow,
  { slug }: Pick<Department, 'slug'>,
  submitter: string,
  { now, isWaiting }: { now: Date; isWaiting: boolean },
): UserTicketShape => ({
  ticket: `${row.id} [${slug}-${row.id}]`,
  id: row.id,
  title: row.subject,
  queue: { title: row.departmentName, id: row.departmentId },
  status: `${labelOf(row.status)}${row.onHold ? ' - On Hold' : ''}${isWaiting ? ' - Open dependencies' : ''}`,
  created: naturalTime(row.createdAt, now),
  due_date: row.dueAt && naturalTime(row.dueAt, now),
  submitter,
  kbitem: '',
  secret_key: '',
});

/** As it was typed; of HTML what can be read. */
export const wordsOf = (row: Pick<MessageRow, 'format' | 'body' | 'text'>): string =>
  row.format === 'html' ? textOf(row) : row.body;
