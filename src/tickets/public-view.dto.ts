import { ApiProperty, OmitType, PickType } from '@nestjs/swagger';
import type { Page } from '../common/page.js';
import { PageDto } from '../http/page.dto.js';
import { AttachmentDto } from './attachment.dto.js';
import { MessageBodyDto } from './message-create.dto.js';
import { AuthorDto, MessageDto, toMessageDto } from './message.dto.js';
import type { ThreadMessage } from './thread.service.js';
import { TicketDto, toTicketDto } from './ticket.dto.js';
import type { TicketRow } from './tickets.queries.js';

/** The public part of a ticket: nothing of who works on it, and no ids but its own number. */
export class PublicViewDto extends PickType(TicketDto, [
  'id',
  'subject',
  'status',
  'priority',
  'replyCount',
  'resolution',
  'customFields',
  'lastMessageAt',
  'closedAt',
  'createdAt',
]) {
  /** By name. */
  department: string;
}

export class PublicAuthorDto extends OmitType(AuthorDto, ['id']) {}

export class PublicAttachmentDto extends PickType(AttachmentDto, [
  'name',
  'contentType',
  'size',
  'contentId',
  'inline',
  'url',
]) {}

export class PublicMessageDto extends PickType(MessageDto, [
  'id',
  'title',
  'bodyHtml',
  'bodyText',
  'visibleText',
  'createdAt',
]) {
  author: PublicAuthorDto;
  @ApiProperty({ type: [PublicAttachmentDto] })
  attachments: PublicAttachmentDto[];
}

export class PublicMessageListDto {
  items: PublicMessageDto[];
  page: PageDto;
}

/** Words; users know of nothing else. */
export class PublicReplyDto extends MessageBodyDto {}

export function toPublicViewDto(row: TicketRow): PublicViewDto {
  const { id, subject, status, priority, replyCount, resolution, ...more } = toTicketDto(row);
  const { customFields, lastMessageAt, closedAt, createdAt } = more;
  return {
    ...{ id, subject, status, priority, replyCount, resolution },
    ...{ customFields, lastMessageAt, closedAt, createdAt },
    department: row.departmentName,
  };
}

export function toPublicMessageDto(row: ThreadMessage): PublicMessageDto {
  const { id, title, bodyHtml, bodyText, visibleText, createdAt, author, attachments } = toMessageDto(row);
  return {
    ...{ id, title, bodyHtml, bodyText, visibleText, createdAt },
    author: { kind: author.kind, name: author.name },
    attachments: attachments.map(({ name, contentType, size, contentId, inline, url }) => ({
      ...{ name, contentType, size, contentId, inline, url },
    })),
  };
}

export const toPublicMessageListDto = ({ items, page }: Page<ThreadMessage>): PublicMessageListDto => ({
  items: items.map(toPublicMessageDto),
  page,
});
