import { ApiProperty } from '@nestjs/swagger';
import type { Page } from '../common/page.js';
import type { EventRecord } from '../events/events.service.js';
import { PageDto } from '../http/page.dto.js';
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

export const toEventListDto = ({ items, page }: Page<EventRecord>): EventListDto => ({
  items: items.map(({ actor, ...event }) => ({
    ...event,
    actor: toAuthorDto(actor),
  })),
  page,
});
