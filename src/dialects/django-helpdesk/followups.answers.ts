import { Injectable, type StreamableFile } from '@nestjs/common';
import type { Attachment } from '../../attachments/attachment.entity.js';
import { SeenThreads } from '../../tickets/seen-threads.js';
import { ThreadService } from '../../tickets/thread.service.js';
import type { DrfCall } from './drf-call.js';
import type { AttachmentShape, FollowupShape, PageShape } from './django-helpdesk.shapes.js';
import { Lists, idIn } from './lists.js';
import { Threads } from './threads.js';

/** Follow-ups and their files, of all tickets that the caller sees. */
@Injectable()
export class FollowupAnswers {
  constructor(
    private readonly lists: Lists,
    private readonly seen: SeenThreads,
    private readonly thread: ThreadService,
    private readonly threads: Threads,
  ) {}

  list({ actor, origin, request }: DrfCall): Promise<PageShape<FollowupShape> | StreamableFile> {
    return this.lists.answer(request, {
      rows: (part) => this.seen.messages(actor, part),
      count: () => this.seen.countMessages(actor),
      shape: (rows) => this.threads.of(actor, rows, origin),
    });
  }

  /** @throws MessageNotFound */
  async one({ actor, id, origin }: DrfCall): Promise<FollowupShape> {
    const row = await this.thread.get(actor, idIn(id, 'FollowUp'));
    return (await this.threads.of(actor, [row], origin))[0]!;
  }

  /** One that the actor has just written. */
  async own({ actor, origin }: DrfCall, id: number): Promise<FollowupShape> {
    const row = await this.thread.posted(actor, id);
    return (await this.threads.of(actor, [row], origin))[0]!;
  }

  files({ actor, origin, request }: DrfCall): Promise<PageShape<AttachmentShape> | StreamableFile> {
    return this.lists.answer(request, {
      rows: (part) => this.seen.files(actor, part),
      count: () => this.seen.countFiles(actor),
      shape: async (rows) => rows.map((file) => this.threads.file(actor, file, origin)),
    });
  }

  /** @throws AttachmentNotFound */
  file({ actor, id }: DrfCall): Promise<Attachment> {
    return this.thread.file(actor, idIn(id, 'FollowUpAttachment'));
  }

  fileShape({ actor, origin }: DrfCall, file: Attachment): AttachmentShape {
    return this.threads.file(actor, file, origin);
  }

  /** One that the actor has just written. */
  async ownFile(call: DrfCall, id: number): Promise<AttachmentShape> {
    return this.fileShape(call, await this.thread.file(call.actor, id));
  }
}
