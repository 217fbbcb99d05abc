import { sourceOf, textOf, type StoredBody } from '../../messages/message-body.js';
import type { StaffMember } from '../../staff-auth/staff.service.js';
import type { FlicketCall } from './flicket-call.js';

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

export const userUrl = (call: FlicketCall, staffId: number | null | undefined): string | null =>
  staffId === null || staffId === undefined ? null : call.url(`user/${staffId}`);

/** In Markdown and plain text what was written; HTML came by mail, or from programs, and goes as its text. */
export const contentOf = (body: StoredBody): string =>
  body.format === 'html' ? textOf(body) : sourceOf(body);

export const dateOf = (time: string | Date): string => new Date(time).toUTCString();

export const optionalDate = (time: string | undefined): string | null =>
  time === undefined ? null : dateOf(time);
