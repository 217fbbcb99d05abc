import { createHash, createHmac } from 'node:crypto';
import type { LoadFile } from '../../support/server.js';
import { type Body, type FilePart, json, multipart, send } from '../../support/wire.js';

// oxlint-disable-next-line no-explicit-any -- each test says what it expects of it
export type Json = any;

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** Parsed JSON; undefined when there is none. */
  body: Json;
  text: string;
}

export interface Call {
  /** Who calls: a username (of staff or of a user) that is signed in, an API token, or nobody. */
  as?: string | null;
  json?: unknown;
  /** Instead of `json`: fields and files of a multipart form. */
  form?: { fields: Record<string, string>; files?: readonly FilePart[] };
  /** Instead of both: any bytes under any content type. */
  body?: Body;
  headers?: Record<string, string>;
}

export const PASSWORDS: Record<string, string> = {
  admin: 'admin password',
  susan: 'susan password',
  alice: 'alice password',
  bob: 'bob password',
  tom: 'tom password',
  dora: 'dora password',
};

/** Of users, who sign in by a door of their own. */
const USER_PASSWORDS: Record<string, string> = { ann: 'ann password', ben: 'ben password' };

export const TOTP_SECRET = 'JBSWY3DPEHPK3PXP';

/** Programs with all rights, with none, and with few. */
export const TOKENS = {
  all: 'sd_all_00000000000000000000000000000000000000',
  none: 'sd_none_0000000000000000000000000000000000000',
  reader: 'sd_reader_00000000000000000000000000000000000',
  listener: 'sd_listener_000000000000000000000000000000000',
} as const;

const staff = (id: number, username: string, role: string, more: object = {}): object => ({
  id,
  username,
  passwordHash: createHash('sha1').update(PASSWORDS[username]!).digest('hex'),
  fullName: `${username} of staff`,
  email: `${username}@example.com`,
  role,
  ...more,
});

const user = (id: number, username: string, fullName: string): object => ({
  id,
  username,
  fullName,
  email: `${username}@example.org`,
  passwordHash: createHash('sha1').update(USER_PASSWORDS[username]!).digest('hex'),
});

/** Two departments with a member each, a private one, every role, a second factor, a disabled account, API tokens. */
export const STATE: LoadFile = {
  settings: { ticket_file_type: 'png,txt,pdf,gif', ticket_file_size: 0.25 },
  departments: [
    { id: 1, name: 'Alpha' },
    { id: 2, name: 'Beta' },
    { id: 3, name: 'Secret', private: true },
  ],
  staff: [
    staff(1, 'admin', 'admin'),
    staff(2, 'susan', 'superuser'),
    staff(3, 'alice', 'staff', { departments: [1] }),
    staff(4, 'bob', 'staff', { departments: [2] }),
    staff(5, 'tom', 'staff', { twoFactorSecret: TOTP_SECRET }),
    staff(6, 'dora', 'staff', { active: false }),
  ],
  users: [user(1, 'ann', 'Ann User'), user(2, 'ben', 'Ben User')],
  apiTokens: [
    { name: 'all', token: TOKENS.all, permissions: allPermissions() },
    { name: 'none', token: TOKENS.none, permissions: [] },
    { name: 'reader', token: TOKENS.reader, permissions: ['tickets/read', 'departments/read'] },
    { name: 'listener', token: TOKENS.listener, permissions: ['events/read'] },
  ],
};

function allPermissions(): string[] {
  const crud = (...resources: string[]): string[] =>
    resources.flatMap((resource) =>
      ['create', 'read', 'update', 'delete'].map((action) => `${resource}/${action}`),
    );
  const rest = [
    'users/merge',
    'users/import',
    'users/export',
    'users/erase',
    'attachments/read',
    'attachments/download',
    'attachments/delete',
    'events/read',
    'permissions/read',
    'subscribers/read',
    'subscribers/update',
    'reports/read',
    'staff/auth',
    'sessions/read',
    'sessions/delete',
    'tickets/close',
    'tickets/export',
    'settings/read',
    'settings/update',
    'metrics/read',
    'inbound-mails/read',
    'inbound-mails/update',
    'outbound-mails/read',
    'outbound-mails/update',
    'mail-templates/read',
    'mail-templates/update',
    'canned-responses/manage',
    'saved-searches/manage',
  ];
  return [
    ...crud(
      'users',
      'departments',
      'tickets',
      'messages',
      'staff',
      'api-tokens',
      'mailboxes',
      'tags',
      'escalation-exclusions',
      'webhooks',
      'custom-fields',
      'canned-responses',
      'saved-searches',
    ),
    ...rest,
  ];
}

