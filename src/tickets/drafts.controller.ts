import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import { MessagePreviewDto, MessageQuoteDto, toMessagePreviewDto, toMessageQuoteDto } from './draft.dto.js';
import { DraftsService } from './drafts.service.js';
import { MessageBodyDto } from './message-create.dto.js';

/** For those who are about to write. */
@ApiTags('messages')
@Controller('messages')
export class DraftsController {
  constructor(private readonly drafts: DraftsService) {}

  /** Shows a body as a message will: Markdown with tables, fenced code and links, or HTML, sanitised. Nothing is kept. */
  @Post('preview')
  @HttpCode(200)
  @Permission('messages/create')
  async previewMessage(@Body() { body, bodyFormat }: MessageBodyDto): Promise<MessagePreviewDto> {
    return toMessagePreviewDto(await this.drafts.preview(bodyFormat, body));
  }

  /** The message as Markdown to begin an answer with: who wrote it and when, and each of its lines after `> `. */
  @Get(':id/quote')
  @Permission('messages/read')
  async quoteMessage(@CurrentActor() actor: Actor, @Id() id: number): Promise<MessageQuoteDto> {
    return toMessageQuoteDto(await this.drafts.quote(actor, id));
  }
}
