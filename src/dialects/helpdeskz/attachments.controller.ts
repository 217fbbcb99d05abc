import { Controller, Param, type StreamableFile } from '@nestjs/common';
import { ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import { CurrentActor } from '../../http/current-actor.decorator.js';
import { OwnGuard } from '../../http/permission.decorator.js';
import { MessageEditsService } from '../../tickets/message-edits.service.js';
import { AttachmentsForms } from './attachments.forms.js';
import { Reads, SHOW, Writes } from './endpoint.decorator.js';
import { FileListFields } from './helpdeskz.fields.js';
import { Form } from './helpdeskz-form.interceptor.js';
import type { HelpdeskzForm } from './helpdeskz-form.js';
import { HelpdeskzGuard } from './helpdeskz.guard.js';
import { FileContentShape, FileListShape, MessageOnlyShape, succeeded } from './helpdeskz.shapes.js';

/** HelpDeskZ documentation, section 13. */
@ApiTags('attachments')
@ApiSecurity('token')
@OwnGuard(HelpdeskzGuard)
@Controller('helpdeskz/api/attachments')
export class HelpdeskzAttachmentsController {
  constructor(
    private readonly forms: AttachmentsForms,
    private readonly edits: MessageEditsService,
  ) {}

  /** All files, or those of a ticket or a message, in order of id. */
  @Reads([''], { permission: 'attachments/read', fields: FileListFields, answers: FileListShape })
  async listAttachments(@Form() form: HelpdeskzForm): Promise<FileListShape | StreamableFile> {
    return this.forms.list(form);
  }

  /** One file with its content in base64. */
  @Reads(SHOW, { permission: 'attachments/download', answers: FileContentShape })
  async showAttachment(@Param('id') id: string = ''): Promise<FileContentShape> {
    return this.forms.content(id);
  }

  /** Deletes one file. */
  @Writes(['delete/:id'], { permission: 'attachments/delete', answers: MessageOnlyShape })
  async deleteAttachment(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<MessageOnlyShape> {
    return this.forms
      .file(id)
      .then((file) => this.edits.deleteFile(actor, file.id))
      .then(() => succeeded('File was removed from servers.'));
  }
}
