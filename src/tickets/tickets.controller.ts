import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UploadedFile } from '../attachments/attachment-rules.js';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IfMatch } from '../http/etag.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import { RemovalsService } from './removals.service.js';
import { TakesFiles } from './takes-files.decorator.js';
import { TicketListDto, toTicketListDto } from './ticket-list.dto.js';
import { TicketListSearchDto, toTicketSearch } from './ticket-search.dto.js';
import { TicketViewDto } from './ticket-view.dto.js';
import { TicketView } from './ticket-view.js';
import { TICKET_EXAMPLE, TicketCreateDto } from './ticket-create.dto.js';
import { TicketUpdateDto } from './ticket-update.dto.js';
import { TicketDto, toTicketDto } from './ticket.dto.js';
import { TicketsQueries } from './tickets.queries.js';
import { TicketsService } from './tickets.service.js';
import { UploadedFiles } from './upload.interceptor.js';

/** Tickets. What the caller may not see is 404. */
@ApiTags('tickets')
@Controller('tickets')
export class TicketsController {
  constructor(
    private readonly tickets: TicketsService,
    private readonly queries: TicketsQueries,
    private readonly view: TicketView,
    private readonly removals: RemovalsService,
  ) {}

  /** Tickets the caller may see, by default the last changed first. */
  @Get()
  @Permission('tickets/read')
  async listTickets(
    @CurrentActor() actor: Actor,
    @Query() { include, ...search }: TicketListSearchDto,
  ): Promise<TicketListDto> {
    return toTicketListDto(await this.view.list(actor, toTicketSearch(actor, search), include));
  }

  /** One ticket, with what `include` names. */
  @Get(':id')
  @Permission('tickets/read')
  async getTicket(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Query() { include }: TicketViewDto,
  ): Promise<TicketDto> {
    return toTicketDto(await this.view.get(actor, id, include));
  }

  /** Opens a ticket with its first message, tags, subscribers and, as a form, its files (`attachments`): all, or nothing. */
  @Post()
  @Permission('tickets/create')
  @TakesFiles(TicketCreateDto, TICKET_EXAMPLE)
  async createTicket(
    @CurrentActor() actor: Actor,
    @Body() { bodyFormat: format, ...body }: TicketCreateDto,
    @UploadedFiles() files: readonly UploadedFile[],
  ): Promise<TicketDto> {
    return this.tickets
      .open(actor, { ...body, customFields: body.customFields ?? {}, format, files })
      .then(async ({ ticketId }) => toTicketDto(await this.queries.getOwn(actor, ticketId)));
  }

  /** Changes what is sent, by hand; `If-Match` guards against lost updates. */
  @Patch(':id')
  @Permission('tickets/update')
  async updateTicket(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: TicketUpdateDto,
    @IfMatch() version: number | undefined,
  ): Promise<TicketDto> {
    return this.tickets
      .change(actor, id, body, version)
      .then(async () => toTicketDto(await this.queries.getOwn(actor, id)));
  }

  /** Deletes a ticket with its messages and files. */
  @Delete(':id')
  @HttpCode(204)
  @Permission('tickets/delete')
  async deleteTicket(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    return this.removals.removeTicket(actor, id, version);
  }
}
