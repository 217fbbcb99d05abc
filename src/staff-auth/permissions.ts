import type { Role } from '../common/actor.js';

/** What every member of staff may do. Which tickets and whose messages, the rooms decide. */
const STAFF = [
  'profile/read',
  'profile/update',
  'users/create',
  'users/read',
  'users/update',
  'departments/read',
  'tickets/create',
  'tickets/read',
  'tickets/update',
  'messages/create',
  'messages/read',
  'messages/update',
  'attachments/read',
  'attachments/download',
  'staff/read',
  'events/read',
  'permissions/read',
] as const;

const SUPERUSER = ['departments/create', 'departments/update', 'departments/delete'] as const;

const ADMIN = [
  'users/delete',
  'tickets/delete',
  'messages/delete',
  'attachments/delete',
  'staff/create',
  'staff/update',
  'staff/delete',
  'staff/auth',
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
] as const;

/** `resource/action`: the 19 words of HelpDeskZ keep their names, the rest follows them. */
export type PermissionWord = (typeof STAFF | typeof SUPERUSER | typeof ADMIN)[number];

const OF_ROLE: Record<Role, ReadonlySet<string>> = {
  staff: new Set(STAFF),
  superuser: new Set([...STAFF, ...SUPERUSER]),
  admin: new Set([...STAFF, ...SUPERUSER, ...ADMIN]),
};

export const permissionsOf = (role: Role): ReadonlySet<string> => OF_ROLE[role];

/** Every word a route may ask for. */
export const isPermission = (word: string): word is PermissionWord => OF_ROLE.admin.has(word);

/** All of them, in alphabetical order. */
export const PERMISSIONS: readonly string[] = [...OF_ROLE.admin].toSorted();

/** What an API token may be given: it is nobody, so it has no profile. */
export const TOKEN_PERMISSIONS: readonly string[] = [...OF_ROLE.admin].filter(
  (word) => !word.startsWith('profile/'),
);
