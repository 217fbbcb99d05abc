import { Injectable } from '@nestjs/common';
import {
  AttachmentsService,
  type AcceptedFile,
  type UploadedFile,
} from '../attachments/attachments.service.js';
import { SYSTEM, authorOf, type Actor, type Author } from '../common/actor.js';
import type { Tx } from '../database/database.js';
import type { StoredBody } from '../messages/message-body.js';
import type { MessageFormat, Visibility } from '../messages/message.entity.js';
import { MessagesService } from '../messages/messages.service.js';

/** What somebody says on a ticket. */
export interface Words {
  body: string;
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
      format: words.format,
      body: words.body,
      minutes: words.minutes,
      stored: words.mail?.stored,
      inboundMailId: words.mail?.inboundMailId,
      at,
    });
    await this.attachments.store(tx, files, { ticketId, messageId }, at);
    return messageId;
  }

  /** All that was said on one ticket, into another one; a public word of the desk says where it went. */
  async moveAll(tx: Tx, fromId: number, toId: number, at: Date): Promise<void> {
    await this.messages.moveAll(tx, fromId, toId);
    await this.attachments.moveAll(tx, fromId, toId);
    await this.messages.append(tx, {
      ticketId: fromId,
      author: authorOf(SYSTEM),
      visibility: 'public',
      format: 'text',
      body: `This was merged into ticket ${toId}.`,
      at,
    });
  }
}
