import { Injectable, type StreamableFile } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../common/actor.js';
import { SeenLists } from '../../tickets/seen-lists.js';
import { ThreadService } from '../../tickets/thread.service.js';
import type { AttachmentShape, FollowupShape, PageShape } from './django-helpdesk.shapes.js';
import { Lists, idIn, originOf } from './lists.js';
import { Threads } from './threads.js';

/** Follow-ups and their files, of all tickets that the caller sees. */
@Injectable()
export class FollowupAnswers {
  constructor(
    private readonly lists: Lists,
    private readonly seen: SeenLists,
    private readonly thread: ThreadService,
    private readonly threads: Threads,
  ) {}

  list(actor: Actor, request: FastifyRequest): Promise<PageShape<FollowupShape> | StreamableFile> {
    return this.lists.answer(request, {
      rows: (part) => this.seen.messages(actor, part),
      count: () => this.seen.countMessages(actor),
      shape: (rows) => this.threads.of(actor, rows, originOf(request)),
    });
  }

  /** @throws MessageNotFound */
  async one(actor: Actor, id: string, request: FastifyRequest): Promise<FollowupShape> {
    const row = await this.thread.get(actor, idIn(id, 'FollowUp'));
    return (await this.threads.of(actor, [row], originOf(request)))[0]!;
  }

  /** One that the actor has just written. */
  async own(actor: Actor, id: number, request: FastifyRequest): Promise<FollowupShape> {
    const row = await this.thread.posted(actor, id);
    return (await this.threads.of(actor, [row], originOf(request)))[0]!;
  }

  files(actor: Actor, request: FastifyRequest): Promise<PageShape<AttachmentShape> | StreamableFile> {
    return this.lists.answer(request, {
      rows: (part) => this.seen.files(actor, part),
      count: () => this.seen.countFiles(actor),
      shape: async (rows) => rows.map((file) => this.threads.file(actor, file, originOf(request))),
    });
  }

  /** @throws AttachmentNotFound */
  async file(actor: Actor, id: string, request: FastifyRequest): Promise<AttachmentShape> {
    const file = await this.thread.file(actor, idIn(id, 'FollowUpAttachment'));
    return this.threads.file(actor, file, originOf(request));
  }
}
