import { Body, Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OwnGuard } from '../../http/permission.decorator.js';
import { Creates, Reads } from './endpoint.decorator.js';
import { Call, FlicketCall } from './flicket-call.js';
import { PageFields, TicketFields } from './flicket.fields.js';
import { FlicketForms } from './flicket.forms.js';
import { FlicketGuard } from './flicket.guard.js';
import { TicketShape } from './ticket.shapes.js';
import { TicketPageShape } from './page.shapes.js';
import { TicketAnswers } from './ticket-answers.js';

/** Tickets. */
@ApiTags('tickets')
@OwnGuard(FlicketGuard)
@Controller('flicket-api')
export class FlicketTicketsController {
  constructor(
    private readonly answers: TicketAnswers,
    private readonly forms: FlicketForms,
  ) {}

  /** One ticket. */
  @Reads(['ticket/:id'], { permission: 'tickets/read', answers: TicketShape })
  getTicket(@Call() call: FlicketCall): Promise<TicketShape> {
    return this.answers.ticket(call);
  }

  /** The tickets that one may see, in order of id. */
  @Reads(['tickets', 'tickets/:page'], {
    permission: 'tickets/read',
    answers: TicketPageShape,
    query: PageFields,
  })
  listTickets(@Call() call: FlicketCall): Promise<TicketPageShape> {
    return this.answers.tickets(call);
  }

  /** Opens a ticket; who does so becomes a subscriber. */
  @Creates('tickets', { permission: 'tickets/create', fields: TicketFields, answers: TicketShape })
  createTicket(@Call() call: FlicketCall, @Body() body: unknown): Promise<TicketShape> {
    return this.forms.createTicket(call, body);
  }
}
