import { Injectable } from '@nestjs/common';
import type { Attachment } from '../../attachments/attachment.entity.js';
import type { UploadedFile } from '../../attachments/attachment-rules.js';
import { AttachmentsService } from '../../attachments/attachments.service.js';
import type { Actor } from '../../common/actor.js';
import { MessageNotFound } from '../../messages/message.errors.js';
import type { FileChange } from '../../tickets/message-edits.service.js';
import { ThreadService } from '../../tickets/thread.service.js';
import type { DrfCall } from './drf-call.js';
import { id, integer, noSuchId, text } from './drf-fields.js';
import { DrfForm, wordsOfFile } from './drf-form.js';

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
  async addition({ actor, data }: DrfCall): Promise<{ messageId: number; file: UploadedFile }> {
    const form = new DrfForm(data, false);
    const { messageId, file } = await this.read(actor, form);
    form.finish();
    return { messageId: messageId!, file: file! };
  }

  /** @throws DrfInvalid */
  async change({ actor, data, isPartial }: DrfCall, present: Attachment): Promise<FileChange> {
    const form = new DrfForm(data, isPartial);
    const { messageId, file, name } = await this.read(actor, form, present);
    form.finish();
    return { messageId, file, name: file ? undefined : name || undefined };
  }

  private async read(actor: Actor, form: DrfForm, present?: Attachment) {
    const messageId = form.readValue('followup', id({ required: true }));
    if (messageId && !(await this.sees(actor, messageId))) form.fault('followup', noSuchId(messageId));
    const [file] = await form.file('file', this.attachments, { required: true });
    const name = form.readValue('filename', text({ max: NAME_MAX, blank: true, present: present?.name }));
    const renamed = file && { ...file, name: name || file.name };
    const fault = name && form.isSound('file') ? await this.faultOfName(name, renamed, present) : undefined;
    if (fault) form.fault('filename', fault);
    form.readValue('mime_type', text({ max: TYPE_MAX, blank: true }));
    form.readValue('size', integer);
    return { messageId, file: renamed, name };
  }

  /** As the file that comes, or that there is, may not be called. */
  private faultOfName(
    name: string,
    file: UploadedFile | undefined,
    present: Attachment | undefined,
  ): Promise<string | undefined> {
    if (file) return wordsOfFile(name, this.attachments.rules.judge([file]));
    return present
      ? wordsOfFile(name, this.attachments.rules.acceptName(name, present))
      : Promise.resolve(undefined);
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
