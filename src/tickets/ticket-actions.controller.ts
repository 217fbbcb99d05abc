import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import { TicketActionsService, type HandAction } from './ticket-actions.service.js';
import { TicketAssignDto } from './ticket-assign.dto.js';
import { TicketDto, toTicketDto } from './ticket.dto.js';
import { TicketsQueries } from './tickets.queries.js';

/** What people do to a ticket. Repeating an action is safe; what the status does not allow is 409. */
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
  async claimTicket(@CurrentActor() actor: Actor, @Id() id: number): Promise<TicketDto> {
    return this.act(actor, id, 'claim');
  }

  /** Gives the ticket to a staff member. */
  @Post('assign')
  @HttpCode(200)
  @Permission('tickets/update')
  async assignTicket(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: TicketAssignDto,
  ): Promise<TicketDto> {
    return this.act(actor, id, 'assign', body.assigneeId);
  }

  /** Gives the ticket back: nobody works on it. */
  @Post('release')
  @HttpCode(200)
  @Permission('tickets/update')
  async releaseTicket(@CurrentActor() actor: Actor, @Id() id: number): Promise<TicketDto> {
    return this.act(actor, id, 'release');
  }

  /** Closes the ticket. */
  @Post('close')
  @HttpCode(200)
  @Permission('tickets/close')
  async closeTicket(@CurrentActor() actor: Actor, @Id() id: number): Promise<TicketDto> {
    return this.act(actor, id, 'close');
  }

  /** Opens a finished ticket again. */
  @Post('reopen')
  @HttpCode(200)
  @Permission('tickets/update')
  async reopenTicket(@CurrentActor() actor: Actor, @Id() id: number): Promise<TicketDto> {
    return this.act(actor, id, 'reopen');
  }

  private async act(actor: Actor, id: number, action: HandAction, assigneeId?: number): Promise<TicketDto> {
    await this.actions.act(actor, id, action, assigneeId);
    return toTicketDto(await this.queries.getOwn(id));
  }
}
