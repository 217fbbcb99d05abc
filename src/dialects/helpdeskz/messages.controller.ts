import { Controller, Param } from '@nestjs/common';
import { ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import { CurrentActor } from '../../http/current-actor.decorator.js';
import { OwnGuard } from '../../http/permission.decorator.js';
import { TicketsService } from '../../tickets/tickets.service.js';
import { Reads, SHOW, Writes } from './endpoint.decorator.js';
import { MessageFields, MessageListFields } from './helpdeskz.fields.js';
import { Form } from './helpdeskz-form.interceptor.js';
import type { HelpdeskzForm } from './helpdeskz-form.js';
import { HelpdeskzGuard } from './helpdeskz.guard.js';
import { MessageOnlyShape, MessagePageShape, succeeded } from './helpdeskz.shapes.js';
import { TicketPages } from './ticket-pages.js';
import { TicketsForms } from './tickets.forms.js';

/** HelpDeskZ documentation, section 12. */
@ApiTags('messages')
@ApiSecurity('token')
@OwnGuard(HelpdeskzGuard)
@Controller('helpdeskz/api/messages')
export class HelpdeskzMessagesController {
  constructor(
    private readonly forms: TicketsForms,
    private readonly pages: TicketPages,
    private readonly tickets: TicketsService,
  ) {}

  /** Replies to a ticket in the name of its user or of staff; staff may close it with the reply. */
  @Writes(['create', ''], { permission: 'messages/create', fields: MessageFields, answers: MessageOnlyShape })
  async createMessage(@CurrentActor() actor: Actor, @Form() form: HelpdeskzForm): Promise<MessageOnlyShape> {
    return this.forms
      .reply(actor, form)
      .then(({ ticketId, reply }) => this.tickets.reply(actor, ticketId, reply))
      .then(() => succeeded('Message was created and added to ticket.'));
  }

  /** The messages of a ticket, the newest first unless the setting `reply_order` says otherwise. */
  @Reads(SHOW, {
    permission: 'messages/read',
    fields: MessageListFields,
    answers: MessagePageShape,
  })
  async showMessages(
    @CurrentActor() actor: Actor,
    @Param('id') ticketId: string = '',
    @Form() form: HelpdeskzForm,
  ): Promise<MessagePageShape> {
    return this.pages.messagesOf(actor, ticketId, form);
  }
}
