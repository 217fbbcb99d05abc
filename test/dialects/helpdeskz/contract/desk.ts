import { expect } from 'vitest';
import type { LoadFile, RunningServer } from '../../../support/server.js';
import { generated, initialState, storedPassword, tokenNamed } from '../recording.js';
import {
  type Answer,
  type Body,
  type Fields,
  type FilePart,
  multipart,
  send,
  urlencoded,
} from '../../../support/wire.js';

export const JSON_TYPE = 'application/json; charset=UTF-8';

export interface TicketRow {
  id: string;
  user_id: string;
  department_id: string;
  subject: string;
  date: string;
  last_update: string;
  status: string;
  replies: string;
  user_fullname: string;
  department_name: string;
}

export interface MessageRow {
  id: string;
  date: string;
  customer: string;
  staff_id: string;
  message: string;
}

export interface FileRow {
  id: string;
  name: string;
  filetype: string;
  msg_id: string;
  size: string;
}

let serial = 0;
/** A word no other test of this run uses. */
export const unique = (word: string): string => `${word}${++serial}`;

/** A server under test, spoken to as a HelpDeskZ client does, with words for what tests need again and again. */
export class Desk {
  constructor(
    readonly server: RunningServer,
    readonly token = tokenNamed('FULL'),
  ) {}

  call(
    method: string,
    path: string,
    more: { headers?: Record<string, string>; body?: Body } = {},
  ): Promise<Answer> {
    return send(this.server.url, { method, path, headers: { Token: this.token }, ...more });
  }

  get(path: string): Promise<Answer> {
    return this.call('GET', path);
  }

  /** Urlencoded, or multipart as soon as there are files. */
  post(path: string, fields: Fields = {}, files?: readonly FilePart[]): Promise<Answer> {
    return this.call('POST', path, { body: files ? multipart(fields, files) : urlencoded(fields) });
  }

  async newUser(fullname = unique('User '), email = `${unique('user')}@example.com`): Promise<number> {
    return expectSuccess<{ user_id: number }>(await this.post('/api/users/create', { fullname, email }))
      .user_id;
  }

  async newDepartment(name = unique('Department ')): Promise<number> {
    const answer = await this.post('/api/departments/create', { name, private: '0' });
    return expectSuccess<{ department_id: number }>(answer).department_id;
  }

  /** Opens a ticket of user 1 in department 1 unless told otherwise. */
  async newTicket(fields: Record<string, string> = {}, files?: readonly FilePart[]): Promise<number> {
    const answer = await this.post('/api/tickets/create', { ...ticketFields(), ...fields }, files);
    return expectSuccess<{ ticket_id: number }>(answer).ticket_id;
  }

  async reply(
    ticketId: number,
    fields: Record<string, string> = {},
    files?: readonly FilePart[],
  ): Promise<void> {
    const reply = { ticket_id: String(ticketId), message: 'A reply.', replier: 'user', ...fields };
    expectDone(
      await this.post('/api/messages/create', reply, files),
      'Message was created and added to ticket.',
    );
  }

  async ticket(id: number): Promise<TicketRow> {
    return expectSuccess<{ ticket: TicketRow }>(await this.get(`/api/tickets/show/${id}`)).ticket;
  }

  async messages(ticketId: number): Promise<MessageRow[]> {
    return expectSuccess<{ messages: MessageRow[] }>(await this.get(`/api/messages/show/${ticketId}`))
      .messages;
  }

  async files(query: string): Promise<FileRow[]> {
    return expectSuccess<{ files: FileRow[] }>(await this.get(`/api/attachments?${query}`)).files;
  }
}

export const ticketFields = (): Record<string, string> => ({
  opener: 'user',
  user_id: '1',
  department_id: '1',
  subject: 'A subject',
  body: 'A body.',
});

/** The JSON of an answer that says success. */
export function expectSuccess<T>(answer: Answer): T {
  expect(answer).toMatchObject({ status: 200, contentType: JSON_TYPE });
  const body = JSON.parse(answer.text);
  expect(body, answer.text).toMatchObject({ success: 1 });
  return body;
}

/** A success that says only its message. */
export function expectDone(answer: Answer, message: string): void {
  expect(answer.text).toBe(JSON.stringify({ success: 1, message }));
  expect(answer).toMatchObject({ status: 200, contentType: JSON_TYPE });
}

/** Everything but authentication, address and permission fails with status 200. */
export function expectError(answer: Answer, message: string, status = 200): void {
  expect(answer.text).toBe(JSON.stringify({ error: 1, message }));
  expect(answer).toMatchObject({ status, contentType: JSON_TYPE });
}

/** A file part named as clients do, with the recording's generators as content. */
export const file = (
  filename: string,
  generator = 'png1',
  {
    size,
    field = 'attachment[]',
    type = 'application/octet-stream',
  }: { size?: number; field?: string; type?: string } = {},
): FilePart => ({ field, filename, type, content: generated(generator, size) });

export const TWO_FACTOR_SECRETS = [
  'JBSWY3DPEHPK3PXP',
  'KRSXG5CTMVRXEZLU',
  'ONSWG4TFOQYTEMZU',
  'MFRGGZDFMZTWQ2LK',
] as const;

/** The recording's initial state, with more agents: one a test that spends two-factor codes, one with a name to escape. */
export function contractState(settings: Record<string, unknown> = {}): LoadFile {
  const state = initialState();
  const extra = (id: number, username: string, more: object) => ({
    id,
    username,
    passwordHash: storedPassword({ password: `${username}pass1`, stored_as: 'bcrypt' }),
    fullName: username,
    email: `${username}@demo.com`,
    role: 'staff',
    active: 1,
    departments: [1],
    createdAt: 1_700_000_000,
    ...more,
  });
  return {
    ...state,
    settings: { ...state.settings, ...settings },
    staff: [
      ...state.staff,
      extra(6, 'escaped', { fullName: `<i>"Tom" & 'Co'</i>` }),
      ...TWO_FACTOR_SECRETS.map((twoFactorSecret, index) =>
        extra(7 + index, `totp${index}`, { twoFactorSecret }),
      ),
      extra(11, 'signin', {}),
    ],
  };
}
