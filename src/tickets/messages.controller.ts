import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UploadedFile } from '../attachments/attachment-rules.js';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IfMatch } from '../http/etag.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import { MessageCreateDto, MessageUpdateDto } from './message-create.dto.js';
import { MessageEditsService } from './message-edits.service.js';
import {
  MessageDto,
  MessageListDto,
  MessageSearchDto,
  MessageViewDto,
  toMessageDto,
  toMessageListDto,
} from './message.dto.js';
import { MessageVersionListDto, toMessageVersionDto } from './message-version.dto.js';
import { TakesFiles } from './takes-files.decorator.js';
import { ThreadService } from './thread.service.js';
import { TicketsService } from './tickets.service.js';
import { UploadedFiles } from './upload.interceptor.js';

/** What was said on a ticket: public replies and internal notes. */
@ApiTags('messages')
@Controller()
export class MessagesController {
  constructor(
    private readonly tickets: TicketsService,
    private readonly thread: ThreadService,
    private readonly edits: MessageEditsService,
  ) {}

  /** The messages of a ticket, oldest first. */
  @Get('tickets/:id/messages')
  @Permission('messages/read')
  async listMessages(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Query() { remoteImages, ...search }: MessageSearchDto,
  ): Promise<MessageListDto> {
    return toMessageListDto(await this.thread.list(actor, id, search), remoteImages);
  }

  /** Replies or notes, as a form with files (`attachments`); a public reply moves the ticket's status. */
  @Post('tickets/:id/messages')
  @Permission('messages/create')
  @TakesFiles(MessageCreateDto, { body: 'Have you tried water?' })
  async replyToTicket(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() { bodyFormat: format, ...body }: MessageCreateDto,
    @UploadedFiles() files: readonly UploadedFile[],
  ): Promise<MessageDto> {
    return this.tickets
      .reply(actor, id, { ...body, format, files })
      .then(async ({ messageId }) => toMessageDto(await this.thread.posted(actor, messageId)));
  }

  /** One message with its files. */
  @Get('messages/:id')
  @Permission('messages/read')
  async getMessage(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Query() { remoteImages }: MessageViewDto,
  ): Promise<MessageDto> {
    return toMessageDto(await this.thread.get(actor, id), remoteImages);
  }

  /** What a message said before it was edited, the first words first. */
  @Get('messages/:id/history')
  @Permission('events/read')
  async listMessageVersions(@CurrentActor() actor: Actor, @Id() id: number): Promise<MessageVersionListDto> {
    return { items: (await this.thread.versions(actor, id)).map(toMessageVersionDto) };
  }

  /** Changes the words of a message, of which the old ones stay in its history, or its minutes. */
  @Patch('messages/:id')
  @Permission('messages/update')
  async updateMessage(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() { bodyFormat: format, ...body }: MessageUpdateDto,
    @IfMatch() version: number | undefined,
  ): Promise<MessageDto> {
    return this.edits
      .edit(actor, id, { ...body, format }, version)
      .then(async () => toMessageDto(await this.thread.get(actor, id)));
  }

  /** Deletes a message with its files; 409 for the one that opened the ticket. */
  @Delete('messages/:id')
  @HttpCode(204)
  @Permission('messages/delete')
  async deleteMessage(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    return this.edits.delete(actor, id, version);
  }
}
