import { Injectable } from '@nestjs/common';
import type { UploadedFile } from '../attachments/attachment-rules.js';
import type { Page } from '../common/page.js';
import { Database } from '../database/database.js';
import { lockOne } from '../database/lock-one.js';
import type { MessageFormat } from '../messages/message.entity.js';
import { PublicLinksService } from './public-links.service.js';
import { ThreadService, type ThreadMessage } from './thread.service.js';
import { TicketWords } from './ticket-words.js';
import { Ticket } from './ticket.entity.js';
import { TicketNotFound } from './ticket.errors.js';
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
    private readonly database: Database,
    private readonly links: PublicLinksService,
    private readonly queries: TicketsQueries,
    private readonly thread: ThreadService,
    private readonly tickets: TicketsService,
    private readonly words: TicketWords,
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

  /** Replies as the person whose link it is. @throws TicketNotFound and the errors of `AttachmentsService.accept` */
  async reply(token: string, { files, ...reply }: PublicReply): Promise<ThreadMessage> {
    const { actor, ticketId } = await this.links.visitBy(token);
    const accepted = await this.words.accept(files);
    const { messageId } = await this.database.transaction(async (tx) => {
      const ticket = await lockOne(tx, Ticket, ticketId);
      // Deleted or merged meanwhile.
      if (!ticket || ticket.mergedIntoId !== null) throw new TicketNotFound();
      return this.tickets.replyIn(tx, actor, ticket, reply, accepted);
    });
    return this.thread.posted(actor, messageId);
  }
}
