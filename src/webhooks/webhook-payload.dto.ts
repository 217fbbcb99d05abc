import { ApiProperty } from '@nestjs/swagger';
import { AuthorDto, MessageDto } from '../tickets/message.dto.js';
import { TicketDto } from '../tickets/ticket.dto.js';
import { PING, WEBHOOK_EVENTS, type WebhookEvent } from './webhook-events.js';

/** What happened, as in the feed of events, and the things it happened to. */
export class WebhookDataDto {
  /** The event's; 0 of a ping. */
  eventId: number;
  /** Who did it; null of a ping. */
  @ApiProperty({ type: AuthorDto, nullable: true })
  actor: AuthorDto | null;
  /** What it changed, field by field: from, to. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'array', items: {} },
    example: { status: ['open', 'closed'] },
  })
  changes: Record<string, readonly [unknown, unknown]>;
  /** What else the type of event tells. */
  @ApiProperty({ type: 'object', additionalProperties: true, example: { messageId: 12 } })
  details: Record<string, unknown>;
  /** Null of a ping. */
  @ApiProperty({ type: 'integer', nullable: true })
  ticketId: number | null;
  /** As it was soon after; null: it is gone. */
  @ApiProperty({ type: TicketDto, nullable: true })
  ticket: TicketDto | null;
  /** The one that `details.messageId` names, notes included; null: there is none, or it is gone. */
  @ApiProperty({ type: MessageDto, nullable: true })
  message: MessageDto | null;
  /** The message would have made the body larger than 1 MB: read it at the desk. */
  messageOmitted: boolean;
}

/** The body of a webhook. */
export class WebhookPayloadDto {
  /** Grows when a field changes its meaning or goes; new fields may come at any time. */
  @ApiProperty({ enum: [1] })
  version: 1;
  @ApiProperty({ enum: [...WEBHOOK_EVENTS, PING], enumName: 'WebhookType' })
  type: WebhookEvent | typeof PING;
  /** When it happened. */
  @ApiProperty({ format: 'date-time' })
  timestamp: string;
  data: WebhookDataDto;
}
