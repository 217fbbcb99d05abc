import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Attachment } from '../attachments/attachment.entity.js';
import { AttachmentNotFound } from '../attachments/attachment.errors.js';
import { AttachmentLinks, type SignedLink } from '../attachments/attachment-links.js';
import { AttachmentsService } from '../attachments/attachments.service.js';
import type { Actor } from '../common/actor.js';
import { decodeCursor, pageOf, type Page } from '../common/page.js';
import type { MessageVersion } from '../messages/message-version.entity.js';
import { MessageNotFound } from '../messages/message.errors.js';
import { MessagesService, type MessageRow } from '../messages/messages.service.js';
import { TicketNotFound } from './ticket.errors.js';
import { TicketsQueries } from './tickets.queries.js';

/** `url` opens the file without a token; null for who may not download. */
export type ThreadFile = Attachment & { url: string | null };
export type ThreadMessage = MessageRow & { attachments: ThreadFile[] };

export interface FileContent {
  file: Attachment;
  content: Readable;
}

interface PageSearch {
  cursor?: string;
  limit: number;
}

/** Reads what hangs on a ticket, for those who may see the ticket; notes never for users. */
@Injectable()
export class ThreadService {
  constructor(
    private readonly queries: TicketsQueries,
    private readonly messages: MessagesService,
    private readonly attachments: AttachmentsService,
    private readonly links: AttachmentLinks,
  ) {}

  /** One page of the messages, in order of id, with their files. @throws TicketNotFound */
  async list(actor: Actor, ticketId: number, search: PageSearch): Promise<Page<ThreadMessage>> {
    await this.queries.get(actor, ticketId);
    return this.page(actor, ticketId, search);
  }

  /** As `list`, for a door that has made sure that this one may read the ticket. */
  async page(actor: Actor, ticketId: number, search: PageSearch): Promise<Page<ThreadMessage>> {
    const cursor = decodeCursor(search.cursor, 'id');
    const filter = { ticketId, ...(actor.kind === 'user' && { visibility: 'public' as const }) };
    const rows = await this.messages.selectFrom(filter, cursor, search.limit + 1);
    const page = pageOf(rows, search.limit, 'id', cursor, (row) => row.id);
    return { ...page, items: await this.withFiles(actor, page.items) };
  }

  /** @throws MessageNotFound, also when the ticket may not be seen, or the note not by a user */
  async get(actor: Actor, id: number): Promise<ThreadMessage> {
    const row = await this.messages.selectOptional(id);
    if (!row || (row.visibility === 'internal' && actor.kind === 'user')) throw new MessageNotFound();
    await this.requireSeen(actor, row.ticketId, new MessageNotFound());
    return (await this.withFiles(actor, [row]))[0]!;
  }

  /** One page of the files of a ticket, or of one of its messages, in order of id. @throws TicketNotFound */
  async files(
    actor: Actor,
    ticketId: number,
    { messageId, ...search }: PageSearch & { messageId?: number },
  ): Promise<Page<ThreadFile>> {
    await this.queries.get(actor, ticketId);
    const cursor = decodeCursor(search.cursor, 'id');
    // Of a ticket that may be seen there is always a public message: the first.
    const visible =
      actor.kind === 'user' && (await this.messages.selectIds({ ticketId, visibility: 'public' }));
    const filter = { ticketId, messageId, ...(visible && { messageIds: visible }) };
    const rows = await this.attachments.selectFrom(filter, cursor, search.limit + 1);
    const page = pageOf(rows, search.limit, 'id', cursor, (row) => row.id);
    return { ...page, items: page.items.map((file) => this.withUrl(actor, file)) };
  }

  /** @throws AttachmentNotFound, also when the message may not be seen */
  async file(actor: Actor, id: number): Promise<ThreadFile> {
    const file = await this.attachments.get(id);
    await this.get(actor, file.messageId).catch((error: unknown) => {
      throw error instanceof MessageNotFound ? new AttachmentNotFound() : error;
    });
    return this.withUrl(actor, file);
  }

  /** A file and its content as a stream. @throws AttachmentNotFound, AttachmentContentMissing */
  async content(actor: Actor, id: number): Promise<FileContent> {
    const file = await this.file(actor, id);
    return { file, content: await this.attachments.content(file) };
  }

  /** The same for who brings the signature of its address. @throws AttachmentLinkInvalid and the above */
  async signedContent(id: number, link: SignedLink): Promise<FileContent> {
    this.links.requireValid(id, link);
    const file = await this.attachments.get(id);
    return { file, content: await this.attachments.content(file) };
  }

  /** A message that the actor has just written, wherever it went. */
  async posted(actor: Actor, id: number): Promise<ThreadMessage> {
    return (await this.withFiles(actor, [(await this.messages.selectOptional(id))!]))[0]!;
  }

  /** What a message said before it was edited, the first words first. @throws MessageNotFound, also for users */
  async versions(actor: Actor, id: number): Promise<MessageVersion[]> {
    if (actor.kind === 'user') throw new MessageNotFound();
    await this.get(actor, id);
    return this.messages.versionsOf(id);
  }

  /** The newest messages of tickets that the actor may see, by ticket, oldest first. */
  async newest(
    actor: Actor,
    ticketIds: readonly number[],
    limit: number,
  ): Promise<Map<number, ThreadMessage[]>> {
    const visibility = actor.kind === 'user' ? 'public' : undefined;
    const rows = await this.messages.selectNewest(ticketIds, limit, visibility);
    return Map.groupBy(await this.withFiles(actor, rows), ({ ticketId }) => ticketId);
  }

  /** All messages of tickets that the actor may see, by ticket, as they were said. */
  async ofTickets(actor: Actor, ticketIds: readonly number[]): Promise<Map<number, ThreadMessage[]>> {
    const visibility = actor.kind === 'user' ? 'public' : undefined;
    const rows = await this.messages.selectOfTickets(ticketIds, visibility);
    return Map.groupBy(await this.withFiles(actor, rows), ({ ticketId }) => ticketId);
  }

  /** Of each of these tickets the id of the message that opened it. */
  firstOf(ticketIds: readonly number[]): Promise<Set<number>> {
    return this.messages.selectFirst(ticketIds);
  }

  /** Messages that the actor may see, with their files. */
  complete(actor: Actor, rows: MessageRow[]): Promise<ThreadMessage[]> {
    return this.withFiles(actor, rows);
  }

  private async requireSeen(actor: Actor, ticketId: number, otherwise: Error): Promise<void> {
    await this.queries.get(actor, ticketId).catch((error: unknown) => {
      throw error instanceof TicketNotFound ? otherwise : error;
    });
  }

  private async withFiles(actor: Actor, rows: MessageRow[]): Promise<ThreadMessage[]> {
    const files = await this.attachments.listByMessages(rows.map((row) => row.id));
    const byMessage = Map.groupBy(
      files.map((file) => this.withUrl(actor, file)),
      (file) => file.messageId,
    );
    // How long it took is for staff.
    const untold = actor.kind === 'user' && { minutes: 0 };
    return rows.map((row) => ({ ...row, attachments: byMessage.get(row.id) ?? [], ...untold }));
  }

  private withUrl(actor: Actor, file: Attachment): ThreadFile {
    return { ...file, url: actor.permissions.has('attachments/download') ? this.links.urlOf(file.id) : null };
  }
}
