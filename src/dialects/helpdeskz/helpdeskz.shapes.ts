import type { Attachment } from '../../attachments/attachment.entity.js';
import { unixSeconds } from '../../common/clock.js';
import { escapeHtml } from '../../common/html.js';
import type { Department } from '../../departments/department.entity.js';
import { htmlOf } from '../../messages/message-body.js';
import type { MessageRow } from '../../messages/messages.service.js';
import type { Staff } from '../../staff-auth/staff.entity.js';
import type { TicketStatus } from '../../tickets/ticket.states.js';
import type { TicketRow } from '../../tickets/tickets.queries.js';
import { pagesOf, type NumberedPage } from './pages.js';

/*
 * HelpDeskZ's objects, key by key in its order: what comes from a row is text, what was just counted or made is a number.
 * Names are escaped for HTML, as HelpDeskZ stores them so; subjects, file names and e-mail addresses are not.
 */

export class UserShape {
  /** @example "1" */
  id: string;
  /** @example "John Doe" */
  fullname: string;
  /** @example "john.doe@demo.com" */
  email: string;
}

export class DepartmentShape {
  /** @example "4" */
  id: string;
  /** @example "Bug report" */
  name: string;
  /** "0" public, "1" private. */
  private: string;
}

export class TicketShape {
  id: string;
  /** "0" when nobody asked. */
  user_id: string;
  department_id: string;
  subject: string;
  /** Unix seconds. */
  date: string;
  /** Unix seconds of the last message. */
  last_update: string;
  /** 1 open, 2 answered, 3 awaiting reply, 4 in progress, 5 closed. */
  status: string;
  replies: string;
  user_fullname: string;
  department_name: string;
}

export class MessageShape {
  id: string;
  /** Unix seconds. */
  date: string;
  /** "1" written by the user, "0" by staff. */
  customer: string;
  /** "0" when the user wrote it. */
  staff_id: string;
  /** HTML. */
  message: string;
}

export class FileShape {
  id: string;
  name: string;
  /** By the file's content. */
  filetype: string;
  msg_id: string;
  /** Bytes. */
  size: string;
}

export class StaffShape {
  id: string;
  username: string;
  fullname: string;
  email: string;
  /** Unix seconds. */
  registration: string;
  /** Unix seconds of the sign-in before the last; "0" when there was none. */
  last_login: string;
}

/** Whatever went wrong. */
export class ErrorShape {
  /** @example 1 */
  error: 1;
  /** @example Ticket not found. */
  message: string;
}

export class SuccessShape {
  /** @example 1 */
  success: 1;
}

export class MessageOnlyShape extends SuccessShape {
  message: string;
}

export class UserCreatedShape extends SuccessShape {
  user_id: number;
  message: string;
}

export class DepartmentCreatedShape extends SuccessShape {
  department_id: number;
  message: string;
}

export class TicketCreatedShape extends SuccessShape {
  ticket_id: number;
  message: string;
}

export class UserDataShape extends SuccessShape {
  user_data: UserShape;
}

export class UserPageShape extends SuccessShape {
  total_users: number;
  total_pages: number;
  users: UserShape[];
}

export class DepartmentDataShape extends SuccessShape {
  department: DepartmentShape;
}

export class DepartmentListShape extends SuccessShape {
  departments: DepartmentShape[];
}

export class TicketDataShape extends SuccessShape {
  ticket: TicketShape;
}

export class TicketPageShape extends SuccessShape {
  total_tickets: number;
  pages: number;
  tickets: TicketShape[];
}

export class MessagePageShape extends SuccessShape {
  pages: number;
  total_replies: number;
  messages: MessageShape[];
}

export class FileListShape extends SuccessShape {
  files: FileShape[];
}

export class FileContentShape extends SuccessShape {
  name: string;
  filetype: string;
  size: string;
  /** Base64. */
  content: string;
}

