import { Injectable } from '@nestjs/common';
import type { UploadedFile } from '../attachments/attachment-rules.js';
import type { Page } from '../common/page.js';
import type { MessageFormat } from '../messages/message.entity.js';
import { PublicLinksService } from './public-links.service.js';
import { ThreadService, type ThreadMessage } from './thread.service.js';
import { TicketsQueries, type TicketRow } from './tickets.queries.js';
import { TicketsService } from './tickets.service.js';

export interface PublicReply {
  body: string;
  format: MessageFormat;
  files: readonly UploadedFile[];
}

/** A ticket for who has a secret link to it, and nothing else: they see and say what a user does. */
@Injectable()
export class PublicViewService {
  constructor(
    private readonly links: PublicLinksService,
    private readonly queries: TicketsQueries,
    private readonly thread: ThreadService,
    private readonly tickets: TicketsService,
  ) {}

  /** @throws TicketNotFound */
  async get(token: string): Promise<TicketRow> {
    const { actor, ticketId } = await this.links.visitBy(token);
    return this.queries.getOwn(actor, ticketId);
  }

  /** The public messages, oldest first. @throws TicketNotFound */
  async messages(token: string, search: { cursor?: string; limit: number }): Promise<Page<ThreadMessage>> {
    const { actor, ticketId } = await this.links.visitBy(token);
    return this.thread.page(actor, ticketId, search);
  }

  /** Replies as the person whose link it is. @throws TicketNotFound, TicketReadOnly and the errors of `AttachmentsService.accept` */
  async reply(token: string, reply: PublicReply): Promise<ThreadMessage> {
    const { actor, ticketId } = await this.links.visitBy(token);
    const { messageId } = await this.tickets.reply(actor, ticketId, reply);
    return this.thread.posted(actor, messageId);
  }
}
