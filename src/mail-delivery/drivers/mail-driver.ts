import type { Readable } from 'node:stream';

/** A message ready to leave. */
export interface DepartingMail {
  /** `<outbox id>-<n>`: the same whenever the same mail is handed over again. */
  key: string;
  /** What it is about, for the log. */
  event: string;
  envelope: { from: string; to: readonly string[] };
  /** RFC 5322 with CRLF line ends; to be read to its end or destroyed. */
  raw: Readable;
}

/** What became of one address. */
export interface Delivered {
  state: 'sent' | 'deferred' | 'failed' | 'unknown';
  /** What the server said. */
  detail: string;
}

/** What became of a mail. */
export type Delivery =
  /** By the key of the address (`emailKey`). */
  | { kind: 'answered'; recipients: ReadonlyMap<string, Delivered> }
  /** Nothing left, and nothing else will: the server does not let us in. */
  | { kind: 'refused_login'; reason: string }
  /** Nothing left by this attempt; `unknown`: or all of it did, and the line broke before the answer. */
  | { kind: 'interrupted'; reason: string; unknown: boolean };

/** How mails leave the house. */
export abstract class MailDriver {
  /** Never rejects for what a server or the line does; may be called again for the same key. */
  abstract send(mail: DepartingMail, signal: AbortSignal): Promise<Delivery>;
}
