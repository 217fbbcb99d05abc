import { Controller, Delete, Get, HttpCode, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import {
  AttachmentDto,
  AttachmentListDto,
  AttachmentSearchDto,
  SignedLinkDto,
  toAttachmentDto,
  toAttachmentListDto,
} from './attachment.dto.js';
import { Downloads, SignedDownloads, toDownload, toView } from './downloads.decorator.js';
import { MessageEditsService } from './message-edits.service.js';
import { ThreadService } from './thread.service.js';

/** The files of messages. */
@ApiTags('attachments')
@Controller()
export class AttachmentsController {
  constructor(
    private readonly thread: ThreadService,
    private readonly edits: MessageEditsService,
  ) {}

  /** The files of a ticket, in order of id. */
  @Get('tickets/:id/attachments')
  @Permission('attachments/read')
  async listAttachments(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Query() search: AttachmentSearchDto,
  ): Promise<AttachmentListDto> {
    return toAttachmentListDto(await this.thread.files(actor, id, search));
  }

  /** What is known of a file. */
  @Get('attachments/:id')
  @Permission('attachments/read')
  async getAttachment(@CurrentActor() actor: Actor, @Id() id: number): Promise<AttachmentDto> {
    return toAttachmentDto(await this.thread.file(actor, id));
  }

  /** The file itself, always as a download. */
  @Get('attachments/:id/content')
  @Permission('attachments/download')
  @Downloads()
  async downloadAttachment(@CurrentActor() actor: Actor, @Id() id: number): Promise<StreamableFile> {
    return this.thread.content(actor, id).then((content) => toDownload(content));
  }

  /** The file itself for who has its `url`: an image in place, all else as a download. */
  @Get('attachments/:id/signed-content')
  @SignedDownloads()
  async viewAttachment(@Id() id: number, @Query() link: SignedLinkDto): Promise<StreamableFile> {
    return toView(await this.thread.signedContent(id, link));
  }

  /** Deletes a file. */
  @Delete('attachments/:id')
  @HttpCode(204)
  @Permission('attachments/delete')
  async deleteAttachment(@CurrentActor() actor: Actor, @Id() id: number): Promise<void> {
    return this.edits.deleteFile(actor, id);
  }
}
