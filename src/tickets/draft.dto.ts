import { ApiProperty } from '@nestjs/swagger';
import { withImageSources } from '../common/html-images.js';
import { htmlOf, textOf, type StoredBody } from '../messages/message-body.js';

/** How words will look. */
export class MessagePreviewDto {
  /** Sanitised: safe to show. The addresses of images stand in `data-remote-src`. */
  bodyHtml: string;
  bodyText: string;
}

/** What an answer may begin with. */
export class MessageQuoteDto {
  /** @example Ann User wrote on 28 November 2026 at 12:00: … */
  body: string;
  @ApiProperty({ enum: ['markdown'] })
  bodyFormat: 'markdown';
}

export const toMessagePreviewDto = (body: StoredBody): MessagePreviewDto => ({
  bodyHtml: withImageSources(htmlOf(body), { urlOf: () => undefined, remoteImages: 'block' }).html,
  bodyText: textOf(body),
});

export const toMessageQuoteDto = (body: string): MessageQuoteDto => ({ body, bodyFormat: 'markdown' });
