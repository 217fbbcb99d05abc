import { ApiProperty } from '@nestjs/swagger';
import { MESSAGE_FORMATS, type MessageFormat } from '../messages/message.entity.js';
import type { MessageVersion } from '../messages/message-version.entity.js';
import { htmlOf, sourceOf, textOf } from '../messages/message-body.js';
import { withImageSources } from '../common/html-images.js';
import { AuthorDto, toAuthorDto } from './message.dto.js';

/** What a message said before it was edited. */
export class MessageVersionDto {
  id: number;
  messageId: number;
  /** Sanitised: safe to show. Images are left out. */
  bodyHtml: string;
  bodyText: string;
  /** As in a message. */
  body: string;
  @ApiProperty({ enum: MESSAGE_FORMATS, enumName: 'MessageFormat' })
  bodyFormat: MessageFormat;
  /** Who wrote what took its place. */
  replacedBy: AuthorDto;
  writtenAt: Date;
  replacedAt: Date;
}

export class MessageVersionListDto {
  items: MessageVersionDto[];
}

export const toMessageVersionDto = (version: MessageVersion): MessageVersionDto => ({
  id: version.id,
  messageId: version.messageId,
  bodyHtml: withImageSources(htmlOf(version), { urlOf: () => undefined, remoteImages: 'block' }).html,
  bodyText: textOf(version),
  body: sourceOf(version),
  bodyFormat: version.format,
  replacedBy: toAuthorDto({
    kind: version.replacedByKind,
    id: version.replacedById,
    name: version.replacedByName,
  }),
  writtenAt: version.writtenAt,
  replacedAt: version.replacedAt,
});
