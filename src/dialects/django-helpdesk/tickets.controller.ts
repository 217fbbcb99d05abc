import { Controller, HttpCode, UseInterceptors, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OwnGuard } from '../../http/permission.decorator.js';
import { RemovalsService } from '../../tickets/removals.service.js';
import { TicketOverwritesService } from '../../tickets/ticket-overwrites.service.js';
import { TicketsService } from '../../tickets/tickets.service.js';
import { Call, DrfCall } from './drf-call.js';
import { DrfInterceptor } from './drf.interceptor.js';
import { TicketChangeFields, TicketFields, TicketListParameters } from './django-helpdesk.fields.js';
import { DjangoHelpdeskGuard } from './django-helpdesk.guard.js';
import { TicketShape, type PageShape } from './django-helpdesk.shapes.js';
import { Changes, Creates, Deletes, Lists, Replaces, Shows } from './endpoint.decorator.js';
import { TicketAnswers } from './tickets.answers.js';
import { TicketsForms } from './tickets.forms.js';

/** Tickets with their follow-ups and custom fields. */
@ApiTags('tickets')
@OwnGuard(DjangoHelpdeskGuard)
@UseInterceptors(DrfInterceptor)
@Controller('django-helpdesk/api/tickets')
export class DjangoTicketsController {
  constructor(
    private readonly forms: TicketsForms,
    private readonly answers: TicketAnswers,
    private readonly tickets: TicketsService,
    private readonly overwrites: TicketOverwritesService,
    private readonly removals: RemovalsService,
  ) {}

  /** The tickets that the caller sees, in order of id. */
  @Lists(TicketShape, TicketListParameters)
  listTickets(@Call() call: DrfCall): Promise<PageShape<TicketShape> | StreamableFile> {
    return this.answers.list(call);
  }

  /** One ticket. */
  @Shows(TicketShape)
  showTicket(@Call() call: DrfCall): Promise<TicketShape> {
    return this.answers.row(call).then((row) => this.answers.one(call, row));
  }

  /** Opens a ticket; its submitter is found by address, or made. */
  @Creates(TicketFields, TicketShape)
  @HttpCode(201)
  createTicket(@Call() call: DrfCall): Promise<TicketShape> {
    return this.forms
      .opening(call)
      .then((opening) => this.tickets.open(call.actor, opening))
      .then(({ ticketId }) => this.answers.own(call, ticketId));
  }

  /** Sets all of a ticket by hand; what is absent stays, but for what is required. */
  @Replaces(TicketChangeFields, TicketShape)
  replaceTicket(@Call() call: DrfCall): Promise<TicketShape> {
    return this.change(call);
  }

  /** Sets some of a ticket by hand. */
  @Changes(TicketChangeFields, TicketShape)
  changeTicket(@Call() call: DrfCall): Promise<TicketShape> {
    return this.change(call);
  }

  /** Deletes a ticket with all that hangs on it; whether staff may is the setting `dialect_staff_may_delete`. */
  @Deletes()
  @HttpCode(204)
  deleteTicket(@Call() call: DrfCall): Promise<void> {
    return this.answers.row(call).then((row) => this.removals.removeTicketByStaff(call.actor, row.id));
  }

  private async change(call: DrfCall): Promise<TicketShape> {
    const row = await this.answers.row(call);
    const shown = await this.answers.one(call, row);
    const overwrite = await this.forms.overwrite(call, row, shown);
    await this.overwrites.overwrite(call.actor, row.id, overwrite);
    return this.answers.own(call, row.id);
  }
}
