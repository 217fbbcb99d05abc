import { Controller, HttpCode, UseInterceptors, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OwnGuard } from '../../http/permission.decorator.js';
import { MessageEditsService } from '../../tickets/message-edits.service.js';
import { TicketsService } from '../../tickets/tickets.service.js';
import { Call, DrfCall } from './drf-call.js';
import { DrfInterceptor } from './drf.interceptor.js';
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
  listFollowups(@Call() call: DrfCall): Promise<PageShape<FollowupShape> | StreamableFile> {
    return this.answers.list(call);
  }

  /** One follow-up. */
  @Shows(FollowupShape)
  showFollowup(@Call() call: DrfCall): Promise<FollowupShape> {
    return this.answers.one(call);
  }

  /** Replies, or leaves a note, and sets the status in the same act; mails go out as for any reply. */
  @Creates(FollowupFields, FollowupShape)
  @HttpCode(201)
  createFollowup(@Call() call: DrfCall): Promise<FollowupShape> {
    return this.forms
      .reply(call)
      .then(({ ticketId, reply }) => this.tickets.reply(call.actor, ticketId, reply))
      .then(({ messageId }) => this.answers.own(call, messageId));
  }

  /** Changes title, comment and time; the old words stay in the history. */
  @Replaces(FollowupFields, FollowupShape)
  replaceFollowup(@Call() call: DrfCall): Promise<FollowupShape> {
    return this.change(call);
  }

  /** Changes some of these. */
  @Changes(FollowupFields, FollowupShape)
  changeFollowup(@Call() call: DrfCall): Promise<FollowupShape> {
    return this.change(call);
  }

  /** Deletes a follow-up with its files: for administrators. The one that opened the ticket goes only with it. */
  @Deletes()
  @HttpCode(204)
  deleteFollowup(@Call() call: DrfCall): Promise<void> {
    return this.edits.delete(call.actor, idIn(call.id, 'FollowUp'));
  }

  private async change(call: DrfCall): Promise<FollowupShape> {
    const shown = await this.answers.one(call);
    const edit = await this.forms.change(call, shown);
    if (Object.keys(edit).length) await this.edits.edit(call.actor, shown.id, edit);
    return this.answers.own(call, shown.id);
  }
}
