import type { Role } from '../common/actor.js';
import { needsSession } from '../common/session-bound.js';

/** What every member of staff may do. Which tickets and whose messages, the rooms decide. */
const STAFF = [
  'profile/read',
  'profile/update',
  // One's own sessions, app passwords and second factor.
  'profile/secure',
  'profile/enrol',
  'profile/logout',
  'users/create',
  'users/read',
  'users/update',
  'departments/read',
  'escalation-exclusions/read',
  'tickets/create',
  'tickets/read',
  'tickets/update',
  'tickets/close',
  'tickets/export',
  'messages/create',
  'messages/read',
  'messages/update',
  'attachments/read',
  'attachments/download',
  'staff/read',
  'events/read',
  'permissions/read',
  'tags/create',
  'tags/read',
  'subscribers/read',
  'subscribers/update',
  'reports/read',
  'custom-fields/read',
  'canned-responses/create',
  'canned-responses/read',
  'canned-responses/update',
  'canned-responses/delete',
  'saved-searches/create',
  'saved-searches/read',
  'saved-searches/update',
  'saved-searches/delete',
] as const;

const SUPERUSER = [
  'users/merge',
  'departments/create',
  'departments/update',
  'departments/delete',
  'tags/update',
  'tags/delete',
  // Those of all, whoever made them.
  'canned-responses/manage',
  'saved-searches/manage',
] as const;

const ADMIN = [
  'users/delete',
  'users/import',
  'users/export',
  'users/erase',
  'tickets/delete',
  'messages/delete',
  'attachments/delete',
  'escalation-exclusions/create',
  'escalation-exclusions/update',
  'escalation-exclusions/delete',
  'staff/create',
  'staff/update',
  'staff/delete',
  'staff/auth',
  'sessions/read',
  'sessions/delete',
  'api-tokens/create',
  'api-tokens/read',
  'api-tokens/update',
  'api-tokens/delete',
  'settings/read',
  'settings/update',
  'mailboxes/create',
  'mailboxes/read',
  'mailboxes/update',
  'mailboxes/delete',
  'metrics/read',
  'inbound-mails/read',
  'inbound-mails/update',
  'outbound-mails/read',
  'outbound-mails/update',
  'mail-templates/read',
  'mail-templates/update',
  'webhooks/create',
  'webhooks/read',
  'webhooks/update',
  'webhooks/delete',
  'custom-fields/create',
  'custom-fields/update',
  'custom-fields/delete',
] as const;

/** What a user may do: all of it narrowed to their own tickets, and to what the public may see. */
const USER = [
  'user-profile/read',
  'user-profile/update',
  'user-profile/logout',
  'departments/read',
  'tickets/create',
  'tickets/read',
  'tickets/close',
  'messages/create',
  'messages/read',
  'attachments/read',
  'attachments/download',
  'custom-fields/read',
] as const;

/** `resource/action`: the 19 words of HelpDeskZ keep their names, the rest follows them. */
export type PermissionWord = (typeof STAFF | typeof SUPERUSER | typeof ADMIN | typeof USER)[number];

const OF_ROLE: Record<Role, ReadonlySet<string>> = {
  staff: new Set(STAFF),
  superuser: new Set([...STAFF, ...SUPERUSER]),
  admin: new Set([...STAFF, ...SUPERUSER, ...ADMIN]),
};

export const permissionsOf = (role: Role): ReadonlySet<string> => OF_ROLE[role];

const OF_USER: ReadonlySet<string> = new Set(USER);

export const permissionsOfUser = (): ReadonlySet<string> => OF_USER;

/** All that is left to an account whose role requires a second factor, until it has one. */
export const ENROLMENT: ReadonlySet<string> = new Set(['profile/read', 'profile/enrol', 'profile/logout']);

const withoutSession = (words: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...words].filter((word) => !needsSession(word)));

const WITHOUT_SESSION: Record<Role, ReadonlySet<string>> = {
  staff: withoutSession(OF_ROLE.staff),
  superuser: withoutSession(OF_ROLE.superuser),
  admin: withoutSession(OF_ROLE.admin),
};

export const permissionsWithoutSession = (role: Role): ReadonlySet<string> => WITHOUT_SESSION[role];

/** Every word a route may ask for. */
export const isPermission = (word: string): word is PermissionWord =>
  OF_ROLE.admin.has(word) || OF_USER.has(word);

/** All of them, in alphabetical order. */
export const PERMISSIONS: readonly string[] = [...new Set([...OF_ROLE.admin, ...OF_USER])].toSorted();

/** What an API token may be given: it is nobody, so it has no profile. */
export const TOKEN_PERMISSIONS: readonly string[] = [...OF_ROLE.admin].filter(
  (word) => !word.startsWith('profile/'),
);
