import { ApiProperty } from '@nestjs/swagger';
import { IsInt } from 'class-validator';
import { withImageSources } from '../common/html-images.js';
import { ToInt } from '../http/to-int.decorator.js';
import { htmlOf, textOf, type StoredBody } from '../messages/message-body.js';
import { MESSAGE_FORMATS, type MessageFormat } from '../messages/message.entity.js';

export class CannedPreviewSearchDto {
  /** The ticket to answer. */
  @ToInt()
  @IsInt()
  ticketId: number;
}

/** `body` and `bodyFormat` go as they are into `POST /tickets/{id}/messages`. */
export class CannedPreviewDto {
  /** With its values in place of the variables. @example Hello Ada Lovelace, this is about the printer. */
  body: string;
  @ApiProperty({ enum: MESSAGE_FORMATS })
  bodyFormat: MessageFormat;
  /** As readers will see it: sanitised, remote images held back. */
  bodyHtml: string;
  bodyText: string;
}

export const toCannedPreviewDto = (stored: StoredBody): CannedPreviewDto => ({
  body: stored.body,
  bodyFormat: stored.format,
  bodyHtml: withImageSources(htmlOf(stored), { urlOf: () => undefined, remoteImages: 'block' }).html,
  bodyText: textOf(stored),
});
