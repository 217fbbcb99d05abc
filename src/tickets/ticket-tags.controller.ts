import { Body, Controller, Delete, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IfMatch } from '../http/etag.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import { TicketTagDto, TicketTagsDto } from './ticket-tags.dto.js';
import { TicketTagsService } from './ticket-tags.service.js';
import { TicketDto, toTicketDto } from './ticket.dto.js';
import { TicketsQueries } from './tickets.queries.js';

/** The tags of a ticket, one by one; `PATCH` sets all of them. */
@ApiTags('tickets')
@Controller('tickets/:id/tags')
export class TicketTagsController {
  constructor(
    private readonly tags: TicketTagsService,
    private readonly queries: TicketsQueries,
  ) {}

  /** Puts tags on the ticket; those it has already change nothing. */
  @Post()
  @HttpCode(200)
  @Permission('tickets/update')
  async addTicketTags(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() { tags }: TicketTagsDto,
    @IfMatch() version: number | undefined,
  ): Promise<TicketDto> {
    return this.tags
      .add(actor, id, tags, version)
      .then(async () => toTicketDto(await this.queries.getOwn(actor, id)));
  }

  /** Takes a tag off the ticket; one that it does not have changes nothing. */
  @Delete()
  @Permission('tickets/update')
  async removeTicketTag(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Query() { tag }: TicketTagDto,
    @IfMatch() version: number | undefined,
  ): Promise<TicketDto> {
    return this.tags
      .remove(actor, id, [tag], version)
      .then(async () => toTicketDto(await this.queries.getOwn(actor, id)));
  }
}
