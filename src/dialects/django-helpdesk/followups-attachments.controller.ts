import { Controller, Param, Req, UseInterceptors, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../common/actor.js';
import { CurrentActor } from '../../http/current-actor.decorator.js';
import { OwnGuard } from '../../http/permission.decorator.js';
import { MessageEditsService } from '../../tickets/message-edits.service.js';
import type { DrfData } from './drf-data.js';
import { Data, DrfInterceptor } from './drf.interceptor.js';
import { AttachmentsForms } from './attachments.forms.js';
import { AttachmentFields, ListParameters } from './django-helpdesk.fields.js';
import { DjangoHelpdeskGuard } from './django-helpdesk.guard.js';
import { AttachmentShape, type PageShape } from './django-helpdesk.shapes.js';
import { Creates, Deletes, Lists, Shows } from './endpoint.decorator.js';
import { FollowupAnswers } from './followups.answers.js';

/** The files of follow-ups. */
@ApiTags('followups-attachments')
@OwnGuard(DjangoHelpdeskGuard)
@UseInterceptors(DrfInterceptor)
@Controller('django-helpdesk/api/followups-attachments')
export class DjangoFollowupsAttachmentsController {
  constructor(
    private readonly forms: AttachmentsForms,
    private readonly answers: FollowupAnswers,
    private readonly edits: MessageEditsService,
  ) {}

  /** The files of all tickets that the caller sees, in order of id. */
  @Lists(AttachmentShape, ListParameters)
  listAttachments(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
  ): Promise<PageShape<AttachmentShape> | StreamableFile> {
    return this.answers.files(actor, request);
  }

  /** What is known of a file. */
  @Shows(AttachmentShape)
  showAttachment(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<AttachmentShape> {
    return this.answers.file(actor, id, request);
  }

  /** Adds a file to a follow-up of one's own. */
  @Creates(AttachmentFields, AttachmentShape)
  createAttachment(
    @CurrentActor() actor: Actor,
    @Data() data: DrfData,
    @Req() request: FastifyRequest,
  ): Promise<AttachmentShape> {
    return this.forms
      .addition(actor, data)
      .then(({ messageId, file }) => this.edits.addFile(actor, messageId, file))
      .then((id) => this.answers.file(actor, String(id), request));
  }

  /** Deletes a file: for administrators. */
  @Deletes()
  deleteAttachment(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.answers.file(actor, id, request).then((file) => this.edits.deleteFile(actor, file.id));
  }
}
