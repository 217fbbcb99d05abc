import type { Readable } from 'node:stream';

/** A message ready to leave. */
export interface OutboundMail {
  /** `<outbox id>-<n>`: the same whenever the same mail is handed over again. */
  key: string;
  /** What it is about, for the log. */
  event: string;
  recipient: string;
  /** RFC 5322 with CRLF line ends; to be read to its end or destroyed. */
  raw: Readable;
}

/** How mails leave the house. */
export abstract class MailDriver {
  /**
   * Resolves once the mail is safe where it should be; may be called again for the same key.
   * Rejects when it should be tried again later.
   */
  abstract deliver(mail: OutboundMail): Promise<void>;
}
