import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import type { Page } from '../common/page.js';
import type { EventRecord, FeedEvent, FeedPart } from '../events/events.service.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { PageDto, PageSearchDto } from '../http/page.dto.js';
import { ToInt } from '../http/to-int.decorator.js';
import { TICKET_EVENTS } from './ticket-events.js';
import { AuthorDto, toAuthorDto } from './message.dto.js';

/** The list of ticket-events.ts, for people. */
const EVENTS = Object.entries(TICKET_EVENTS)
  .map(([type, meaning]) => `\`${type}\`: ${meaning}`)
  .join('\n\n');

export class EventDto {
  id: number;
  @ApiProperty({ description: EVENTS, example: 'ticket.changed' })
  type: string;
  actor: AuthorDto;
  /** By field: from, to. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'array', items: {}, minItems: 2, maxItems: 2 },
  })
  changes: Record<string, readonly [unknown, unknown]>;
  /** What else this type of event tells. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  details: Record<string, unknown>;
  createdAt: Date;
}

export class EventListDto {
  items: EventDto[];
  page: PageDto;
}

/** An event in the feed of all. */
export class FeedEventDto extends EventDto {
  /** Its place in the feed: grows, with gaps. The id of a server-sent event. */
  number: number;
  /** What it happened to. @example ticket */
  resource: string;
  resourceId: number;
}

export class FeedDto {
  items: FeedEventDto[];
  page: PageDto;
  /** How far this answer reads: what happens later comes with `after` of this number. */
  position: number;
}

/** Which events are asked for. */
export class EventFilterDto {
  /** Only what stands behind this number in the feed. */
  @MayBeAbsent()
  @ToInt()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  after?: number;

  /** Only events of this type. @example ticket.replied */
  @MayBeAbsent()
  @IsString()
  @MaxLength(64)
  type?: string;

  /** Only events of this ticket. */
  @MayBeAbsent()
  @ToInt()
  @IsInt()
  ticketId?: number;
}

export class FeedSearchDto extends IntersectionType(PageSearchDto, EventFilterDto) {}

export const toFeedEventDto = ({ actor, ...event }: FeedEvent): FeedEventDto => ({
  ...event,
  actor: toAuthorDto(actor),
});

export const toFeedDto = ({
  events,
  position,
  next,
  limit,
}: FeedPart & { next: string | null; limit: number }): FeedDto => ({
  items: events.map(toFeedEventDto),
  page: { next, prev: null, limit },
  position,
});

export const toEventListDto = ({ items, page }: Page<EventRecord>): EventListDto => ({
  items: items.map(({ actor, ...event }) => ({
    ...event,
    actor: toAuthorDto(actor),
  })),
  page,
});
