import { isIP } from 'node:net';
import type { Readable } from 'node:stream';
import { domainToASCII } from 'node:url';
import { Logger } from '@nestjs/common';
import type { NodemailerError, SMTPPoolOptions, SMTPPoolSentMessageInfo, Transporter } from 'nodemailer';
import { emailKey } from '../../common/email-address.js';
import { requireMailHost } from '../../mailboxes/link-local.js';
import { mailFailure } from '../../mailboxes/mail-failure.js';
import { MailDriver, type Delivered, type Delivery, type DepartingMail } from './mail-driver.js';

/** An SMTP server and how to be let in. */
export interface SmtpServer {
  host: string;
  port: number;
  /** `starttls_offered`: taken where the server offers it. */
  tls: 'implicit' | 'starttls' | 'starttls_offered' | 'none';
  /** Empty: nobody signs in. */
  user: string;
  secret: string;
  /** `xoauth2`: the secret is an access token. */
  auth: 'password' | 'xoauth2';
  allowSelfSigned: boolean;
}

type Sending = Transporter<SMTPPoolSentMessageInfo, SMTPPoolOptions>;

export const CONNECTIONS_MAX = 5;

/** Codes by which a server says that we must sign in, or may not. */
const LOGIN_CODES = [530, 534, 535, 538];

/** Sends by one SMTP server, over a few connections that are kept for the next mails. */
export class SmtpDriver extends MailDriver {
  private readonly logger = new Logger('Smtp');
  private transport?: Promise<Sending>;
  /** Raw mails whose last byte was handed to the connection. */
  private readonly handedOver = new WeakSet<object>();

  constructor(
    private readonly server: SmtpServer,
    /** Mails that one connection carries. */
    private readonly mailsMax = 100,
  ) {
    super();
  }

  async send({ envelope, raw }: DepartingMail, signal: AbortSignal): Promise<Delivery> {
    const addresses = new Map(envelope.to.map((address) => [toAscii(address), address]));
    try {
      const transport = await this.open();
      const to = [...addresses.keys()];
      const info = await transport.sendMail({ envelope: { from: toAscii(envelope.from), to }, raw, signal });
      return answered(addresses, info.rejectedErrors ?? [], { state: 'sent', detail: info.response });
    } catch (error) {
      return this.deliveryOf(error as NodemailerError, addresses, raw);
    } finally {
      raw.destroy();
    }
  }

  /** Connects and signs in, and sends nothing. @throws NodemailerError */
  async verify(): Promise<void> {
    await (await this.open()).verify();
  }

  /** What is being sent is finished. */
  async close(): Promise<void> {
    (await this.transport)?.close();
  }

  private deliveryOf(
    error: NodemailerError,
    addresses: ReadonlyMap<string, string>,
    raw: Readable,
  ): Delivery {
    const reason = mailFailure(error).detail;
    const code = error.responseCode ?? 0;
    if (isRefusedLogin(error)) return { kind: 'refused_login', reason };
    if (error.code === 'EENVELOPE' || error.code === 'EMESSAGE') {
      // Without a code it was we who found that it cannot go: an address that is none, a mail too large for the server.
      const state = code >= 500 || code === 0 ? 'failed' : 'deferred';
      return answered(addresses, error.rejectedErrors ?? [], { state, detail: error.message });
    }
    return { kind: 'interrupted', reason, unknown: this.handedOver.has(raw) };
  }

  private open(): Promise<Sending> {
    this.transport ??= this.connect().catch((error: unknown) => {
      this.transport = undefined;
      throw error;
    });
    return this.transport;
  }

  private async connect(): Promise<Sending> {
    await requireMailHost(this.server.host);
    const { createTransport } = await import('nodemailer');
    const transport: Sending = createTransport(poolOptions(this.server, this.mailsMax));
    // Each failure also reaches the mail it concerns; without a listener it would end the process.
    transport.on('error', (error) => this.logger.debug(error.message));
    transport.use('stream', ({ message, data }, done) => {
      const create = message.createReadStream.bind(message);
      message.createReadStream = (options) =>
        create(options).once('end', () => this.handedOver.add(data.raw as Readable));
      done();
    });
    return transport;
  }
}

function poolOptions(server: SmtpServer, mailsMax: number): SMTPPoolOptions & { pool: true } {
  const { host, port, tls, user, secret } = server;
  const oauth = { type: 'OAuth2' as const, user, accessToken: secret };
  return {
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    ...(user && { auth: server.auth === 'xoauth2' ? oauth : { user, pass: secret } }),
    tls: { rejectUnauthorized: !server.allowSelfSigned, ...(isIP(host) ? {} : { servername: host }) },
    pool: true,
    maxConnections: CONNECTIONS_MAX,
    maxMessages: mailsMax,
    // Only the queue decides what is sent again.
    maxRequeues: 0,
    idleTimeout: 30_000,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
    dnsTimeout: 10_000,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  };
}

/** A temporary failure of the login is one of the server. */
function isRefusedLogin({ code, responseCode = 0 }: NodemailerError): boolean {
  if (code === 'EAUTH' || code === 'ENOAUTH' || code === 'EOAUTH2')
    return !(responseCode >= 400 && responseCode < 500);
  return LOGIN_CODES.includes(responseCode);
}

/** Refused recipients by what was said of each, the others by what was said of the mail. */
function answered(
  addresses: ReadonlyMap<string, string>,
  refusals: readonly NodemailerError[],
  rest: Delivered,
): Delivery {
  const refused = new Map(refusals.map((error) => [error.recipient?.toLowerCase(), error]));
  const recipients = [...addresses].map(([ascii, address]): [string, Delivered] => {
    const refusal = refused.get(ascii.toLowerCase());
    if (!refusal) return [emailKey(address), rest];
    const state = (refusal.responseCode ?? 0) >= 500 ? 'failed' : 'deferred';
    return [emailKey(address), { state, detail: refusal.response ?? refusal.message }];
  });
  return { kind: 'answered', recipients: new Map(recipients) };
}

/** Servers know international domains by their ASCII form. */
function toAscii(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1)) || address.slice(at + 1)}`;
}
