import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';

/* Imported by tests and, as it stands, by the bench: types are stripped by Node, so only erasable ones. */

/** A mail as the server took it. */
export interface SunkMail {
  from: string;
  /** The recipients of the envelope. */
  to: string[];
  raw: Buffer;
}

export interface SinkOptions {
  /** Who may send; absent: everybody. Both may be changed while it runs. */
  auth?: { user: string; password: string };
  /** A certificate of its own making; absent: in the clear. */
  tls?: 'implicit' | 'starttls';
  onMail?: (mail: SunkMail) => void | Promise<void>;
}

/** What to say to a recipient: a code below 500 defers, one from 500 on refuses. */
type Answer = { code: number; text?: string };

/**
 * An SMTP server in the process of the test. It keeps what it takes in `mails`, and can be told to refuse, to defer, to
 * fail after DATA, to break the line there, or to wait. Addresses are compared in lower case.
 */
export class SmtpSink {
  readonly mails: SunkMail[] = [];
  /** By address: what RCPT TO is answered. */
  readonly recipients = new Map<string, Answer>();
  /** What every mail is answered after its last byte. */
  afterData?: Answer;
  /** The next mails whose line breaks after the last byte; they are in `mails` all the same. */
  dropAfterData = 0;
  /** Connections that clients have opened. */
  connections = 0;
  /** Logins that were refused. */
  refusedLogins = 0;
  /** Every mail is answered once this resolves. */
  hold?: Promise<unknown>;
  /** Mails whose last byte is here and which are not answered yet. */
  held = 0;

  readonly options: SinkOptions;
  private readonly server: SMTPServer;
  private readonly folder: string | undefined;

  private constructor(options: SinkOptions, server: SMTPServer, folder: string | undefined) {
    this.options = options;
    this.server = server;
    this.folder = folder;
  }

  static async start(options: SinkOptions = {}, port = 0): Promise<SmtpSink> {
    const folder = options.tls && mkdtempSync(join(tmpdir(), 'switchdesk-smtp-'));
    const sink: SmtpSink = new SmtpSink(
      options,
      new SMTPServer({ ...settings(options, folder), ...handlers(() => sink) }),
      folder,
    );
    // Clients that go away are no failure of the sink.
    sink.server.on('error', () => undefined);
    await new Promise<void>((resolve, reject) => {
      sink.server.server.once('error', reject);
      sink.server.listen(port, '127.0.0.1', () => resolve());
    });
    return sink;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  /** For SMTP_URL. */
  get url(): string {
    const { auth, tls } = this.options;
    const who = auth ? `${encodeURIComponent(auth.user)}:${encodeURIComponent(auth.password)}@` : '';
    return `${tls === 'implicit' ? 'smtps' : 'smtp'}://${who}127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
    if (this.folder) rmSync(this.folder, { recursive: true, force: true });
  }
}

function settings({ auth, tls }: SinkOptions, folder: string | undefined): SMTPServerOptions {
  return {
    ...(folder && certificate(folder)),
    secure: tls === 'implicit',
    authOptional: !auth,
    allowInsecureAuth: true,
    disabledCommands: [...(auth ? [] : ['AUTH']), ...(tls === 'starttls' ? [] : ['STARTTLS'])],
    closeTimeout: 100,
    logger: false,
  };
}

function handlers(sink: () => SmtpSink): SMTPServerOptions {
  return {
    onConnect: (_session, done) => {
      sink().connections += 1;
      done();
    },
    onAuth: ({ username, password }, _session, done) => {
      const { auth } = sink().options;
      if (username === auth?.user && password === auth?.password) return done(null, { user: username });
      sink().refusedLogins += 1;
      done(refusal({ code: 535, text: 'no such user or password' }));
    },
    onRcptTo: ({ address }, _session, done) => {
      const answer = sink().recipients.get(address.toLowerCase());
      done(answer && refusal(answer));
    },
    onData: (stream, session, done) => {
      void take(sink(), session, stream).then((answer) => {
        if (answer === 'broken') breakLine(sink(), session.id);
        // oxlint-disable-next-line no-callback-in-promise -- the server knows no other way
        else done(answer && refusal(answer), 'taken');
      });
    },
  };
}

/** What to answer; undefined: it is taken. */
async function take(
  sink: SmtpSink,
  { envelope: { mailFrom, rcptTo } }: SMTPServerSession,
  stream: Readable,
): Promise<Answer | 'broken' | undefined> {
  // A client that was killed in the middle of its mail has sent none.
  const raw = await buffer(stream).catch(() => undefined);
  if (!raw) return 'broken';
  sink.held += 1;
  await sink.hold;
  sink.held -= 1;
  if (sink.afterData) return sink.afterData;
  const mail = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), raw };
  await sink.options.onMail?.(mail);
  sink.mails.push(mail);
  if (sink.dropAfterData === 0) return undefined;
  sink.dropAfterData -= 1;
  return 'broken';
}

/** Without a word, as a crash would. */
function breakLine(sink: SmtpSink, id: string): void {
  const connections = (sink as unknown as { server: SMTPServer }).server.connections;
  // oxlint-disable-next-line no-underscore-dangle -- its own close() says goodbye
  for (const connection of connections) if (connection.id === id) connection._socket.destroy();
}

const refusal = ({ code, text = 'as the test wishes' }: Answer): Error =>
  Object.assign(new Error(text), { responseCode: code });

/** Self-signed, for localhost and 127.0.0.1. */
function certificate(folder: string): { key: Buffer; cert: Buffer } {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...curve, '-keyout', key, '-out', cert, ...names], {
    stdio: 'ignore',
  });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}
