import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IfMatch } from '../http/etag.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import { TicketActionDto, TicketAssignDto } from './ticket-action.dto.js';
import { TicketActionsService } from './ticket-actions.service.js';
import { TicketDto, toTicketDto } from './ticket.dto.js';
import { TicketsQueries } from './tickets.queries.js';

/** Who works on a ticket, and when. Repeating an action is safe; what the status does not allow is 409. */
@ApiTags('tickets')
@Controller('tickets/:id')
export class TicketActionsController {
  constructor(
    private readonly actions: TicketActionsService,
    private readonly queries: TicketsQueries,
  ) {}

  /** Takes the ticket: the caller works on it. */
  @Post('claim')
  @HttpCode(200)
  @Permission('tickets/update')
  async claimTicket(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: TicketActionDto,
    @IfMatch() version: number | undefined,
  ): Promise<TicketDto> {
    return this.actions.act(actor, id, 'claim', body, version).then(() => this.shown(actor, id));
  }

  /** Gives the ticket to a staff member. */
  @Post('assign')
  @HttpCode(200)
  @Permission('tickets/update')
  async assignTicket(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: TicketAssignDto,
    @IfMatch() version: number | undefined,
  ): Promise<TicketDto> {
    return this.actions.act(actor, id, 'assign', body, version).then(() => this.shown(actor, id));
  }

  /** Gives the ticket back: nobody works on it. */
  @Post('release')
  @HttpCode(200)
  @Permission('tickets/update')
  async releaseTicket(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: TicketActionDto,
    @IfMatch() version: number | undefined,
  ): Promise<TicketDto> {
    return this.actions.act(actor, id, 'release', body, version).then(() => this.shown(actor, id));
  }

  /** Puts the ticket on hold, which stops escalation. */
  @Post('hold')
  @HttpCode(200)
  @Permission('tickets/update')
  async holdTicket(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: TicketActionDto,
    @IfMatch() version: number | undefined,
  ): Promise<TicketDto> {
    return this.actions.act(actor, id, 'hold', body, version).then(() => this.shown(actor, id));
  }

  /** Ends the hold. */
  @Post('unhold')
  @HttpCode(200)
  @Permission('tickets/update')
  async unholdTicket(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: TicketActionDto,
    @IfMatch() version: number | undefined,
  ): Promise<TicketDto> {
    return this.actions.act(actor, id, 'unhold', body, version).then(() => this.shown(actor, id));
  }

  private async shown(actor: Actor, id: number): Promise<TicketDto> {
    return toTicketDto(await this.queries.getOwn(actor, id));
  }
}