export class StaffDataShape extends SuccessShape {
  staff_data: StaffShape;
}

export class StaffListShape extends SuccessShape {
  users: StaffShape[];
}

/** What is shown where HelpDeskZ has no number of its own for a status. */
export const STATUS_NUMBERS: Record<TicketStatus, 1 | 2 | 3 | 4 | 5> = {
  open: 1,
  answered: 2,
  awaiting_reply: 3,
  reopened: 3,
  in_progress: 4,
  closed: 5,
  resolved: 5,
  duplicate: 5,
};

/** What a number means when it is written. A map: what comes from outside must find no key that it did not set. */
export const STATUSES: ReadonlyMap<string, TicketStatus> = new Map([
  ['1', 'open'],
  ['2', 'answered'],
  ['3', 'awaiting_reply'],
  ['4', 'in_progress'],
  ['5', 'closed'],
]);

/** All statuses that are read as a number. */
export const statusesReadAs = (number: number): TicketStatus[] =>
  (Object.keys(STATUS_NUMBERS) as TicketStatus[]).filter((status) => STATUS_NUMBERS[status] === number);

export const succeeded = (message: string): MessageOnlyShape => ({ success: 1, message });

export const userShape = (user: { id: number; fullName: string; email: string }): UserShape => ({
  id: String(user.id),
  fullname: escapeHtml(user.fullName),
  email: user.email,
});

export const userData = (user: Parameters<typeof userShape>[0]): UserDataShape => ({
  success: 1,
  user_data: userShape(user),
});

export const departmentShape = (department: Department): DepartmentShape => ({
  id: String(department.id),
  name: escapeHtml(department.name),
  private: department.private ? '1' : '0',
});

export const ticketShape = (ticket: TicketRow): TicketShape => ({
  id: String(ticket.id),
  user_id: String(ticket.requesterId ?? 0),
  department_id: String(ticket.departmentId),
  subject: ticket.subject,
  date: String(unixSeconds(ticket.createdAt)),
  last_update: String(unixSeconds(ticket.lastMessageAt)),
  status: String(STATUS_NUMBERS[ticket.status]),
  replies: String(ticket.replyCount),
  user_fullname: escapeHtml(ticket.requesterName ?? ''),
  department_name: escapeHtml(ticket.departmentName),
});

export const ticketPage = (
  tickets: TicketRow[],
  total: number,
  { limit }: NumberedPage,
): TicketPageShape => ({
  success: 1,
  total_tickets: total,
  pages: pagesOf(total, limit),
  tickets: tickets.map(ticketShape),
});

export const messageShape = (message: MessageRow): MessageShape => ({
  id: String(message.id),
  date: String(unixSeconds(message.createdAt)),
  customer: message.authorKind === 'user' ? '1' : '0',
  staff_id: String(message.authorKind === 'staff' ? message.authorId : 0),
  message: htmlOf(message),
});

export const messagePage = (
  messages: MessageRow[],
  total: number,
  { limit }: NumberedPage,
): MessagePageShape => ({
  success: 1,
  pages: pagesOf(total, limit),
  total_replies: total,
  messages: messages.map(messageShape),
});

export const fileShape = (file: Attachment): FileShape => ({
  id: String(file.id),
  name: file.name,
  filetype: file.contentType,
  msg_id: String(file.messageId),
  size: String(file.size),
});

export const fileContent = (file: Attachment, content: Buffer): FileContentShape => ({
  success: 1,
  name: file.name,
  filetype: file.contentType,
  size: String(file.size),
  content: content.toString('base64'),
});

export const staffShape = (staff: Staff): StaffShape => ({
  id: String(staff.id),
  username: staff.username,
  fullname: escapeHtml(staff.fullName),
  email: staff.email ?? '',
  registration: String(unixSeconds(staff.createdAt)),
  last_login: String(staff.previousSignInAt ? unixSeconds(staff.previousSignInAt) : 0),
});
