import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hashSync } from 'bcryptjs';
import type { LoadFile } from '../../support/server.js';
import { type Body, type Fields, type FilePart, json, multipart, urlencoded } from '../../support/wire.js';

export const GOLDEN = new URL('golden/', import.meta.url);

interface RecordedFile {
  field: string;
  filename?: string;
  content_type?: string;
  size?: number;
  /** A name of `generators_base64`, padded with NUL bytes up to `size`. */
  generator?: string;
  /** As written on a curl command line: `@"{FILES}/hdz.png"`. */
  curl?: string;
}

export interface RecordedCase {
  n: number;
  name: string;
  request: {
    method: string;
    path: string;
    headers: Record<string, string>;
    body_kind: 'none' | 'urlencoded' | 'multipart' | 'curl -F' | 'json' | 'raw';
    fields: Fields;
    files?: RecordedFile[];
    raw?: string;
  };
  status: number;
  content_type: string;
  body: unknown;
  body_is_json: boolean;
  db_delta: Record<string, number>;
  mails?: { to: string; subject: string }[];
  /** Names the parts of the answer the original itself did not repeat (the order within one second). */
  unstable?: string[];
  /** The original answered success and stored nothing. */
  silent_failure?: string;
}

interface RecordedStaff {
  id: number;
  username: string;
  password: string;
  stored_as: 'bcrypt' | 'sha1';
  fullname: string;
  email: string;
  departments: string[] | null;
  two_factor_secret: string | null;
  admin: 0 | 1;
  active: 0 | 1;
  registration: number;
  login: number;
  last_login: number;
}

interface Recording {
  generators_base64: Record<string, string>;
  initial_state: {
    config: Record<string, unknown>;
    departments: { id: number; name: string; private: 0 | 1; dep_order: number }[];
    staff: RecordedStaff[];
    users: { id: number; fullname: string; email: string; registration: number }[];
    tokens: {
      name: string;
      token: string;
      ip_address: string;
      permissions: Record<string, string[]>;
      active: 0 | 1;
    }[];
  };
  cases: RecordedCase[];
}

export const recording: Recording = JSON.parse(readFileSync(new URL('helpdeskz.json', GOLDEN), 'utf8'));

export const tokenNamed = (name: string): string => {
  const found = recording.initial_state.tokens.find((token) => token.name === name);
  if (!found) throw new Error(`the recording has no token ${name}`);
  return found.token;
};

/** Times of the initial state: they must come back as they were, every other time must lie near now. */
export const LOADED_TIMES: ReadonlySet<string> = new Set(
  recording.initial_state.staff.flatMap(({ registration, login, last_login }) =>
    [registration, login, last_login].map(String),
  ),
);

/** The state the recording began from, as a file for `switchdesk load`. */
export function initialState(): Required<Omit<LoadFile, 'mailboxes'>> {
  const { config, departments, staff, users, tokens } = recording.initial_state;
  // HelpDeskZ fixes 25 users a page; the recorder wrote it down beside the settings, under names of its own.
  const { users_page: _, ticket_file_size_MiB, ...settings } = config;
  return {
    settings: { ...settings, ticket_file_size: ticket_file_size_MiB },
    departments: departments.map(({ dep_order: order, ...department }) => ({ ...department, order })),
    staff: staff.map(loadedStaff),
    users: users.map(({ id, fullname, email, registration }) => ({
      id,
      fullName: fullname,
      email,
      createdAt: registration,
    })),
    apiTokens: tokens.map(({ name, token, ip_address, permissions, active }) => ({
      name,
      token,
      permissions: Object.entries(permissions).flatMap(([resource, actions]) =>
        actions.map((action) => `${resource}/${action}`),
      ),
      // The original splits at a comma and a blank only: "127.0.0.1,10.0.0.5" is one item, and never matches.
      allowedAddresses: ip_address === '' ? [] : ip_address.split(', '),
      active,
    })),
  };
}

const loadedStaff = (staff: RecordedStaff) => ({
  id: staff.id,
  username: staff.username,
  passwordHash: storedPassword(staff),
  fullName: staff.fullname,
  email: staff.email,
  role: staff.admin ? 'admin' : 'staff',
  active: staff.active,
  createdAt: staff.registration,
  ...(staff.departments && { departments: staff.departments.map(Number) }),
  ...(staff.two_factor_secret && { twoFactorSecret: staff.two_factor_secret }),
});

/** As the original keeps it: PHP's bcrypt (spelt `$2y$`; few rounds, for speed), or the bare sha1 of version 1. */
export const storedPassword = ({
  password,
  stored_as,
}: Pick<RecordedStaff, 'password' | 'stored_as'>): string =>
  stored_as === 'sha1'
    ? createHash('sha1').update(password).digest('hex')
    : hashSync(password, 4).replace(/^\$2[ab]\$/, '$2y$');

/** `<FULL>` stands for that token of the initial state. */
export const recordedHeaders = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      value.replace(/^<(\w+)>$/, (_, token) => tokenNamed(token)),
    ]),
  );

/** The bytes that travelled; curl takes the quotes off `-F 'name="value"'` itself. */
export function recordedBody({
  body_kind,
  fields,
  files = [],
  raw = '',
}: RecordedCase['request']): Body | undefined {
  switch (body_kind) {
    case 'none':
      return undefined;
    case 'urlencoded':
      return urlencoded(fields);
    case 'json':
      return json(fields);
    case 'raw':
      return { type: undefined, bytes: Buffer.from(raw) };
    case 'multipart':
      return multipart(fields, files.map(filePart));
    case 'curl -F':
      return multipart(
        Object.entries(fields).map(([name, value]) => [name, value.replace(/^"(.*)"$/s, '$1')] as const),
        files.map(filePart),
      );
  }
}

function filePart({ field, filename, content_type, generator, size, curl }: RecordedFile): FilePart {
  if (curl !== undefined) {
    const name = /^@"?\{FILES\}\/([^"]+)"?$/.exec(curl)![1]!;
    const type = name.endsWith('.png') ? 'image/png' : 'image/jpeg';
    return { field, filename: name, type, content: readFileSync(new URL(name, GOLDEN)) };
  }
  return {
    field,
    filename: filename ?? '',
    type: content_type ?? 'application/octet-stream',
    content: generated(generator!, size),
  };
}

/** A file of the recording's generators (`png1`, `jpg1`, `php`, …), padded with NUL bytes to `size`. */
export function generated(generator: string, size = 0): Buffer {
  const content =
    recording.generators_base64[generator] ?? recording.generators_base64[generator.replace(/\d+$/, '1')];
  if (content === undefined) throw new Error(`the recording has no generator ${generator}`);
  const bytes = Buffer.from(content, 'base64');
  return Buffer.concat([bytes, Buffer.alloc(Math.max(0, size - bytes.length))]);
}
