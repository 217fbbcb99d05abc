import { emailKey } from '../common/email-address.js';
import { usernameKey } from '../users/usernames.js';
import type { Fault } from './file-values.js';
import type { LoadContent } from './load-format.js';

/** What staff and users have in common. */
interface Account {
  id?: number;
  username?: string;
  password?: string;
  passwordHash?: string;
  email?: string;
}

/** An entry and where it stands: `.users[3]`. */
interface Placed<T> {
  entry: T;
  place: string;
}

const placed = <T>(name: string, entries: T[]): Placed<T>[] =>
  entries.map((entry, index) => ({ entry, place: `.${name}[${index}]` }));

/** Notes what does not fit together: ids and names that come twice, ids of nothing. */
export function requireConsistency(content: LoadContent, fault: Fault): void {
  const departments = placed('departments', content.departments ?? []);
  const staff = placed('staff', content.staff ?? []);
  const users = placed('users', content.users ?? []);
  const mailboxes = placed('mailboxes', content.mailboxes ?? []);
  const accounts: Placed<Account>[] = [...staff, ...users];

  requireUnique(departments, 'id', ({ id }) => id, fault);
  requireUnique(departments, 'slug', ({ slug }) => slug, fault);
  for (const people of [staff, users] as Placed<Account>[][]) {
    requireUnique(people, 'id', ({ id }) => id, fault);
    requireUnique(people, 'email', ({ email }) => email && emailKey(email), fault);
  }
  requireUnique(accounts, 'username', ({ username }) => username && usernameKey(username), fault);
  requireUnique(placed('apiTokens', content.apiTokens ?? []), 'token', ({ token }) => token, fault);
  requireUnique(mailboxes, 'id', ({ id }) => id, fault);
  requireUnique(mailboxes, 'address', ({ address }) => emailKey(address), fault);

  for (const { entry, place } of accounts)
    if (entry.password !== undefined && entry.passwordHash !== undefined)
      fault({ key: 'rules/beside_password' }, `${place}.passwordHash`);
  const known = new Set(departments.map(({ entry }) => entry.id));
  for (const { entry, place } of staff)
    for (const [index, departmentId] of (entry.departments ?? []).entries())
      if (!known.has(departmentId)) fault({ key: 'rules/no_department' }, `${place}.departments[${index}]`);
  const active = new Set(staff.flatMap(({ entry }) => (entry.active === false ? [] : (entry.id ?? []))));
  for (const { entry, place } of departments)
    if (entry.defaultAssigneeId !== undefined && !active.has(entry.defaultAssigneeId))
      fault({ key: 'rules/no_active_staff' }, `${place}.defaultAssigneeId`);
  for (const { entry, place } of mailboxes)
    if (!known.has(entry.departmentId)) fault({ key: 'rules/no_department' }, `${place}.departmentId`);
}

function requireUnique<T>(
  entries: Placed<T>[],
  field: string,
  keyOf: (entry: T) => string | number | undefined,
  fault: Fault,
): void {
  const first = new Map<string | number, string>();
  for (const { entry, place } of entries) {
    const key = keyOf(entry);
    if (key === undefined) continue;
    const holder = first.get(key);
    if (holder) fault({ key: 'rules/that_of', values: { holder: holder.slice(1) } }, `${place}.${field}`);
    else first.set(key, place);
  }
}
