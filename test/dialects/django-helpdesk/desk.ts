import { pbkdf2Sync } from 'node:crypto';
import type { FlavourName } from '../../support/database.js';
import { startServer, type RunningServer } from '../../support/server.js';
import { json, send, type Answer, type Body } from '../../support/wire.js';

export const PASSWORD = 'fido and friends';
export const TOKEN = 'a-token-of-the-desk-that-is-long-enough-for-anybody';
const READ_ONLY = 'a-token-that-only-reads-also-long-enough-for-anybody';

/** As Django keeps it. */
const djangoHash = (password: string): string => {
  const key = pbkdf2Sync(password, 'salt4Django', 30_000, 32, 'sha256').toString('base64');
  return `pbkdf2_sha256$30000$salt4Django$${key}`;
};

const staff = (
  id: number,
  username: string,
  role: string,
  departments: number[] = [],
  more: object = {},
) => ({
  id,
  username,
  fullName: username.toUpperCase(),
  email: `${username}@desk.test`,
  role,
  departments,
  password: PASSWORD,
  ...more,
});

/** 1 Support, 2 a private one of others, 3 the one with custom fields. */
const STATE = {
  settings: { login_attempt: 0, ticket_file_type: ['txt', 'pdf', 'jpg', 'doc'], ticket_attachment_number: 3 },
  departments: [
    { id: 1, name: 'Support' },
    { id: 2, name: 'Secret', private: true },
    { id: 3, name: 'Forms' },
  ],
  staff: [
    staff(1, 'admin', 'admin'),
    staff(2, 'susan', 'staff', [1, 3]),
    staff(3, 'gone', 'staff', [1], { active: false }),
    staff(4, 'other', 'staff', [2]),
    staff(5, 'boss', 'superuser'),
    {
      id: 6,
      username: 'django',
      fullName: 'Old Account',
      role: 'staff',
      departments: [1],
      passwordHash: djangoHash(PASSWORD),
    },
  ],
  users: [
    { id: 1, fullName: 'Ann', email: 'ann@example.com', username: 'ann', password: PASSWORD },
    { id: 2, fullName: 'Susan at home', email: 'Susan@Desk.test' },
  ],
  apiTokens: [
    {
      name: 'desk',
      token: TOKEN,
      permissions: [
        'tickets/read',
        'tickets/create',
        'tickets/update',
        'messages/read',
        'messages/create',
        'settings/update',
        'custom-fields/create',
        'events/read',
        'outbound-mails/read',
        'webhooks/create',
        'mailboxes/create',
        'users/create',
      ],
    },
    { name: 'reads', token: READ_ONLY, permissions: ['tickets/read', 'messages/read'] },
  ],
};

export const TOKENS = { desk: TOKEN, reads: READ_ONLY };

export const basic = (username: string, password = PASSWORD): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** Whose credentials go along; null: none. */
export type Who = string | null;

export interface DjangoDesk {
  server: RunningServer;
  /** Paths are relative to the mount: `tickets/`. */
  ask: (
    method: string,
    path: string,
    body?: Body | object,
    who?: Who,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  native: <T>(path: string, init?: RequestInit) => Promise<T>;
}

export async function openDesk(flavour: FlavourName, env: Record<string, string> = {}): Promise<DjangoDesk> {
  const server = await startServer({ flavour, load: STATE, env });
  return {
    server,
    ask: (method, path, body, who = 'susan', headers = {}) =>
      send(server.url, {
        method,
        path: path.startsWith('/') ? path : `/django-helpdesk/api/${path}`,
        ...(body && { body: isBody(body) ? body : json(body) }),
        headers: { ...(who !== null && { authorization: basic(who) }), ...headers },
      }),
    native: async <T>(path: string, init: RequestInit = {}): Promise<T> => {
      const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
      const answer = await fetch(`${server.url}/api/v1${path}`, { ...init, headers });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
      return JSON.parse(text) as T;
    },
  };
}

const isBody = (body: Body | object): body is Body => 'bytes' in body;
export const read = <T>(answer: Answer): T => JSON.parse(answer.text) as T;
