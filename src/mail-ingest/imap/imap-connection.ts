import type { ImapFlow } from 'imapflow';
import { MEBIBYTE } from '../../attachments/file-size.js';
import { isLinkLocal, LinkLocalRefused, lookupMailHost } from '../../mailboxes/link-local.js';
import type { Mailbox } from '../../mailboxes/mailbox.entity.js';

/** What the server may leave us waiting for, and how much it may make us hold. */
const LIMITS = {
  connectionTimeout: 20_000,
  greetingTimeout: 15_000,
  socketTimeout: 60_000,
  maxLineLength: 16 * MEBIBYTE,
  maxLiteralSize: 64 * MEBIBYTE,
  maxResponseSize: 80 * MEBIBYTE,
};

/** IDLE begins this soon after the last command, and is begun anew before a firewall forgets the connection. */
const IDLE = { autoIdleDelay: 250, maxIdleTime: 4 * 60_000 };

/**
 * A signed-in connection to a mailbox's server, closed when the signal says so. It never comes back once it is lost:
 * whoever wants another opens one.
 * @throws what `mailFailure` has words for
 */
export async function connectImap(mailbox: Mailbox, secret: string, signal: AbortSignal): Promise<ImapFlow> {
  const host = mailbox.imapHost ?? '';
  if (isLinkLocal(host)) throw new LinkLocalRefused(host);
  // Loaded when the first mailbox needs it: a desk without one stays small.
  const { ImapFlow } = await import('imapflow');
  const client = new ImapFlow({
    host,
    port: mailbox.imapPort,
    secure: mailbox.imapTls === 'implicit',
    doSTARTTLS: mailbox.imapTls === 'starttls',
    tls: { rejectUnauthorized: !mailbox.imapAllowSelfSigned, lookup: lookupMailHost },
    auth: {
      user: mailbox.imapUser ?? '',
      ...(mailbox.imapAuth === 'xoauth2' ? { accessToken: secret } : { pass: secret }),
    },
    logger: false,
    ...LIMITS,
    ...IDLE,
  });
  // Without a listener a lost socket would end the process. What was under way rejects by itself, and `close` follows.
  client.on('error', () => undefined);
  const close = (): void => client.close();
  signal.addEventListener('abort', close);
  client.once('close', () => signal.removeEventListener('abort', close));
  try {
    signal.throwIfAborted();
    await client.connect();
    return client;
  } catch (error) {
    close();
    throw error;
  }
}
