import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UploadedFile } from '../attachments/attachment-rules.js';
import { PageSearchDto } from '../http/page.dto.js';
import { BySecretLink } from './by-secret-link.decorator.js';
import {
  PublicMessageDto,
  PublicMessageListDto,
  PublicReplyDto,
  PublicViewDto,
  toPublicMessageDto,
  toPublicMessageListDto,
  toPublicViewDto,
} from './public-view.dto.js';
import { PublicViewService } from './public-view.service.js';
import { TakesFiles } from './takes-files.decorator.js';
import { UploadedFiles } from './upload.interceptor.js';

/**
 * A ticket by its secret link, without signing in. A link that is wrong, expired or revoked is 404; one of a merged ticket
 * leads to the other one. 429 beyond `public_link_limit` an hour.
 */
@ApiTags('public')
@Controller('public/tickets/:token')
export class PublicViewController {
  constructor(private readonly view: PublicViewService) {}

  /** The public part of the ticket. */
  @Get()
  @BySecretLink()
  async getPublicTicket(@Param('token') token: string): Promise<PublicViewDto> {
    return toPublicViewDto(await this.view.get(token));
  }

  /** What was said publicly, oldest first. */
  @Get('messages')
  @BySecretLink()
  async listPublicMessages(
    @Param('token') token: string,
    @Query() search: PageSearchDto,
  ): Promise<PublicMessageListDto> {
    return toPublicMessageListDto(await this.view.messages(token, search));
  }

  /** Replies as the person whose link it is, as a form with files (`attachments`). */
  @Post('messages')
  @BySecretLink()
  @TakesFiles(PublicReplyDto, { body: 'It still burns.' })
  async replyByPublicLink(
    @Param('token') token: string,
    @Body() { body, bodyFormat: format }: PublicReplyDto,
    @UploadedFiles() files: readonly UploadedFile[],
  ): Promise<PublicMessageDto> {
    return toPublicMessageDto(await this.view.reply(token, { body, format, files }));
  }
}