/** The code of a moment, `steps` of 30 seconds from now. */
export function totp(secret: string, steps = 0): string {
  const bits = [...secret].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  const key = Buffer.from(
    bits
      .join('')
      .match(/.{8}/g)!
      .map((byte) => parseInt(byte, 2)),
  );
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac('sha1', key).update(counter).digest();
  const code = digest.readUInt32BE(digest.at(-1)! & 15) & 0x7fffffff;
  return String(code % 1_000_000).padStart(6, '0');
}

let serial = 0;
/** A number no other test of this file uses. */
export const next = (): number => ++serial;

/** Speaks to the native API of a server, as whoever a test wants. */
export class Client {
  /** Of every refusal: method, path, status, code. */
  readonly refusals = new Set<string>();
  /** What was sent and answered that is nobody else's business. */
  readonly confidences = new Set<string>();
  private readonly tokens = new Map<string, Promise<string>>();

  constructor(public url: string) {}

  /** A path of the native API, below `/api/v1`. */
  call(method: string, path: string, call?: Call): Promise<Answer> {
    return this.callAt(method, `/api/v1${path}`, call);
  }

  /** Any path, as it is. */
  async callAt(
    method: string,
    path: string,
    { as = 'admin', headers = {}, ...more }: Call = {},
  ): Promise<Answer> {
    const token = as === null ? undefined : await this.tokenOf(as);
    const body = more.body ?? bodyOf(more);
    const answer = await send(this.url, {
      method,
      path,
      headers: { ...(token && { Authorization: `Bearer ${token}` }), ...headers },
      ...(body && { body }),
    });
    const isJson = /json/.test(answer.contentType ?? '');
    const parsed: Json = isJson && answer.text ? JSON.parse(answer.text) : undefined;
    for (const value of [more.json, more.form?.fields, parsed]) collectSecrets(value, this.confidences);
    if (answer.status >= 400)
      this.refusals.add([method, path.split('?')[0], answer.status, parsed?.code].join(' '));
    return { ...answer, body: parsed };
  }

  get(path: string, call: Call = {}): Promise<Answer> {
    return this.call('GET', path, call);
  }

  post(path: string, body: unknown = {}, call: Call = {}): Promise<Answer> {
    return this.call('POST', path, { json: body, ...call });
  }

  patch(path: string, body: unknown, call: Call = {}): Promise<Answer> {
    return this.call('PATCH', path, { json: body, ...call });
  }

  delete(path: string, call: Call = {}): Promise<Answer> {
    return this.call('DELETE', path, call);
  }

  login(username: string, password: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.post('/auth/login', { username, password }, { as: null, headers });
  }

  /** Creates what a test needs, and says when that does not work. */
  async make(path: string, body: unknown, call: Call = {}): Promise<Json> {
    return made(await this.post(path, body, call));
  }

  makeTicket(more: object = {}, call: Call = {}): Promise<Json> {
    return this.make('/tickets', { departmentId: 1, subject: 'A subject', body: 'A body.', ...more }, call);
  }

  makeUser(more: object = {}): Promise<Json> {
    const number = next();
    return this.make('/users', { fullName: `User ${number}`, email: `user${number}@example.org`, ...more });
  }

  /** Who signs in anew is somebody else to the next call. */
  forget(username: string): void {
    this.tokens.delete(username);
  }

  tokenOf(name: string): Promise<string> {
    if (!PASSWORDS[name] && !USER_PASSWORDS[name]) return Promise.resolve(name);
    const known = this.tokens.get(name) ?? this.signIn(name).then(({ body }) => body.accessToken as string);
    this.tokens.set(name, known);
    return known;
  }

  private signIn(name: string): Promise<Answer> {
    const password = USER_PASSWORDS[name];
    if (!password) return this.login(name, PASSWORDS[name]!);
    return this.post('/user-auth/login', { username: name, password }, { as: null });
  }
}

/** Secrets, and what people write to one another. */
const CONFIDENTIAL = /password|token|secret|^body|^content$|otpauth|recoveryCodes/i;

/** Too little to be found again, or one letter many times. */
const isUnmistakable = (text: string): boolean => text.length >= 8 && !/^(.)\1*$/s.test(text);

function collectSecrets(value: unknown, into: Set<string>, name = ''): void {
  if (typeof value === 'string' && CONFIDENTIAL.test(name) && isUnmistakable(value)) into.add(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value))
    collectSecrets(inner, into, Array.isArray(value) ? name : key);
}

function bodyOf({ json: value, form }: Call): Body | undefined {
  if (form) return multipart(form.fields, form.files);
  return value === undefined ? undefined : json(value);
}

export function made(answer: Answer): Json {
  if (answer.status !== 201) throw new Error(`nothing was created: ${answer.status} ${answer.text}`);
  return answer.body;
}

export const file = (
  filename: string,
  content: Buffer | string,
  type = 'application/octet-stream',
): FilePart => ({
  field: 'attachments',
  filename,
  type,
  content: Buffer.from(content as string),
});
