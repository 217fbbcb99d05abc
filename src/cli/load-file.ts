import { ROLES } from '../common/actor.js';
import { emailKey, isEmailAddress } from '../common/email-address.js';
import { AppError } from '../common/errors.js';
import {
  DONE_MARKS,
  INCOMING_TYPES,
  MAIL_AUTHS,
  MAIL_TLS,
  OUTGOING_TYPES,
} from '../mailboxes/mailbox.entity.js';
import type { MailboxImport } from '../mailboxes/mailbox.input.js';
import type { DepartmentImport } from '../departments/departments.service.js';
import { readSettings } from '../settings/setting-list.js';
import type { ApiTokenImport } from '../staff-auth/api-tokens.service.js';
import { isPasswordHash } from '../staff-auth/passwords.js';
import { TOKEN_PERMISSIONS } from '../staff-auth/permissions.js';
import type { StaffImport } from '../staff-auth/staff-import.service.js';
import { readTotpSecret } from '../staff-auth/totp.js';
import { usernameKey } from '../users/usernames.js';
import type { UserImport } from '../users/users.service.js';
import { TOKEN_RULE, isTokenText } from './token-text.js';

/** A user of a file; a password in clear is hashed before it is written. */
export type FileUser = UserImport & { password?: string };

/** What `switchdesk load` writes, in the order of the file. */
export interface LoadFile {
  settings: Record<string, unknown>;
  departments: DepartmentImport[];
  staff: StaffImport[];
  users: FileUser[];
  apiTokens: ApiTokenImport[];
  mailboxes: MailboxImport[];
}

const FAULTS_SHOWN = 50;

/** Everything that is wrong with the file, said at once, each fault with its place: `users[3].email`. */
export class LoadFileFaulty extends AppError {
  constructor(readonly faults: string[]) {
    const shown = faults.slice(0, FAULTS_SHOWN);
    if (faults.length > shown.length) shown.push(`… and ${faults.length - shown.length} more`);
    const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
    super('invalid', 'load.faulty_file', `The file has ${count}:\n  ${shown.join('\n  ')}`);
  }
}

/** Notes that a value breaks a rule; `place` leads from the value to the part of it that is meant. */
type Fault = (words: string, place?: string) => void;

/** Reads a value; undefined when it broke a rule, which `fault` was told. */
type Read<T> = (value: unknown, fault: Fault) => T | undefined;

const text =
  (max: number): Read<string> =>
  (value, fault) =>
    typeof value === 'string' && value.trim() && value.length <= max
      ? value
      : void fault(`must be a text of 1 to ${max} characters`);

const integer =
  (min: number, max: number): Read<number> =>
  (value, fault) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max
      ? (value as number)
      : void fault(`must be a whole number from ${min} to ${max}`);

/** Leaves room above it for the ids that the database gives out. */
const id = integer(1, 2_000_000_000);

const flag: Read<boolean> = (value, fault) =>
  value === true || value === 1
    ? true
    : value === false || value === 0
      ? false
      : void fault('must be true or false (1 or 0)');

const email: Read<string> = (value, fault) =>
  typeof value === 'string' && isEmailAddress(value) ? value : void fault('is not an e-mail address');

const oneOf =
  <T extends string>(words: readonly T[]): Read<T> =>
  (value, fault) =>
    words.find((word) => word === value) ?? void fault(`must be one of ${words.join(', ')}`);

const passwordHash: Read<string> = (value, fault) =>
  typeof value === 'string' && isPasswordHash(value)
    ? value
    : void fault('must be an argon2, bcrypt or SHA-1 (40 hex digits) hash');

const totpSecret: Read<string> = (value, fault) =>
  (typeof value === 'string' ? readTotpSecret(value) : undefined) ??
  void fault('must be base32, 16 characters or more');

const permission: Read<string> = (value, fault) =>
  TOKEN_PERMISSIONS.find((word) => word === value) ?? void fault('is not a permission');

