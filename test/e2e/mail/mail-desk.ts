import { createHash } from 'node:crypto';
import { expect, vi } from 'vitest';
import type { FlavourName } from '../../support/database.js';
import { Desk, type Serving } from '../../support/desk.js';
import { type Dovecot, MAIL_PASSWORD } from '../../support/dovecot.js';
import { type MailPart, partOf, readMail } from '../../support/mail.js';
import { SmtpSink, type SunkMail } from '../../support/smtp-sink.js';

// oxlint-disable-next-line no-explicit-any -- each test says what it expects of it
export type Json = any;

export const DESK = 'help@desk.test';
export const PASSWORDS = { agent: 'agent password', boss: 'boss password' } as const;
const TOKEN = 'a-token-that-only-this-test-knows';
const SOON = { timeout: 15_000, interval: 25 };

/** A mail from the world to the desk. */
export interface Letter {
  from: string;
  subject: string;
  body?: string;
  /** Where it is delivered; the first is also its `To`. */
  to?: string[];
  headers?: Record<string, string>;
}

let serial = 0;

/** RFC 5322 of a letter; `Message-ID` and all other headers may be given. */
export function written({ from, subject, body = 'Hello.', to = [DESK], headers = {} }: Letter): string {
  const all = {
    From: from,
    To: to[0]!,
    Subject: subject,
    'Message-ID': `<letter.${++serial}@customers.example>`,
    Date: new Date().toUTCString(),
    ...headers,
  };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${head.join('')}\r\n${body.replaceAll('\n', '\r\n')}\r\n`;
}

/** A mail that somebody outside got from the desk. */
export class GotMail {
  private readonly read: MailPart;

  constructor(readonly sunk: SunkMail) {
    this.read = readMail(sunk.raw);
  }

  header(name: string): string | undefined {
    return this.read.headers[name.toLowerCase()]?.join(', ');
  }

  get subject(): string {
    return this.header('subject') ?? '';
  }

  get text(): string {
    return partOf(this.read, 'text/plain')?.content.toString('utf8') ?? '';
  }

  /** The bytes of the part of this type. */
  file(contentType: string): Buffer | undefined {
    return partOf(this.read, contentType)?.content;
  }

  /** What answers to it are sent to. */
  get answerTo(): string {
    return /<([^>]+)>/.exec(this.header('reply-to') ?? '')?.[1] ?? '';
  }
}

const staff = (id: number, username: keyof typeof PASSWORDS, role: string): object => ({
  id,
  username,
  passwordHash: createHash('sha1').update(PASSWORDS[username]).digest('hex'),
  fullName: `The ${username}`,
  email: `${username}@staff.example`,
  role,
  departments: [1],
});

/** A desk with a mailbox on a real IMAP server, and an SMTP server that stands for the rest of the world. */
export class MailDesk {
  private readonly sessions = new Map<string, string>();

  private constructor(
    readonly desk: Desk,
    readonly dovecot: Dovecot,
    readonly world: SmtpSink,
    public serving: Serving,
  ) {}

  static async start(flavour: FlavourName, dovecot: Dovecot): Promise<MailDesk> {
    const world = await SmtpSink.start();
    const desk = await Desk.create(flavour, { SMTP_URL: world.url });
    const permissions = ['users', 'tickets', 'messages', 'mailboxes'].flatMap((resource) =>
      ['create', 'read', 'update'].map((action) => `${resource}/${action}`),
    );
    const { code, stderr } = await desk.load({
      departments: [{ id: 1, name: 'Support' }],
      staff: [staff(1, 'boss', 'admin'), staff(2, 'agent', 'staff')],
      apiTokens: [
        {
          name: 'test',
          token: TOKEN,
          permissions: [...permissions, 'inbound-mails/read', 'outbound-mails/read', 'metrics/read'],
        },
      ],
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return new MailDesk(desk, dovecot, world, await desk.serve());
  }

  async remove(): Promise<void> {
    await this.desk.remove();
    await Promise.all([this.world.stop(), this.dovecot.stop()]);
  }

  /** A mailbox that is fetched from the IMAP server. */
  async addMailbox(address: string): Promise<void> {
    const server = { host: '127.0.0.1', port: this.dovecot.port.imap, tls: 'none' };
    await this.call('POST', '/mailboxes', {
      address,
      name: 'Support desk',
      departmentId: 1,
      plusAddressing: true,
      incoming: { type: 'imap', ...server, user: address, secret: MAIL_PASSWORD },
    });
  }

  /** By LMTP, as a mail server hands it over. */
  send(letter: Letter): Promise<void> {
    return this.dovecot.deliver(written(letter), ...(letter.to ?? [DESK]));
  }

  /** Calls the native API, as a program or as a member of staff. */
  async call(method: string, path: string, body?: unknown, as?: keyof typeof PASSWORDS): Promise<Json> {
    const form = body instanceof FormData ? body : undefined;
    const answer = await fetch(`${this.serving.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${as ? await this.signedIn(as) : TOKEN}`,
        ...(body !== undefined && !form && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: form ?? JSON.stringify(body) }),
    });
    const text = await answer.text();
    expect(answer.ok, `${method} ${path}: ${answer.status} ${text}`).toBe(true);
    return text ? JSON.parse(text) : undefined;
  }

  /** Calls the HelpDeskZ API, as its clients do. */
  async helpdeskz(method: 'GET' | 'POST', path: string, fields?: Record<string, string>): Promise<Json> {
    const answer = await fetch(`${this.serving.url}/api/${path}`, {
      method,
      headers: { token: TOKEN },
      ...(fields && { body: new URLSearchParams(fields) }),
    });
    const body = (await answer.json()) as Json;
    expect(body, path).toMatchObject({ success: 1 });
    return body;
  }

  /** What Prometheus reads. */
  async figures(): Promise<string> {
    const headers = { authorization: `Bearer ${TOKEN}` };
    return (await fetch(`${this.serving.url}/metrics`, { headers })).text();
  }

  /** Tickets with this subject. */
  async tickets(subject: string): Promise<Json[]> {
    const { items } = await this.call('GET', '/tickets?limit=100');
    return items.filter((ticket: Json) => ticket.subject === subject);
  }

  ticketWith(subject: string): Promise<Json> {
    return vi.waitFor(async () => {
      const [ticket, ...more] = await this.tickets(subject);
      expect(ticket, subject).toBeDefined();
      expect(more).toEqual([]);
      return ticket;
    }, SOON);
  }

  ticket(id: number): Promise<Json> {
    return this.call('GET', `/tickets/${id}`);
  }

  async messages(ticketId: number): Promise<Json[]> {
    return (await this.call('GET', `/tickets/${ticketId}/messages?limit=100`)).items;
  }

  messageWith(ticketId: number, text: string): Promise<Json> {
    return vi.waitFor(async () => {
      const found = (await this.messages(ticketId)).find(({ bodyText }) => bodyText.includes(text));
      expect(found, text).toBeDefined();
      return found;
    }, SOON);
  }

  /** What became of the mail with this subject. */
  fateOf(subject: string): Promise<Json> {
    return vi.waitFor(async () => {
      const { items } = await this.call('GET', '/inbound-mails?limit=100');
      const mail = items.find((item: Json) => item.subject === subject);
      expect(mail?.processedAt, subject).toBeTruthy();
      return mail;
    }, SOON);
  }

  /** What these addresses have got so far, of all or of those whose text says so. */
  gotBy(address: string, text = ''): GotMail[] {
    return this.world.mails
      .filter(({ to }) => to.includes(address))
      .map((mail) => new GotMail(mail))
      .filter((mail) => mail.text.includes(text));
  }

  /** The mail with this text, once it is there. */
  mailTo(address: string, text: string): Promise<GotMail> {
    return vi.waitFor(() => {
      const [mail] = this.gotBy(address, text);
      expect(mail, `${address}: ${text}`).toBeDefined();
      return mail!;
    }, SOON);
  }

  private async signedIn(username: keyof typeof PASSWORDS): Promise<string> {
    const known = this.sessions.get(username);
    if (known) return known;
    const answer = await fetch(`${this.serving.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password: PASSWORDS[username] }),
    });
    const { accessToken } = (await answer.json()) as { accessToken: string };
    this.sessions.set(username, accessToken);
    return accessToken;
  }
}
