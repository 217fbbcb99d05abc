import { Controller, Param, Req, UseInterceptors, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../common/actor.js';
import { CurrentActor } from '../../http/current-actor.decorator.js';
import { OwnGuard } from '../../http/permission.decorator.js';
import { RemovalsService } from '../../tickets/removals.service.js';
import { TicketOverwritesService } from '../../tickets/ticket-overwrites.service.js';
import { TicketsService } from '../../tickets/tickets.service.js';
import type { DrfData } from './drf-data.js';
import { Data, DrfInterceptor } from './drf.interceptor.js';
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
  listTickets(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
  ): Promise<PageShape<TicketShape> | StreamableFile> {
    return this.answers.list(actor, request);
  }

  /** One ticket. */
  @Shows(TicketShape)
  showTicket(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<TicketShape> {
    return this.answers.row(actor, id, request).then((row) => this.answers.one(actor, row, request));
  }

  /** Opens a ticket; its submitter is found by address, or made. */
  @Creates(TicketFields, TicketShape)
  createTicket(
    @CurrentActor() actor: Actor,
    @Data() data: DrfData,
    @Req() request: FastifyRequest,
  ): Promise<TicketShape> {
    return this.forms
      .opening(actor, data)
      .then((opening) => this.tickets.open(actor, opening))
      .then(({ ticketId }) => this.answers.own(actor, ticketId, request));
  }

  /** Sets all of a ticket by hand; what is absent stays, but for what is required. */
  @Replaces(TicketChangeFields, TicketShape)
  replaceTicket(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Data() data: DrfData,
    @Req() request: FastifyRequest,
  ): Promise<TicketShape> {
    return this.change(actor, id, data, request, false);
  }

  /** Sets some of a ticket by hand. */
  @Changes(TicketChangeFields, TicketShape)
  changeTicket(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Data() data: DrfData,
    @Req() request: FastifyRequest,
  ): Promise<TicketShape> {
    return this.change(actor, id, data, request, true);
  }

  /** Deletes a ticket with all that hangs on it; whether staff may is the setting `dialect_staff_may_delete`. */
  @Deletes()
  deleteTicket(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.answers
      .row(actor, id, request)
      .then((row) => this.removals.removeTicketByStaff(actor, row.id));
  }

  private async change(
    actor: Actor,
    id: string,
    data: DrfData,
    request: FastifyRequest,
    isPartial: boolean,
  ): Promise<TicketShape> {
    const row = await this.answers.row(actor, id, request);
    const shown = await this.answers.one(actor, row, request);
    const overwrite = await this.forms.overwrite(actor, data, row, shown, isPartial);
    await this.overwrites.overwrite(actor, row.id, overwrite);
    return this.answers.own(actor, row.id, request);
  }
}
