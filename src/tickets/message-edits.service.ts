import { Injectable } from '@nestjs/common';
import { Attachment } from '../attachments/attachment.entity.js';
import { AttachmentNotFound } from '../attachments/attachment.errors.js';
import type { UploadedFile } from '../attachments/attachment-rules.js';
import { AttachmentsService } from '../attachments/attachments.service.js';
import { authorOf, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { requireVersion } from '../common/row-version.js';
import { Database, type Tx } from '../database/database.js';
import { lockOne } from '../database/lock-one.js';
import { Message, type MessageFormat } from '../messages/message.entity.js';
import { MessageNotFound, MessageNotYours, MessageOpensTicket } from '../messages/message.errors.js';
import { MessagesService } from '../messages/messages.service.js';
import { firstResponseOf } from './first-response.js';
import { TicketAccess } from './ticket-access.js';
import { TicketRecords } from './ticket-records.js';
import { tallyWork, type Work } from './ticket-tallies.js';
import { workerOf } from './ticket-work.js';
import type { Ticket } from './ticket.entity.js';
import { TicketNotFound } from './ticket.errors.js';

/** Absent means "leave". */
export interface MessageEdit {
  /** Of `body`; absent: text. */
  format?: MessageFormat;
  body?: string;
  /** Null takes it away. */
  title?: string | null;
  minutes?: number;
}

/** Absent means "leave". */
export interface FileChange {
  /** Another content, which brings its name. */
  file?: UploadedFile | undefined;
  /** Without `file`. */
  name?: string | undefined;
  messageId?: number | undefined;
}

/** Changes what was said. The old words stay in the history of the message. */
@Injectable()
export class MessageEditsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly access: TicketAccess,
    private readonly messages: MessagesService,
    private readonly attachments: AttachmentsService,
    private readonly records: TicketRecords,
  ) {}

  /**
   * Authors edit their own messages while the ticket is not closed, administrators any. What is the same already changes
   * nothing.
   * @throws MessageNotFound, MessageNotYours, TicketStaffOnly, StaleVersion
   */
  async edit(actor: Actor, id: number, edit: MessageEdit, expected?: number): Promise<void> {
    await this.database.transaction((tx) => this.editIn(tx, actor, id, edit, expected));
  }

  /** As `edit`, as a part of more. */
  async editIn(tx: Tx, actor: Actor, id: number, edit: MessageEdit, expected?: number): Promise<void> {
    const { message, ticket } = await this.lock(tx, actor, id, expected);
    if (!mayEdit(actor, message, ticket)) throw new MessageNotYours();
    if (edit.minutes !== undefined) this.access.requireStaff(actor);
    const { body = message.body, minutes = message.minutes } = edit;
    const title = edit.title === undefined ? message.title : edit.title || null;
    const isRetitled = title !== message.title;
    const format = edit.body === undefined ? message.format : (edit.format ?? 'text');
    const isReworded = body !== message.body || format !== message.format;
    const more = minutes - message.minutes;
    if (!isReworded && !isRetitled && !more) return;
    const at = this.clock.now();
    if (isReworded) await this.messages.keepVersion(tx, message, authorOf(actor), at);
    if (isReworded) await this.messages.rewrite(tx, id, format, body, at);
    if (isReworded) this.records.said(tx, id);
    if (isRetitled) await this.messages.setTitle(tx, id, title, at);
    if (more) await this.recount(tx, { message, ticket }, minutes, at);
    await this.records.append(tx, actor, ticket.id, 'message.edited', {
      changes: {
        ...(isReworded && { body: [message.body, body] }),
        ...(isRetitled && { title: [message.title, title] }),
        ...(more && { minutes: [message.minutes, minutes] }),
      },
      details: { messageId: id },
    });
  }

  /**
   * Deletes a message with its files; the one that opened the ticket goes only with the ticket.
   * @throws MessageNotFound, MessageOpensTicket, StaleVersion
   */
  async delete(actor: Actor, id: number, expected?: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { message, ticket } = await this.lock(tx, actor, id, expected);
      const first = await tx.minimum(Message, 'id', { ticketId: ticket.id });
      if (first === id) throw new MessageOpensTicket();
      await this.attachments.deleteRows(tx, 'messageId', [id]);
      await this.records.unsaid(tx, id);
      await this.messages.delete(tx, id);
      tallyWork(tx, [workIn(message, ticket)], -1);
      await this.forget(tx, ticket, message);
      await this.records.append(tx, actor, ticket.id, 'message.deleted', { details: { messageId: id } });
    });
  }

  /**
   * Adds a file to a message, for who may edit it.
   * @returns its id @throws MessageNotFound, MessageNotYours, TooManyAttachments and the errors of `AttachmentsService.accept`
   */
  async addFile(actor: Actor, messageId: number, file: UploadedFile): Promise<number> {
    const accepted = await this.attachments.accept([file]);
    return this.database.transaction(async (tx) => {
      const { message, ticket } = await this.lock(tx, actor, messageId, undefined);
      if (!mayEdit(actor, message, ticket)) throw new MessageNotYours();
      const at = this.clock.now();
      const owner = { ticketId: ticket.id, messageId };
      const [stored] = await this.attachments.storeAnother(tx, accepted, owner, at);
      await this.messages.touch(tx, messageId, at);
      const details = { attachmentId: stored!.id, messageId, name: stored!.name };
      await this.records.append(tx, actor, ticket.id, 'attachment.added', { details });
      return stored!.id;
    });
  }

  /**
   * Replaces or renames a file, or puts it to another message, for who may edit both. What is the same already changes
   * nothing.
   * @throws AttachmentNotFound, and what `addFile` throws
   */
  async changeFile(actor: Actor, id: number, { file, name, messageId }: FileChange): Promise<void> {
    const known = await this.attachments.get(id);
    const [accepted] = file ? await this.attachments.accept([file]) : [];
    const asked = name === undefined ? known.name : await this.attachments.rules.acceptName(name, known);
    await this.database.transaction(async (tx) => {
      const places = await this.lockAll(tx, actor, [known.messageId, messageId ?? known.messageId]);
      const present = await tx.findOneBy(Attachment, { id });
      if (present?.messageId !== known.messageId) throw new AttachmentNotFound();
      const { message, ticket } = places.at(-1)!;
      const change = { name: accepted?.name ?? asked, file: accepted };
      const isMoved = message.id !== present.messageId;
      const isOther = accepted && accepted.staged.sha256 !== present.sha256;
      if (!isMoved && !isOther && change.name === present.name) return;
      if (!places.every((place) => mayEdit(actor, place.message, place.ticket))) throw new MessageNotYours();
      const owner = isMoved ? { messageId: message.id, ticketId: ticket.id } : {};
      await this.attachments.change(tx, present, { ...change, ...owner });
      for (const place of places) await this.messages.touch(tx, place.message.id, this.clock.now());
      const details = { attachmentId: id, messageId: message.id, name: change.name };
      for (const ticketId of new Set(places.map((place) => place.ticket.id)))
        await this.records.append(tx, actor, ticketId, 'attachment.changed', { details });
    });
  }

  /** Deletes a file: its message has changed with it. @throws AttachmentNotFound, TicketNotFound */
  async deleteFile(actor: Actor, id: number): Promise<void> {
    const { ticketId, messageId, name } = await this.attachments.get(id);
    await this.database.transaction(async (tx) => {
      await this.access.lockVisible(tx, actor, ticketId);
      if (!(await this.attachments.deleteRows(tx, 'id', [id]))) throw new AttachmentNotFound();
      await this.messages.touch(tx, messageId, this.clock.now());
      const details = { attachmentId: id, name };
      await this.records.append(tx, actor, ticketId, 'attachment.deleted', { details });
    });
  }

  private async recount(
    tx: Tx,
    { message, ticket }: { message: Message; ticket: Ticket },
    minutes: number,
    at: Date,
  ): Promise<void> {
    await this.messages.setMinutes(tx, message.id, minutes, at);
    tallyWork(tx, [workIn(message, ticket, minutes - message.minutes)]);
    await this.records.save(tx, ticket, at, { minutes: ticket.minutes + minutes - message.minutes });
  }

  /** The ticket counts one public reply fewer, whose last one may be another now, and its minutes. */
  private async forget(tx: Tx, ticket: Ticket, { visibility, minutes }: Message): Promise<void> {
    const left = { minutes: Math.max(0, ticket.minutes - minutes) };
    if (visibility === 'public') Object.assign(left, await this.withoutReply(tx, ticket));
    else if (!minutes) return;
    await this.records.save(tx, ticket, this.clock.now(), left);
  }

  private async withoutReply(tx: Tx, ticket: Ticket): Promise<Partial<Ticket>> {
    const where = { ticketId: ticket.id, visibility: 'public' as const };
    const last = await tx.findOneOrFail(Message, { where, order: { createdAt: 'DESC', id: 'DESC' } });
    return {
      replyCount: ticket.replyCount - 1,
      lastMessageAt: last.createdAt,
      ...(await firstResponseOf(tx, ticket)),
    };
  }

  /** In the order given, each once. */
  private async lockAll(
    tx: Tx,
    actor: Actor,
    ids: readonly number[],
  ): Promise<{ message: Message; ticket: Ticket }[]> {
    const locked = [];
    for (const id of new Set(ids)) locked.push(await this.lock(tx, actor, id, undefined));
    return locked;
  }

  private async lock(
    tx: Tx,
    actor: Actor,
    id: number,
    expected: number | undefined,
  ): Promise<{ message: Message; ticket: Ticket }> {
    // The ticket first, as everywhere: two who lock in different order would wait for each other.
    const known = await tx.findOneBy(Message, { id });
    if (!known) throw new MessageNotFound();
    const ticket = await this.access.lockVisible(tx, actor, known.ticketId).catch((error: unknown) => {
      throw error instanceof TicketNotFound ? new MessageNotFound() : error;
    });
    const message = await lockOne(tx, Message, id);
    if (!message) throw new MessageNotFound();
    requireVersion(message, expected);
    return { message, ticket };
  }
}

/** What a message stands for, or more of it. */
const workIn = (message: Message, { departmentId }: Ticket, minutes = message.minutes): Work => ({
  departmentId,
  staffId: workerOf({ kind: message.authorKind, id: message.authorId, name: '' }),
  minutes,
  createdAt: message.createdAt,
});

function mayEdit(actor: Actor, message: Message, ticket: Ticket): boolean {
  if (actor.kind === 'token' || (actor.kind === 'staff' && actor.role === 'admin')) return true;
  return message.authorKind === actor.kind && message.authorId === actor.id && ticket.status !== 'closed';
}
