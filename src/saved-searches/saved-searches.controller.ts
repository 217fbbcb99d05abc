import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IfMatch } from '../http/etag.js';
import { Id } from '../http/id.decorator.js';
import { PageSearchDto } from '../http/page.dto.js';
import { Permission } from '../http/permission.decorator.js';
import { TicketListDto, toTicketListDto } from '../tickets/ticket-list.dto.js';
import {
  SavedSearchCreateDto,
  SavedSearchDto,
  SavedSearchListDto,
  SavedSearchUpdateDto,
  toNewSearch,
  toSavedSearchDto,
  toSavedSearchListDto,
  toSearchChange,
} from './saved-search.dto.js';
import { SavedSearchesService } from './saved-searches.service.js';

/** Queries of the list of tickets, shared or one's own. What the caller may not see is 404. */
@ApiTags('saved-searches')
@Controller('saved-searches')
export class SavedSearchesController {
  constructor(private readonly searches: SavedSearchesService) {}

  /** One's own and the shared ones, in order of id. */
  @Get()
  @Permission('saved-searches/read')
  async listSavedSearches(
    @CurrentActor() actor: Actor,
    @Query() search: PageSearchDto,
  ): Promise<SavedSearchListDto> {
    return toSavedSearchListDto(await this.searches.list(actor, search));
  }

  /** One saved search. */
  @Get(':id')
  @Permission('saved-searches/read')
  async getSavedSearch(@CurrentActor() actor: Actor, @Id() id: number): Promise<SavedSearchDto> {
    return toSavedSearchDto(await this.searches.get(actor, id));
  }

  /** The tickets that it finds: those that the caller, not its author, may see. Pages go on by cursors as in `GET /tickets`. */
  @Get(':id/tickets')
  @Permission('saved-searches/read')
  async runSavedSearch(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Query() page: PageSearchDto,
  ): Promise<TicketListDto> {
    return toTicketListDto(await this.searches.run(actor, id, page));
  }

  /** Saves a search; what `GET /tickets` refuses is refused here. */
  @Post()
  @Permission('saved-searches/create')
  async createSavedSearch(
    @CurrentActor() actor: Actor,
    @Body() body: SavedSearchCreateDto,
  ): Promise<SavedSearchDto> {
    return this.searches
      .create(actor, toNewSearch(body))
      .then(async (id) => toSavedSearchDto(await this.searches.get(actor, id)));
  }

  /** Changes what is sent, the query as a whole; `If-Match` guards against lost updates. */
  @Patch(':id')
  @Permission('saved-searches/update')
  async updateSavedSearch(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: SavedSearchUpdateDto,
    @IfMatch() version: number | undefined,
  ): Promise<SavedSearchDto> {
    return this.searches
      .update(actor, id, toSearchChange(body), version)
      .then(async () => toSavedSearchDto(await this.searches.get(actor, id)));
  }

  /** Deletes a saved search; the tickets stay. */
  @Delete(':id')
  @HttpCode(204)
  @Permission('saved-searches/delete')
  async deleteSavedSearch(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    return this.searches.delete(actor, id, version);
  }
}
