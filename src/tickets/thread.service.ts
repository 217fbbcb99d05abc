import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Attachment } from '../attachments/attachment.entity.js';
import { AttachmentNotFound } from '../attachments/attachment.errors.js';
import { AttachmentsService } from '../attachments/attachments.service.js';
import type { Actor } from '../common/actor.js';
import { decodeCursor, pageOf, type Page } from '../common/page.js';
import { MessageNotFound } from '../messages/message.errors.js';
import { MessagesService, type MessageRow } from '../messages/messages.service.js';
import { TicketNotFound } from './ticket.errors.js';
import { TicketsQueries } from './tickets.queries.js';

export type ThreadMessage = MessageRow & { attachments: Attachment[] };

/** Reads what hangs on a ticket, for those who may see the ticket; notes never for users. */
@Injectable()
export class ThreadService {
  constructor(
    private readonly queries: TicketsQueries,
    private readonly messages: MessagesService,
    private readonly attachments: AttachmentsService,
  ) {}

  /** One page of the messages, in order of id, with their files. @throws TicketNotFound */
  async list(
    actor: Actor,
    ticketId: number,
    search: { cursor?: string; limit: number },
  ): Promise<Page<ThreadMessage>> {
    await this.queries.get(actor, ticketId);
    const cursor = decodeCursor(search.cursor, 'id');
    const filter = { ticketId, ...(actor.kind === 'user' && { visibility: 'public' as const }) };
    const rows = await this.messages.selectFrom(filter, cursor, search.limit + 1);
    const page = pageOf(rows, search.limit, 'id', cursor, (row) => row.id);
    return { ...page, items: await this.withFiles(page.items) };
  }

  /** @throws MessageNotFound, also when the ticket may not be seen, or the note not by a user */
  async get(actor: Actor, id: number): Promise<ThreadMessage> {
    const row = await this.messages.selectOptional(id);
    if (!row || (row.visibility === 'internal' && actor.kind === 'user')) throw new MessageNotFound();
    await this.requireSeen(actor, row.ticketId, new MessageNotFound());
    return (await this.withFiles([row]))[0]!;
  }

  /** The files of a ticket, or of one of its messages, in order of id. @throws TicketNotFound */
  async files(actor: Actor, ticketId: number, messageId?: number): Promise<Attachment[]> {
    await this.queries.get(actor, ticketId);
    const files = await this.attachments.list({ ticketId, ...(messageId !== undefined && { messageId }) });
    if (actor.kind !== 'user') return files;
    const visible = await this.messages.selectIds({ ticketId, visibility: 'public' });
    return files.filter((file) => visible.has(file.messageId));
  }

  /** @throws AttachmentNotFound, also when the message may not be seen */
  async file(actor: Actor, id: number): Promise<Attachment> {
    const file = await this.attachments.get(id);
    await this.get(actor, file.messageId).catch((error: unknown) => {
      throw error instanceof MessageNotFound ? new AttachmentNotFound() : error;
    });
    return file;
  }

  /** A file and its content as a stream. @throws AttachmentNotFound, AttachmentContentMissing */
  async content(actor: Actor, id: number): Promise<{ file: Attachment; content: Readable }> {
    const file = await this.file(actor, id);
    return { file, content: await this.attachments.content(file) };
  }

  private async requireSeen(actor: Actor, ticketId: number, otherwise: Error): Promise<void> {
    await this.queries.get(actor, ticketId).catch((error: unknown) => {
      throw error instanceof TicketNotFound ? otherwise : error;
    });
  }

  private async withFiles(rows: MessageRow[]): Promise<ThreadMessage[]> {
    const files = await this.attachments.listByMessages(rows.map((row) => row.id));
    const byMessage = Map.groupBy(files, (file) => file.messageId);
    return rows.map((row) => ({ ...row, attachments: byMessage.get(row.id) ?? [] }));
  }
}
