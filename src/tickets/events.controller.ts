import { Controller, Get, Query, Req, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { Id } from '../http/id.decorator.js';
import { PageSearchDto } from '../http/page.dto.js';
import { Permission } from '../http/permission.decorator.js';
import { EventFeedService } from './event-feed.service.js';
import { EventStream, toEventStream } from './event-stream.decorator.js';
import { EventStreamsService } from './event-streams.service.js';
import {
  EventFilterDto,
  EventListDto,
  FeedDto,
  FeedSearchDto,
  toEventListDto,
  toFeedDto,
} from './event.dto.js';
import { HistoryService } from './history.service.js';

/** Who changed what, and when. */
@ApiTags('events')
@Controller()
export class EventsController {
  constructor(
    private readonly history: HistoryService,
    private readonly feed: EventFeedService,
    private readonly streams: EventStreamsService,
  ) {}

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

  /**
   * Everything that happened and the caller may see, oldest first. No event is ever passed over: who has read all, asks
   * again later with `after` of the last `position`. A page may be empty and yet have a next one.
   */
  @Get('events')
  @Permission('events/read')
  async listEvents(@CurrentActor() actor: Actor, @Query() search: FeedSearchDto): Promise<FeedDto> {
    return toFeedDto(await this.feed.page(actor, search));
  }

  /**
   * The same as server-sent events, as they happen. Without `Last-Event-ID` or `after` it begins now. It ends with the
   * caller's token or session: come back with a new one.
   */
  @Get('events/stream')
  @Permission('events/read')
  @EventStream()
  async streamEvents(
    @Req() request: FastifyRequest,
    @Query() search: EventFilterDto,
  ): Promise<StreamableFile> {
    return toEventStream(this.streams.open(request, search));
  }
}
