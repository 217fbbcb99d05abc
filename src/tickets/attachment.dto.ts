import { IsInt } from 'class-validator';
import type { Attachment } from '../attachments/attachment.entity.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { ToInt } from '../http/to-int.decorator.js';

export class AttachmentDto {
  id: number;
  ticketId: number;
  messageId: number;
  /** @example report.pdf */
  name: string;
  /** By the file's content. @example application/pdf */
  contentType: string;
  /** Bytes. */
  size: number;
  sha256: string;
  createdAt: Date;
}

export class AttachmentListDto {
  items: AttachmentDto[];
}

export class AttachmentSearchDto {
  /** Only the files of this message. */
  @MayBeAbsent()
  @ToInt()
  @IsInt()
  messageId?: number;
}

export const toAttachmentDto = (file: Attachment): AttachmentDto => ({
  id: file.id,
  ticketId: file.ticketId,
  messageId: file.messageId,
  name: file.name,
  contentType: file.contentType,
  size: file.size,
  sha256: file.sha256,
  createdAt: file.createdAt,
});