const token: Read<string> = (value, fault) =>
  typeof value === 'string' && isTokenText(value) ? value : void fault(TOKEN_RULE);

/** Kept as it is, even where it is no address and never matches: so it was on the desk it comes from. */
const address: Read<string> = (value, fault) =>
  typeof value === 'string' && value.length <= 255
    ? value
    : void fault('must be a text of at most 255 characters');

const RFC_3339 = /^(\d{4}-\d\d-(\d\d))T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;
const LAST_SECOND = Date.UTC(9999, 11, 31) / 1000;

const time: Read<Date> = (value, fault) =>
  ofSeconds(value) ??
  ofRfc3339(value) ??
  void fault('must be unix seconds or an RFC 3339 time, like 2024-05-01T09:30:00Z');

function ofSeconds(value: unknown): Date | undefined {
  const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  const inRange = Number.isInteger(seconds) && (seconds as number) >= 0 && (seconds as number) <= LAST_SECOND;
  return inRange ? new Date((seconds as number) * 1000) : undefined;
}

function ofRfc3339(value: unknown): Date | undefined {
  const [text, day, ofMonth] = (typeof value === 'string' && RFC_3339.exec(value)) || [];
  // Date takes the 30th of February for the 1st of March.
  if (!text || new Date(day!).getUTCDate() !== Number(ofMonth)) return undefined;
  const date = new Date(text.toUpperCase());
  return Number.isNaN(date.getTime()) ? undefined : date;
}

const listOf =
  <T>(read: Read<T>): Read<T[]> =>
  (value, fault) =>
    Array.isArray(value)
      ? value.map((item, index) => read(item, (words, place = '') => fault(words, `[${index}]${place}`)) as T)
      : void fault('must be a list');

type Shape = Record<string, Read<unknown>>;
type Values<S extends Shape> = { [K in keyof S]?: S[K] extends Read<infer T> ? T : never };

/** An object of these keys and no others; null counts as absent. */
const objectOf =
  <S extends Shape, R extends keyof S & string = never>(
    shape: S,
    ...required: R[]
  ): Read<Values<S> & Required<Pick<Values<S>, R>>> =>
  (value, fault) => {
    if (!isObject(value)) return void fault('must be an object');
    for (const key of Object.keys(value)) if (!Object.hasOwn(shape, key)) fault('is unknown', `.${key}`);
    const read = Object.entries(shape).flatMap(([key, readValue]) => {
      const given = value[key] ?? undefined;
      if (given !== undefined)
        return [[key, readValue(given, (words, place = '') => fault(words, `.${key}${place}`))]];
      if (required.some((name) => name === key)) fault('is missing', `.${key}`);
      return [];
    });
    return Object.fromEntries(read);
  };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const settings: Read<Record<string, unknown>> = (value, fault) => {
  if (!isObject(value)) return void fault('must be an object');
  for (const [name, setting] of Object.entries(value)) {
    try {
      readSettings({ [name]: setting });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      fault(`is refused: ${error.message}`, `.${name}`);
    }
  }
  return value;
};

const credentials = { password: text(1000), passwordHash };

const mailServer = {
  host: text(255),
  port: integer(1, 65_535),
  tls: oneOf(MAIL_TLS),
  user: text(320),
  auth: oneOf(MAIL_AUTHS),
  secret: text(8_000),
  allowSelfSigned: flag,
};

