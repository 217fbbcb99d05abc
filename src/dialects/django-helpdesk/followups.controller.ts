import { Controller, Param, Req, UseInterceptors, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../common/actor.js';
import { CurrentActor } from '../../http/current-actor.decorator.js';
import { OwnGuard } from '../../http/permission.decorator.js';
import { MessageEditsService } from '../../tickets/message-edits.service.js';
import { TicketsService } from '../../tickets/tickets.service.js';
import type { DrfData } from './drf-data.js';
import { Data, DrfInterceptor } from './drf.interceptor.js';
import { FollowupFields, ListParameters } from './django-helpdesk.fields.js';
import { DjangoHelpdeskGuard } from './django-helpdesk.guard.js';
import { FollowupShape, type PageShape } from './django-helpdesk.shapes.js';
import { Changes, Creates, Deletes, Lists, Replaces, Shows } from './endpoint.decorator.js';
import { FollowupAnswers } from './followups.answers.js';
import { FollowupsForms } from './followups.forms.js';
import { idIn } from './lists.js';

/** What was said on tickets, public and private. */
@ApiTags('followups')
@OwnGuard(DjangoHelpdeskGuard)
@UseInterceptors(DrfInterceptor)
@Controller('django-helpdesk/api/followups')
export class DjangoFollowupsController {
  constructor(
    private readonly forms: FollowupsForms,
    private readonly answers: FollowupAnswers,
    private readonly tickets: TicketsService,
    private readonly edits: MessageEditsService,
  ) {}

  /** The follow-ups of all tickets that the caller sees, in order of id. */
  @Lists(FollowupShape, ListParameters)
  listFollowups(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
  ): Promise<PageShape<FollowupShape> | StreamableFile> {
    return this.answers.list(actor, request);
  }

  /** One follow-up. */
  @Shows(FollowupShape)
  showFollowup(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<FollowupShape> {
    return this.answers.one(actor, id, request);
  }

  /** Replies, or leaves a note, and sets the status in the same act; mails go out as for any reply. */
  @Creates(FollowupFields, FollowupShape)
  createFollowup(
    @CurrentActor() actor: Actor,
    @Data() data: DrfData,
    @Req() request: FastifyRequest,
  ): Promise<FollowupShape> {
    return this.forms
      .reply(actor, data)
      .then(({ ticketId, reply }) => this.tickets.reply(actor, ticketId, reply))
      .then(({ messageId }) => this.answers.own(actor, messageId, request));
  }

  /** Changes title, comment and time; the old words stay in the history. */
  @Replaces(FollowupFields, FollowupShape)
  replaceFollowup(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Data() data: DrfData,
    @Req() request: FastifyRequest,
  ): Promise<FollowupShape> {
    return this.change(actor, id, data, request, false);
  }

  /** Changes some of these. */
  @Changes(FollowupFields, FollowupShape)
  changeFollowup(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Data() data: DrfData,
    @Req() request: FastifyRequest,
  ): Promise<FollowupShape> {
    return this.change(actor, id, data, request, true);
  }

  /** Deletes a follow-up with its files: for administrators. The one that opened the ticket goes only with it. */
  @Deletes()
  deleteFollowup(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<void> {
    return this.edits.delete(actor, idIn(id, 'FollowUp'));
  }

  private async change(
    actor: Actor,
    id: string,
    data: DrfData,
    request: FastifyRequest,
    isPartial: boolean,
  ): Promise<FollowupShape> {
    const shown = await this.answers.one(actor, id, request);
    const edit = await this.forms.change(actor, data, shown, isPartial);
    if (Object.keys(edit).length) await this.edits.edit(actor, shown.id, edit);
    return this.answers.own(actor, shown.id, request);
  }
}
