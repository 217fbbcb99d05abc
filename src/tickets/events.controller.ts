import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { Id } from '../http/id.decorator.js';
import { PageSearchDto } from '../http/page.dto.js';
import { Permission } from '../http/permission.decorator.js';
import { EventListDto, toEventListDto } from './event.dto.js';
import { HistoryService } from './history.service.js';

/** Who changed what, and when. */
@ApiTags('events')
@Controller()
export class EventsController {
  constructor(private readonly history: HistoryService) {}

  /** The history of a ticket, oldest first. */
  @Get('tickets/:id/events')
  @Permission('events/read')
  async listTicketEvents(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Query() search: PageSearchDto,
  ): Promise<EventListDto> {
    return toEventListDto(await this.history.ofTicket(actor, id, search));
  }
}