const readFile = objectOf({
  settings,
  departments: listOf(
    objectOf(
      {
        id,
        name: text(500),
        private: flag,
        publicSubmission: flag,
        order: integer(-1_000_000_000, 1_000_000_000),
      },
      'name',
    ),
  ),
  staff: listOf(
    objectOf(
      {
        id,
        username: text(190),
        ...credentials,
        fullName: text(500),
        email,
        role: oneOf(ROLES),
        active: flag,
        departments: listOf(id),
        twoFactorSecret: totpSecret,
        createdAt: time,
      },
      'username',
      'fullName',
    ),
  ),
  users: listOf(
    objectOf(
      { id, fullName: text(500), email, username: text(190), ...credentials, createdAt: time },
      'fullName',
      'email',
    ),
  ),
  apiTokens: listOf(
    objectOf(
      {
        name: text(255),
        token,
        permissions: listOf(permission),
        allowedAddresses: listOf(address),
        active: flag,
      },
      'name',
      'token',
    ),
  ),
  mailboxes: listOf(
    objectOf(
      {
        id,
        address: email,
        name: text(500),
        departmentId: id,
        isDefault: flag,
        active: flag,
        plusAddressing: flag,
        incoming: objectOf({
          type: oneOf(INCOMING_TYPES),
          ...mailServer,
          folder: text(255),
          doneMark: oneOf(DONE_MARKS),
          doneFolder: text(255),
        }),
        outgoing: objectOf({ type: oneOf(OUTGOING_TYPES), ...mailServer }),
      },
      'address',
      'name',
      'departmentId',
    ),
  ),
});

type Content = NonNullable<ReturnType<typeof readFile>>;

/**
 * Reads the file of `switchdesk load`.
 * @throws LoadFileFaulty naming every fault with its place.
 */
export function readLoadFile(json: string): LoadFile {
  const faults: string[] = [];
  const fault: Fault = (words, place = '') => faults.push(`${place.slice(1) || 'The file'} ${words}`);
  const content = readFile(parse(json), fault) ?? {};
  // Faults between entries are looked for only where each entry is right.
  if (!faults.length) requireConsistency(content, fault);
  if (faults.length) throw new LoadFileFaulty(faults);
  return toLoadFile(content);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new LoadFileFaulty([`The file is not JSON: ${(error as Error).message}`]);
  }
}

/** What staff and users have in common. */
type Account = Pick<FileUser, 'id' | 'username' | 'password' | 'passwordHash'> & { email?: string };

/** An entry and where it stands: `.users[3]`. */
interface Placed<T> {
  entry: T;
  place: string;
}

const placed = <T>(name: string, entries: T[]): Placed<T>[] =>
  entries.map((entry, index) => ({ entry, place: `.${name}[${index}]` }));

function requireConsistency(content: Content, fault: Fault): void {
  const departments = placed('departments', content.departments ?? []);
  const staff = placed('staff', content.staff ?? []);
  const users = placed('users', content.users ?? []);
  const mailboxes = placed('mailboxes', content.mailboxes ?? []);
  const accounts: Placed<Account>[] = [...staff, ...users];

  requireUnique(departments, 'id', ({ id }) => id, fault);
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
      fault('stands beside a password: give one of them', `${place}.passwordHash`);
  const known = new Set(departments.map(({ entry }) => entry.id));
  for (const { entry, place } of staff)
    for (const [index, departmentId] of (entry.departments ?? []).entries())
      if (!known.has(departmentId))
        fault('is the id of no department in the file', `${place}.departments[${index}]`);
  for (const { entry, place } of mailboxes)
    if (!known.has(entry.departmentId))
      fault('is the id of no department in the file', `${place}.departmentId`);
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
    if (holder) fault(`is that of ${holder.slice(1)} already`, `${place}.${field}`);
    else first.set(key, place);
  }
}

const toLoadFile = ({
  settings = {},
  departments = [],
  staff = [],
  users = [],
  apiTokens = [],
  mailboxes = [],
}: Content): LoadFile => ({
  settings,
  departments: departments.map(({ order, ...department }) => ({
    private: false,
    ...department,
    ...(order !== undefined && { position: order }),
  })),
  staff: staff.map(({ departments: departmentIds = [], ...account }) => ({
    role: 'staff',
    active: true,
    ...account,
    departmentIds,
  })),
  users,
  apiTokens: apiTokens.map((apiToken) => ({ permissions: [], allowedAddresses: [], ...apiToken })),
  mailboxes,
});
