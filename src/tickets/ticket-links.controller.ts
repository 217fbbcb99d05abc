import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import { TicketLinkCreateDto, TicketLinkDto, TicketLinkListDto, toTicketLinkDto } from './ticket-link.dto.js';
import { TicketLinksService } from './ticket-links.service.js';

/** Links and dependencies. A ticket that the caller may not see is not told of. */
@ApiTags('tickets')
@Controller('tickets/:id/links')
export class TicketLinksController {
  constructor(private readonly links: TicketLinksService) {}

  /** The links of a ticket, whichever end it is, in the order in which they were made. */
  @Get()
  @Permission('tickets/read')
  async listTicketLinks(@CurrentActor() actor: Actor, @Id() id: number): Promise<TicketLinkListDto> {
    return { items: (await this.links.list(actor, id)).map(toTicketLinkDto) };
  }

  /** Links two tickets; one that is there already is answered as it is. 409 `ticket.dependency_cycle`. */
  @Post()
  @Permission('tickets/update')
  async createTicketLink(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: TicketLinkCreateDto,
  ): Promise<TicketLinkDto> {
    return this.links
      .create(actor, id, body)
      .then(async (linkId) =>
        toTicketLinkDto((await this.links.list(actor, id)).find((link) => link.id === linkId)!),
      );
  }

  /** Takes a link away, from both tickets. */
  @Delete(':linkId')
  @HttpCode(204)
  @Permission('tickets/update')
  async deleteTicketLink(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Id('linkId') linkId: number,
  ): Promise<void> {
    return this.links.delete(actor, id, linkId);
  }
}
