import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { Author } from '../common/actor.js';
import { REMOTE_IMAGES, withImageSources, type RemoteImages } from '../common/html-images.js';
import type { Page } from '../common/page.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { PageDto, PageSearchDto } from '../http/page.dto.js';
import { htmlOf, sourceOf, textOf, visibleTextOf } from '../messages/message-body.js';
import {
  MESSAGE_FORMATS,
  VISIBILITIES,
  type MessageFormat,
  type Visibility,
} from '../messages/message.entity.js';
import { AttachmentDto, toAttachmentDto } from './attachment.dto.js';
import type { ThreadMessage } from './thread.service.js';

const AUTHOR_KINDS = ['user', 'staff', 'system'] as const;

export class AuthorDto {
  /** `system` is the desk itself, or a program that speaks for it. */
  @ApiProperty({ enum: AUTHOR_KINDS })
  kind: (typeof AUTHOR_KINDS)[number];
  /** Null for `system`. */
  id: number | null;
  name: string;
}

export class MessageDto {
  id: number;
  ticketId: number;
  author: AuthorDto;
  @ApiProperty({ enum: VISIBILITIES, enumName: 'Visibility' })
  visibility: Visibility;
  /** Its heading. */
  title: string | null;
  /**
   * Sanitised: safe to show. Images that came with the message have signed addresses (`AttachmentDto.url`). The address
   * of a remote image stands in `data-remote-src` instead of `src`, unless they were asked for (`remoteImages=show`).
   */
  bodyHtml: string;
  /** What was written, in its format, to edit or to quote it; HTML is sanitised, and still asks for its images. */
  body: string;
  @ApiProperty({ enum: MESSAGE_FORMATS, enumName: 'MessageFormat' })
  bodyFormat: MessageFormat;
  /** Images that would be fetched from elsewhere, which tells their sender that the message is read. */
  remoteImages: number;
  /** All of it, quoted mails and signatures too. */
  bodyText: string;
  /**
   * What is new in `bodyText`: without the mails it quotes and the signature, where a user wrote it or it came by mail.
   * A view for reading, never empty where there is text; equal to `bodyText` when nothing is left out.
   */
  visibleText: string;
  /** Minutes of work it stands for; users are told of none. */
  minutes: number;
  attachments: AttachmentDto[];
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
  /** Row version; the ETag. */
  version: number;
}

/** How bodies are shown. */
export class MessageViewDto {
  /** `show` leaves remote images in `bodyHtml`, once its reader agreed to their being fetched. */
  @ApiProperty({ enum: REMOTE_IMAGES, required: false, default: 'block' })
  @MayBeAbsent()
  @IsIn(REMOTE_IMAGES)
  remoteImages: RemoteImages = 'block';
}

export class MessageSearchDto extends IntersectionType(PageSearchDto, MessageViewDto) {}

export class MessageListDto {
  items: MessageDto[];
  page: PageDto;
}

/** A program speaks for the desk; the id of its token is of no use to a reader. */
export const toAuthorDto = ({ kind, id, name }: Author): AuthorDto =>
  kind === 'token' ? { kind: 'system', id: null, name } : { kind, id, name };

export function toMessageDto(row: ThreadMessage, remoteImages: RemoteImages = 'block'): MessageDto {
  const attachments = row.attachments.map(toAttachmentDto);
  const urlOf = (contentId: string): string | undefined =>
    attachments.find((file) => file.inline && file.contentId === contentId)?.url ?? undefined;
  const shown = withImageSources(htmlOf(row), { urlOf, remoteImages });
  return {
    id: row.id,
    ticketId: row.ticketId,
    author: toAuthorDto({ kind: row.authorKind, id: row.authorId, name: row.authorName }),
    visibility: row.visibility,
    title: row.title,
    bodyHtml: shown.html,
    body: sourceOf(row),
    bodyFormat: row.format,
    remoteImages: shown.remoteImages,
    bodyText: textOf(row),
    visibleText: visibleTextOf(row),
    minutes: row.minutes,
    attachments,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    version: row.version,
  };
}

export const toMessageListDto = (
  { items, page }: Page<ThreadMessage>,
  remoteImages: RemoteImages,
): MessageListDto => ({ items: items.map((row) => toMessageDto(row, remoteImages)), page });
