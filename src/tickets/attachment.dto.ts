import { IsInt, IsString, MaxLength } from 'class-validator';
import { isRasterImage } from '../attachments/content-type.js';
import type { Page } from '../common/page.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { PageDto, PageSearchDto } from '../http/page.dto.js';
import { ToInt } from '../http/to-int.decorator.js';
import type { ThreadFile } from './thread.service.js';

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
  /** By which the HTML of its message names it, without angle brackets. @example logo@example.org */
  contentId: string | null;
  /** An image that `bodyHtml` of its message shows in its place; others are files beside the text. */
  inline: boolean;
  /**
   * Opens the file without a token, for 12 to 13 hours: images in place, all else as a download. Absolute where the desk
   * knows its public address, else a path. Null for who may not download.
   */
  url: string | null;
  createdAt: Date;
}

export class AttachmentListDto {
  items: AttachmentDto[];
  page: PageDto;
}

/** The two halves of a signed address, as `url` has them. */
export class SignedLinkDto {
  /** Unix seconds. */
  @ToInt()
  @IsInt()
  expires: number;

  @IsString()
  @MaxLength(100)
  signature: string;
}

export class AttachmentSearchDto extends PageSearchDto {
  /** Only the files of this message. */
  @MayBeAbsent()
  @ToInt()
  @IsInt()
  messageId?: number;
}

export const toAttachmentDto = (file: ThreadFile): AttachmentDto => ({
  id: file.id,
  ticketId: file.ticketId,
  messageId: file.messageId,
  name: file.name,
  contentType: file.contentType,
  size: file.size,
  sha256: file.sha256,
  contentId: file.contentId,
  inline: file.contentId !== null && isRasterImage(file.contentType),
  url: file.url,
  createdAt: file.createdAt,
});

export const toAttachmentListDto = ({ items, page }: Page<ThreadFile>): AttachmentListDto => ({
  items: items.map(toAttachmentDto),
  page,
});
