import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import type { Attachment } from '../../attachments/attachment.entity.js';
import { AttachmentNotFound } from '../../attachments/attachment.errors.js';
import { AttachmentsService } from '../../attachments/attachments.service.js';
import type { HelpdeskzForm } from './helpdeskz-form.js';
import { fileContent, fileShape, type FileContentShape, type FileListShape } from './helpdeskz.shapes.js';
import { idOf } from './php.js';

/** What the endpoints of files are told, and their answers. */
@Injectable()
export class AttachmentsForms {
  constructor(private readonly attachments: AttachmentsService) {}

  /** @throws AttachmentNotFound */
  async file(id: string): Promise<Attachment> {
    const known = idOf(id);
    if (known === undefined) throw new AttachmentNotFound();
    return this.attachments.get(known);
  }

  /** Filters that are no numbers are ignored; both may be given. */
  async list(form: HelpdeskzForm): Promise<FileListShape | StreamableFile> {
    const ticketId = form.number('ticket_id');
    const messageId = form.number('msg_id');
    if (ticketId === undefined && messageId === undefined) return this.listAll();
    const files = await this.attachments.list({
      ...(ticketId !== undefined && { ticketId: idOf(ticketId) ?? 0 }),
      ...(messageId !== undefined && { messageId: idOf(messageId) ?? 0 }),
    });
    return { success: 1, files: files.map(fileShape) };
  }

  async content(id: string): Promise<FileContentShape> {
    const file = await this.file(id);
    return fileContent(file, await this.attachments.read(file));
  }

  /** HelpDeskZ does not page this list: it is sent as it is read. */
  private async listAll(): Promise<StreamableFile> {
    const batches = this.attachments.batches();
    // Before the first byte: a database that fails then is still answered as an error.
    const first = await batches.next();
    return new StreamableFile(Readable.from(listOf(first, batches), { objectMode: false }));
  }
}

/** A `FileListShape` as JSON, a piece a batch. */
async function* listOf(
  first: IteratorResult<Attachment[], void>,
  rest: AsyncGenerator<Attachment[]>,
): AsyncGenerator<string> {
  yield '{"success":1,"files":[';
  if (!first.done) yield piece(first.value);
  for await (const batch of rest) yield `,${piece(batch)}`;
  yield ']}';
}

const piece = (files: Attachment[]): string => files.map((file) => JSON.stringify(fileShape(file))).join(',');
