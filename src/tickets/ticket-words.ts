import { Injectable } from '@nestjs/common';
import type { AcceptedFile, UploadedFile } from '../attachments/attachment-rules.js';
import { AttachmentsService } from '../attachments/attachments.service.js';
import { SYSTEM, authorOf, type Actor, type Author } from '../common/actor.js';
import type { Tx } from '../database/database.js';
import type { StoredBody } from '../messages/message-body.js';
import type { MessageFormat, Visibility } from '../messages/message.entity.js';
import { MessagesService } from '../messages/messages.service.js';
import { TicketIndex } from './ticket-index.js';

/** What somebody says on a ticket. */
export interface Words {
  body: string;
  /** Its heading; at most 200 characters. */
  title?: string | null;
  format: MessageFormat;
  /** Absent: public. */
  visibility?: Visibility;
  /** Who speaks; absent: the actor. A token speaks for the desk and may name somebody. */
  author?: Author;
  minutes?: number;
  /** The mail it came by. */
  mail?: { inboundMailId: number; stored: StoredBody };
}

/** Messages and their files, which always go together. */
@Injectable()
export class TicketWords {
  constructor(
    private readonly messages: MessagesService,
    private readonly attachments: AttachmentsService,
    private readonly tickets: TicketIndex,
  ) {}

  /** Before the transaction. @throws the errors of `AttachmentsService.accept` */
  accept(files: readonly UploadedFile[] = []): Promise<AcceptedFile[]> {
    return this.attachments.accept(files);
  }

  /** @returns the message's id */
  async append(
    tx: Tx,
    actor: Actor,
    ticketId: number,
    words: Words,
    files: readonly AcceptedFile[],
    at: Date,
  ): Promise<number> {
    const messageId = await this.messages.append(tx, {
      ticketId,
      author: words.author ?? authorOf(actor),
      visibility: words.visibility ?? 'public',
      title: words.title,
      format: words.format,
      body: words.body,
      minutes: words.minutes,
      stored: words.mail?.stored,
      inboundMailId: words.mail?.inboundMailId,
      at,
    });
    this.tickets.said(tx, messageId);
    await this.attachments.store(tx, files, { ticketId, messageId }, at);
    return messageId;
  }

  /** All that was said on one ticket, into another one; a public word of the desk says where it went. */
  async moveAll(tx: Tx, fromId: number, toId: number, at: Date): Promise<void> {
    await this.messages.moveAll(tx, fromId, toId);
    await this.attachments.moveAll(tx, fromId, toId);
    await this.leaveWord(tx, fromId, `This was merged into ticket ${toId}.`, at);
    await this.tickets.wordsMoved(tx, [fromId, toId]);
  }

  /** All that was said on tickets that are going. */
  async removeAll(tx: Tx, ticketIds: readonly number[]): Promise<void> {
    await this.attachments.deleteRows(tx, 'ticketId', ticketIds);
    await this.tickets.removed(tx, ticketIds);
    await this.messages.deleteOfTickets(tx, ticketIds);
  }

  /** One message with its files, into another ticket. */
  async move(tx: Tx, messageId: number, fromId: number, toId: number): Promise<void> {
    await this.messages.move(tx, messageId, toId);
    await this.attachments.moveRows(tx, messageId, toId);
    await this.tickets.wordsMoved(tx, [fromId, toId]);
  }

  /** The desk says something. */
  async leaveWord(
    tx: Tx,
    ticketId: number,
    body: string,
    at: Date,
    visibility: Visibility = 'public',
  ): Promise<void> {
    const author = authorOf(SYSTEM);
    const message = { ticketId, author, visibility, format: 'text' as const, body, at };
    this.tickets.said(tx, await this.messages.append(tx, message));
  }
}
