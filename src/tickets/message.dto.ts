import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import type { Author } from '../common/actor.js';
import { REMOTE_IMAGES, withImageSources, type RemoteImages } from '../common/html-images.js';
import type { Page } from '../common/page.js';
import { IsFilled } from '../http/is-filled.decorator.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { PageDto, PageSearchDto } from '../http/page.dto.js';
import { ToInt } from '../http/to-int.decorator.js';
import { htmlOf, textOf, visibleTextOf } from '../messages/message-body.js';
import {
  MESSAGE_FORMATS,
  VISIBILITIES,
  type MessageFormat,
  type Visibility,
} from '../messages/message.entity.js';
import { TICKET_STATUSES, type TicketStatus } from './ticket.states.js';
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
  /**
   * Sanitised: safe to show. Images that came with the message have signed addresses (`AttachmentDto.url`). The address
   * of a remote image stands in `data-remote-src` instead of `src`, unless they were asked for (`remoteImages=show`).
   */
  bodyHtml: string;
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

export class MessageUpdateDto {
  @IsString()
  @IsFilled()
  @MaxLength(4_000_000)
  body: string;

  @ApiProperty({ enum: MESSAGE_FORMATS, required: false, default: 'text' })
  @MayBeAbsent()
  @IsIn(MESSAGE_FORMATS)
  bodyFormat: MessageFormat = 'text';
}

export class MessageCreateDto extends MessageUpdateDto {
  /** `internal` is a note: users never see it. */
  @ApiProperty({ enum: VISIBILITIES, required: false, default: 'public' })
  @MayBeAbsent()
  @IsIn(VISIBILITIES)
  visibility: Visibility = 'public';

  /** Set by hand after the reply, whatever the reply itself leads to. */
  @ApiProperty({ enum: TICKET_STATUSES, required: false })
  @MayBeAbsent()
  @IsIn(TICKET_STATUSES)
  status?: TicketStatus;

  @MayBeAbsent()
  @ToInt()
  @IsInt()
  @Min(0)
  @Max(100_000)
  minutes?: number;
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
    bodyHtml: shown.html,
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
