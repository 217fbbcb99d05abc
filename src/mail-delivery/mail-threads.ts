import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { marks } from '../database/marks.js';
import { toDate } from '../database/rows.js';
import { MailTokens } from '../mailboxes/mail-tokens.js';
import type { Mail } from './mail.js';
import { MAIL_EVENT_NAMES, definitionOf } from './templates/mail-events.js';

/** A mail that came in, by its Message-ID with the brackets. */
export interface InboundId {
  messageId: string;
  at: Date;
}

/** The newest mails that came into a ticket, newest first. */
type InboundIds = (ticketId: number, limit: number) => Promise<InboundId[]>;

export interface ThreadHeaders {
  inReplyTo?: string;
  references: string[];
}

/** Of a long thread mail programs need the root and the latest; the rest only makes the header long. */
const LATEST = 8;
/** Of what people send, nothing longer goes into our headers. */
const ID = /^<[^<>\s]{1,250}>$/;

const TO_USERS = MAIL_EVENT_NAMES.filter((event) => definitionOf(event).to === 'user');

/**
 * What a mail answers. All mails of a ticket refer to one root, which was never sent, so that they stand together also
 * for those who were not there from the beginning; mails to users refer to the latest of the conversation as well.
 */
@Injectable()
export class MailThreads {
  private readonly sources: InboundIds[] = [];

  constructor(
    private readonly database: Database,
    private readonly tokens: MailTokens,
  ) {}

  /** Registered while the process starts by the room that knows what came in. */
  inboundBy(source: InboundIds): void {
    this.sources.push(source);
  }

  async headersOf({ event, ticket }: Pick<Mail, 'event' | 'ticket'>, host: string): Promise<ThreadHeaders> {
    if (!ticket) return { references: [] };
    const root = this.tokens.messageId(ticket.id, 'thread', host);
    if (definitionOf(event).to === 'staff') return { inReplyTo: root, references: [root] };
    const latest = await this.latest(ticket.id);
    return { inReplyTo: latest.at(-1) ?? root, references: [root, ...latest] };
  }

  /** Message-IDs of the conversation with users, oldest first. */
  private async latest(ticketId: number): Promise<string[]> {
    const sent = await this.database.query<{ messageId: string; at: string }>(
      `select internetMessageId as messageId, createdAt as at from outbound_mails
       where ticketId = ? and event in (${marks(TO_USERS)}) order by id desc limit ${LATEST}`,
      [ticketId, ...TO_USERS],
    );
    const came = await Promise.all(this.sources.map((source) => source(ticketId, LATEST)));
    const all = [...came.flat(), ...sent.map(({ messageId, at }) => ({ messageId, at: toDate(at) }))];
    return all
      .toReversed()
      .filter(({ messageId }) => ID.test(messageId))
      .toSorted((a, b) => a.at.getTime() - b.at.getTime())
      .map(({ messageId }) => messageId)
      .slice(-LATEST);
  }
}
