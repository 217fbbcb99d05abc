import { Injectable } from '@nestjs/common';
import type { UploadedFile } from '../../attachments/attachment-rules.js';
import { AttachmentsService } from '../../attachments/attachments.service.js';
import type { Actor } from '../../common/actor.js';
import { MessageNotFound } from '../../messages/message.errors.js';
import { ThreadService } from '../../tickets/thread.service.js';
import type { DrfData } from './drf-data.js';
import { REQUIRED, id, noSuchId, text } from './drf-fields.js';
import { DrfForm } from './drf-form.js';

const NAME_MAX = 1_000;
const TYPE_MAX = 255;

/** What `followups-attachments` is told. Type and size are what the file says itself. */
@Injectable()
export class AttachmentsForms {
  constructor(
    private readonly thread: ThreadService,
    private readonly attachments: AttachmentsService,
  ) {}

  /** @throws DrfInvalid */
  async addition(actor: Actor, data: DrfData): Promise<{ messageId: number; file: UploadedFile }> {
    const form = new DrfForm(data, false);
    const messageId = form.readValue('followup', id({ required: true }));
    if (messageId && !(await this.sees(actor, messageId))) form.fault('followup', noSuchId(messageId));
    const [file] = await form.file('file', this.attachments);
    if (!file && form.isSound('file')) form.fault('file', REQUIRED);
    const name = form.readValue('filename', text({ max: NAME_MAX, blank: true }));
    form.readValue('mime_type', text({ max: TYPE_MAX, blank: true }));
    form.finish();
    return { messageId: messageId!, file: { ...file!, name: name || file!.name } };
  }

  private sees(actor: Actor, messageId: number): Promise<boolean> {
    return this.thread.get(actor, messageId).then(
      () => true,
      (error: unknown) => {
        if (error instanceof MessageNotFound) return false;
        throw error;
      },
    );
  }
}
