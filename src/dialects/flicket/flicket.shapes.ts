import type { CategoryPlace } from '../../departments/categories.service.js';
import type { Department } from '../../departments/department.entity.js';
import { sourceOf, textOf, type StoredBody } from '../../messages/message-body.js';
import type { MessageRow } from '../../messages/messages.service.js';
import type { StaffMember } from '../../staff-auth/staff.service.js';
import type { NumberedFile, NumberedSubscriber, NumberedVersion } from '../../tickets/numbered-lists.js';
import type { Edit, OpeningWords } from '../../tickets/ticket-openings.js';
import type { TicketRow } from '../../tickets/tickets.queries.js';
import type { FlicketCall } from './flicket-call.js';
import { priorityId, statusId, type Numbered } from './numbers.js';

/* Flicket's objects with its keys, misspelt ones too, in alphabetical order. Times are RFC 1123, and really GMT. */

export class RefusalShape {
  /** The reason of the status. @example "Not Found" */
  error: string;
  /** What is wrong. @example "not a valid category_id" */
  message?: string;
}

export class TokenShape {
  /** 32 characters. */
  token: string;
}

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

export class UserLinksShape {
  self: string;
  users: string;
}

export class UserShape {
  /** Null: there is no picture. */
  avatar: string | null;
  email: string | null;
  id: number;
  /** `unknown` where there is none. */
  job_title: string;
  links: UserLinksShape;
  name: string;
  total_posts: number;
  username: string;
}

export const userShape = (call: FlicketCall, staff: StaffMember): UserShape => ({
  avatar: staff.avatarLarge === null ? null : call.deskUrl(`/api/v1/avatars/${staff.avatarLarge}`),
  email: staff.email,
  id: staff.id,
  job_title: staff.jobTitle ?? 'unknown',
  links: { self: userUrl(call, staff.id)!, users: call.url('users/') },
  name: staff.fullName,
  total_posts: staff.posts,
  username: staff.username,
});

export class StatusLinksShape {
  self: string;
  statuses: string;
}

export class StatusShape {
  id: number;
  links: StatusLinksShape;
  /** @example "In Work" */
  status: string;
}

export const statusShape = (call: FlicketCall, { id, name }: Numbered): StatusShape => ({
  id,
  links: { self: call.url(`status/${id}`), statuses: call.url('statuses/') },
  status: name,
});

export class PriorityLinksShape {
  priorities: string;
  self: string;
}

export class PriorityShape {
  id: number;
  links: PriorityLinksShape;
  /** @example "medium" */
  priority: string;
}

export const priorityShape = (call: FlicketCall, { id, name }: Numbered): PriorityShape => ({
  id,
  links: { priorities: call.url('priorities/'), self: call.url(`priority/${id}`) },
  priority: name,
});

export class DepartmentLinksShape {
  departments: string;
  self: string;
}

export class DepartmentShape {
  department: string;
  id: number;
  links: DepartmentLinksShape;
}

export const departmentShape = (call: FlicketCall, { id, name }: Department): DepartmentShape => ({
  department: name,
  id,
  links: { departments: call.url('departments/'), self: call.url(`department/${id}`) },
});

export class CategoryLinksShape {
  categories: string;
  department: string;
  self: string;
}

export class CategoryShape {
  category: string;
  /** Its name. */
  department: string;
  id: number;
  links: CategoryLinksShape;
}

export const categoryShape = (call: FlicketCall, category: CategoryPlace): CategoryShape => ({
  category: category.name,
  department: category.departmentName,
  id: category.id,
  links: {
    categories: call.url('categories/'),
    department: call.url(`department/${category.departmentId}`),
    self: call.url(`category/${category.id}`),
  },
});

export class DepartmentCategoryLinksShape {
  category: string;
  department: string;
  department_categories: string;
  self: string;
}

export class DepartmentCategoryShape {
  category: string;
  category_id: number;
  department: string;
  /** @example "Quality / Manuals" */
  department_category: string;
  department_id: number;
  links: DepartmentCategoryLinksShape;
}

export const pathOf = ({ departmentName, name }: CategoryPlace): string => `${departmentName} / ${name}`;

