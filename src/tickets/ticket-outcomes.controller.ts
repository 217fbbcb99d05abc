import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IfMatch } from '../http/etag.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import {
  TicketActionDto,
  TicketCloseDto,
  TicketMergeDto,
  TicketMoveDto,
  TicketResolveDto,
} from './ticket-action.dto.js';
import { TicketActionsService } from './ticket-actions.service.js';
import { TicketMergesService } from './ticket-merges.service.js';
import { TicketDto, toTicketDto } from './ticket.dto.js';
import { TicketsQueries } from './tickets.queries.js';

/** Where a ticket ends, and where it goes on. Repeating an action is safe; what the status does not allow is 409. */
@ApiTags('tickets')
@Controller('tickets/:id')
export class TicketOutcomesController {
  constructor(
    private readonly actions: TicketActionsService,
    private readonly merges: TicketMergesService,
    private readonly queries: TicketsQueries,
  ) {}

  /** Resolves the ticket by a message that says how; a resolved one takes no second resolution. */
  @Post('resolve')
  @HttpCode(200)
  @Permission('tickets/update')
  async resolveTicket(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() { bodyFormat: format, ...body }: TicketResolveDto,
    @IfMatch() version: number | undefined,
  ): Promise<TicketDto> {
    return this.actions.resolve(actor, id, { ...body, format }, version).then(() => this.shown(actor, id));
  }

  /** Closes the ticket; 409 `ticket.open_dependencies` while one that it depends on is not finished, unless `force`. */
  @Post('close')
  @HttpCode(200)
  @Permission('tickets/close')
  async closeTicket(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: TicketCloseDto,
    @IfMatch() version: number | undefined,
  ): Promise<TicketDto> {
    return this.actions.act(actor, id, 'close', body, version).then(() => this.shown(actor, id));
  }

  /** Opens a finished ticket again; 409 `ticket.merged` for one that lives on in another. */
  @Post('reopen')
  @HttpCode(200)
  @Permission('tickets/update')
  async reopenTicket(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: TicketActionDto,
    @IfMatch() version: number | undefined,
  ): Promise<TicketDto> {
    return this.actions.act(actor, id, 'reopen', body, version).then(() => this.shown(actor, id));
  }

  /**
   * Merges the ticket into another: messages, files, tags, subscribers and minutes go there, and so do answers by mail.
   * It stays as a `duplicate`.
   */
  @Post('merge')
  @HttpCode(200)
  @Permission('tickets/update')
  async mergeTicket(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: TicketMergeDto,
    @IfMatch() version: number | undefined,
  ): Promise<TicketDto> {
    return this.merges.merge(actor, id, body, version).then(() => this.shown(actor, id));
  }

  /** Moves the ticket to another department, or to another category of its own. */
  @Post('move')
  @HttpCode(200)
  @Permission('tickets/update')
  async moveTicket(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: TicketMoveDto,
    @IfMatch() version: number | undefined,
  ): Promise<TicketDto> {
    return this.actions.act(actor, id, 'move', body, version).then(() => this.shown(actor, id));
  }

  private async shown(actor: Actor, id: number): Promise<TicketDto> {
    return toTicketDto(await this.queries.getOwn(actor, id));
  }
}
