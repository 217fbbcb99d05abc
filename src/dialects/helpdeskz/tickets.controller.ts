import { Controller, Param } from '@nestjs/common';
import { ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import { CurrentActor } from '../../http/current-actor.decorator.js';
import { OwnGuard } from '../../http/permission.decorator.js';
import { RemovalsService } from '../../tickets/removals.service.js';
import { TicketOverwritesService } from '../../tickets/ticket-overwrites.service.js';
import { TicketsService } from '../../tickets/tickets.service.js';
import { Reads, SHOW, Writes } from './endpoint.decorator.js';
import { TicketChangeFields, TicketFields, TicketListFields } from './helpdeskz.fields.js';
import { Form } from './helpdeskz-form.interceptor.js';
import type { HelpdeskzForm } from './helpdeskz-form.js';
import { HelpdeskzGuard } from './helpdeskz.guard.js';
import {
  MessageOnlyShape,
  TicketCreatedShape,
  TicketDataShape,
  TicketPageShape,
  succeeded,
  ticketShape,
} from './helpdeskz.shapes.js';
import { TicketPages } from './ticket-pages.js';
import { TicketsForms } from './tickets.forms.js';

/** HelpDeskZ documentation, section 11. */
@ApiTags('tickets')
@ApiSecurity('token')
@OwnGuard(HelpdeskzGuard)
@Controller('helpdeskz/api/tickets')
export class HelpdeskzTicketsController {
  constructor(
    private readonly forms: TicketsForms,
    private readonly pages: TicketPages,
    private readonly tickets: TicketsService,
    private readonly overwrites: TicketOverwritesService,
    private readonly removals: RemovalsService,
  ) {}

  /** Opens a ticket. Opened by staff, the user always gets it as a staff reply by mail. */
  @Writes(['create', ''], { permission: 'tickets/create', fields: TicketFields, answers: TicketCreatedShape })
  async createTicket(@CurrentActor() actor: Actor, @Form() form: HelpdeskzForm): Promise<TicketCreatedShape> {
    return this.forms
      .opening(form)
      .then((opening) => this.tickets.open(actor, opening))
      .then(({ ticketId }) => ({ success: 1, ticket_id: ticketId, message: 'Ticket was created.' }));
  }

  /** Tickets of all departments in order of id. */
  @Reads([''], { permission: 'tickets/read', fields: TicketListFields, answers: TicketPageShape })
  async listTickets(@Form() form: HelpdeskzForm): Promise<TicketPageShape> {
    return this.pages.list(form);
  }

  /** One ticket, without its messages. */
  @Reads(SHOW, { permission: 'tickets/read', answers: TicketDataShape })
  async showTicket(@CurrentActor() actor: Actor, @Param('id') id: string = ''): Promise<TicketDataShape> {
    return { success: 1, ticket: ticketShape(await this.forms.ticket(actor, id)) };
  }

  /** Moves a ticket or sets its status. */
  @Writes(['update/:id'], {
    permission: 'tickets/update',
    fields: TicketChangeFields,
    answers: MessageOnlyShape,
  })
  async updateTicket(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Form() form: HelpdeskzForm,
  ): Promise<MessageOnlyShape> {
    return this.forms
      .change(actor, id, form)
      .then((change) => this.overwrites.overwrite(actor, change.id, change.change))
      .then(() => succeeded('Ticket was updated.'));
  }

  /** Deletes a ticket with its messages and files. */
  @Writes(['delete/:id'], { permission: 'tickets/delete', answers: MessageOnlyShape })
  async deleteTicket(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<MessageOnlyShape> {
    return this.forms
      .ticket(actor, id)
      .then((ticket) => this.removals.removeTicket(actor, ticket.id))
      .then(() => succeeded('Ticket was removed.'));
  }
}
