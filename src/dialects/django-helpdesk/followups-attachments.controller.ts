import { Controller, HttpCode, UseInterceptors, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OwnGuard } from '../../http/permission.decorator.js';
import { MessageEditsService } from '../../tickets/message-edits.service.js';
import { Call, DrfCall } from './drf-call.js';
import { DrfInterceptor } from './drf.interceptor.js';
import { AttachmentsForms } from './attachments.forms.js';
import { AttachmentChangeFields, AttachmentFields, ListParameters } from './django-helpdesk.fields.js';
import { DjangoHelpdeskGuard } from './django-helpdesk.guard.js';
import { AttachmentShape, type PageShape } from './django-helpdesk.shapes.js';
import { Changes, Creates, Deletes, Lists, Replaces, Shows } from './endpoint.decorator.js';
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
  listAttachments(@Call() call: DrfCall): Promise<PageShape<AttachmentShape> | StreamableFile> {
    return this.answers.files(call);
  }

  /** What is known of a file. */
  @Shows(AttachmentShape)
  showAttachment(@Call() call: DrfCall): Promise<AttachmentShape> {
    return this.answers.file(call).then((file) => this.answers.fileShape(call, file));
  }

  /** Adds a file to a follow-up of one's own. */
  @Creates(AttachmentFields, AttachmentShape)
  @HttpCode(201)
  createAttachment(@Call() call: DrfCall): Promise<AttachmentShape> {
    return this.forms
      .addition(call)
      .then(({ messageId, file }) => this.edits.addFile(call.actor, messageId, file))
      .then((id) => this.answers.ownFile(call, id));
  }

  /** Puts another file in the place of one of one's own. */
  @Replaces(AttachmentFields, AttachmentShape)
  replaceAttachment(@Call() call: DrfCall): Promise<AttachmentShape> {
    return this.change(call);
  }

  /** Renames a file of one's own, replaces it, or puts it to another follow-up of one's own. */
  @Changes(AttachmentChangeFields, AttachmentShape)
  changeAttachment(@Call() call: DrfCall): Promise<AttachmentShape> {
    return this.change(call);
  }

  /** Deletes a file: for administrators. */
  @Deletes()
  @HttpCode(204)
  deleteAttachment(@Call() call: DrfCall): Promise<void> {
    return this.answers.file(call).then((file) => this.edits.deleteFile(call.actor, file.id));
  }

  private async change(call: DrfCall): Promise<AttachmentShape> {
    const present = await this.answers.file(call);
    const change = await this.forms.change(call, present);
    await this.edits.changeFile(call.actor, present.id, change);
    return this.answers.ownFile(call, present.id);
  }
}