export const departmentCategoryShape = (
  call: FlicketCall,
  category: CategoryPlace,
): DepartmentCategoryShape => ({
  category: category.name,
  category_id: category.id,
  department: category.departmentName,
  department_category: pathOf(category),
  department_id: category.departmentId,
  links: {
    category: call.url(`category/${category.id}`),
    department: call.url(`department/${category.departmentId}`),
    department_categories: call.url('department_categories/'),
    self: call.url(`department_category/${category.id}`),
  },
});

export class SubscriptionLinksShape {
  self: string;
  subscriptions: string;
  ticket: string;
  user: string | null;
}

export class SubscriptionShape {
  id: number;
  links: SubscriptionLinksShape;
  ticket_id: number;
  /** The name, or the address of who has none. */
  user_def: string;
  /** Null: no member of staff. */
  user_id: number | null;
}

export const subscriptionShape = (call: FlicketCall, one: NumberedSubscriber): SubscriptionShape => ({
  id: one.id,
  links: {
    self: call.url(`subscription/${one.id}`),
    subscriptions: call.url('subscriptions/'),
    ticket: call.url(`ticket/${one.ticketId}`),
    user: userUrl(call, one.staffId),
  },
  ticket_id: one.ticketId,
  user_def: one.name,
  user_id: one.staffId,
});

export class UploadLinksShape {
  post: string | null;
  self: string;
  ticket: string | null;
  uploads: string;
}

export class UploadShape {
  /** Its id in eight characters, and its extension. @example "0000002s.png" */
  filename: string;
  id: number;
  /** Opens the file without a token, for twelve hours. */
  image: string;
  links: UploadLinksShape;
  original_filename: string;
  /** Null: it came with the ticket. */
  post_id: number | null;
  /** The ticket that it came with; null: it came with a post. */
  topic_id: number | null;
}

export function uploadShape(call: FlicketCall, file: NumberedFile, image: string): UploadShape {
  const place = placeOf(call, file);
  const extension = /\.[^.]+$/.exec(file.name)?.[0] ?? '';
  return {
    filename: file.id.toString(36).padStart(8, '0') + extension,
    id: file.id,
    image: call.deskUrl(image),
    links: {
      post: place.post,
      self: call.url(`upload/${file.id}`),
      ticket: place.ticket,
      uploads: call.url('uploads/'),
    },
    original_filename: file.name,
    post_id: place.postId,
    topic_id: place.topicId,
  };
}

export class HistoryLinksShape {
  histories: string;
  post: string | null;
  self: string;
  ticket: string | null;
  user: string | null;
}

export class HistoryShape {
  /** When it was replaced. */
  date_modified: string;
  id: number;
  links: HistoryLinksShape;
  original_content: string;
  post_id: number | null;
  topic_id: number | null;
  /** Who had written it; null: no member of staff. */
  user_id: number | null;
}

export function historyShape(call: FlicketCall, version: NumberedVersion): HistoryShape {
  const place = placeOf(call, version);
  return {
    date_modified: dateOf(version.replacedAt),
    id: version.id,
    links: {
      histories: call.url('histories/'),
      post: place.post,
      self: call.url(`history/${version.id}`),
      ticket: place.ticket,
      user: userUrl(call, version.writerId),
    },
    original_content: contentOf(version),
    post_id: place.postId,
    topic_id: place.topicId,
    user_id: version.writerId,
  };
}

/** In Markdown and plain text what was written; HTML came by mail, or from programs, and goes as its text. */
const contentOf = (body: StoredBody): string => (body.format === 'html' ? textOf(body) : sourceOf(body));

export const dateOf = (time: string | Date): string => new Date(time).toUTCString();

const optionalDate = (time: string | undefined): string | null => (time === undefined ? null : dateOf(time));

const userUrl = (call: FlicketCall, staffId: number | null | undefined): string | null =>
  staffId === null || staffId === undefined ? null : call.url(`user/${staffId}`);

/** The first message is the ticket itself; all others are posts. */
function placeOf(
  call: FlicketCall,
  { opens, messageId, ticketId }: { opens: boolean; messageId: number; ticketId: number },
): { postId: number | null; topicId: number | null; post: string | null; ticket: string | null } {
  return opens
    ? { postId: null, topicId: ticketId, post: null, ticket: call.url(`ticket/${ticketId}`) }
    : { postId: messageId, topicId: null, post: call.url(`post/${messageId}`), ticket: null };
}
