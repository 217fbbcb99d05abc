import type { Visibility } from '../../messages/message.entity.js';
import type { NamedAddress } from '../../tickets/subscribers.service.js';
import type { DeliveryReport } from '../reading/delivery-report.js';
import type { InboundState, ThreadingRule } from '../inbound-mail.entity.js';
import type { Sender } from './senders.js';
import type { Thread } from './threading.js';

/** Nothing is to be done with a mail but to say why. */
export interface Drop {
  fate: 'drop';
  state: Extract<InboundState, 'skipped' | 'held' | 'duplicate'>;
  reason: string;
  detail: string;
  rule?: ThreadingRule;
  ticketId?: number | null;
  messageId?: number | null;
}

/** It opens a ticket, or joins one. */
export interface Post {
  fate: 'post';
  /** Undefined: it names nobody. */
  sender: Sender | undefined;
  /** Undefined: it opens a ticket. */
  thread: Thread | undefined;
  /** Of what joins a ticket. */
  visibility: Visibility;
  acknowledge: boolean;
  /** Of a new ticket. */
  departmentId: number;
  /** Who gets copies from now on. */
  subscribe: readonly NamedAddress[];
}

/** Another mail comes first: the one that it answers, say. */
export interface Wait {
  fate: 'wait';
  /** That one's id. */
  forId: number;
  /** When that one is tried next; null: it is in somebody's hands. */
  until: Date | null;
}

/** What is to be done with a mail. */
export type Verdict =
  | Drop
  | Post
  | Wait
  /** A mail server tells of a mail of ours. */
  | { fate: 'report'; report: DeliveryReport };
