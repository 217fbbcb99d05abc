import type { InboundState, ThreadingRule } from '../../../../src/mail-ingest/inbound-mail.entity.js';
import type { TicketStatus } from '../../../../src/tickets/ticket.states.js';
import type { Bytes } from './mime.js';

/** What is on the desk before a mail comes: a ticket of Ada's, made anew for each mail that speaks of it. */
export interface Scene {
  ticketId: number;
  /** The ticket's own address. */
  plusAddress: string;
  /** The Message-ID of what the desk wrote on it. */
  ourMessageId: string;
  /** The Message-ID of the mail by which Ada opened it. */
  herMessageId: string;
}

/** What a person would expect to become of a mail; what is not said is not looked at. */
export interface Fate {
  /** `processed` if absent. */
  state?: InboundState;
  reason?: string | null;
  /** `new` if absent, for processed ones. */
  rule?: ThreadingRule | null;
  subject?: string;
  /** Stands in the text of the message. */
  text?: string;
  /** Is the text of the message. */
  exactly?: string;
  /** Stands in the HTML as it is shown. */
  shows?: string;
  /** Does not stand there. */
  hides?: string;
  from?: string | null;
  author?: { kind: 'user' | 'staff'; name: string };
  /** Names of the message's files, in order. */
  files?: string[];
  /** Names in the note on files that were not taken. */
  refused?: string[];
  automatic?: boolean;
  acknowledged?: boolean;
  /** Of the ticket, afterwards. */
  status?: TicketStatus;
  /** Stands in an internal note on the ticket. */
  note?: string;
  /** Addresses that get copies. */
  subscribers?: string[];
}

export interface Case {
  name: string;
  raw: Bytes | ((scene: Scene) => Bytes);
  fate: Fate;
  /** Status of the ticket of the scene before. */
  before?: TicketStatus;
  /** Who gets copies of it may read it, and not answer. */
  readOnly?: true;
  envelope?: (scene: Scene) => string[];
}

export const it = (name: string, raw: Case['raw'], fate: Fate = {}, more: Partial<Case> = {}): Case => ({
  name,
  raw,
  fate,
  ...more,
});
