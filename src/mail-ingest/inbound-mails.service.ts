import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { ContentMissing } from '../attachments/storage/storage.js';
import type { Actor } from '../common/actor.js';
import type { Page } from '../common/page.js';
import { RawMails } from '../mailboxes/raw-mails.js';
import { ThreadService } from '../tickets/thread.service.js';
import { InboundMailNotFound, InboundMailRawGone } from './inbound-mail.errors.js';
import { InboundMailsQueries, type InboundMailRow, type InboundMailSearch } from './inbound-mails.queries.js';

export interface RawMail {
  mail: InboundMailRow;
  content: Readable;
}

/** Reads the ledger, and the mails as they came. */
@Injectable()
export class InboundMailsService {
  constructor(
    private readonly queries: InboundMailsQueries,
    private readonly rawMails: RawMails,
    private readonly thread: ThreadService,
  ) {}

  /** One page, the newest first. */
  list(search: InboundMailSearch): Promise<Page<InboundMailRow>> {
    return this.queries.list(search);
  }

  /** @throws InboundMailNotFound */
  async get(id: number): Promise<InboundMailRow> {
    const mail = await this.queries.selectOptional(id);
    if (!mail) throw new InboundMailNotFound();
    return mail;
  }

  /** @throws InboundMailNotFound, InboundMailRawGone */
  async raw(id: number): Promise<RawMail> {
    const mail = await this.get(id);
    if (!mail.sha256 || mail.rawDeletedAt) throw new InboundMailRawGone();
    try {
      return { mail, content: await this.rawMails.open(mail.sha256) };
    } catch (error) {
      throw error instanceof ContentMissing ? new InboundMailRawGone() : error;
    }
  }

  /**
   * The mail that a message came by, for staff who may see the ticket: its header tells more than users are shown.
   * @throws MessageNotFound, InboundMailNotFound when it came by none, InboundMailRawGone
   */
  async rawOfMessage(actor: Actor, messageId: number): Promise<RawMail> {
    const { inboundMailId } = await this.thread.get(actor, messageId);
    if (inboundMailId === null || actor.kind === 'user') throw new InboundMailNotFound();
    return this.raw(inboundMailId);
  }
}
