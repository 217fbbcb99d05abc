import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../common/actor.js';
import { AppError } from '../common/errors.js';
import type { FeedEvent } from '../events/events.service.js';
import { toAuthorDto, toMessageDto, type MessageDto } from '../tickets/message.dto.js';
import { ThreadService } from '../tickets/thread.service.js';
import { toTicketDto } from '../tickets/ticket.dto.js';
import { TicketsQueries, type TicketRow } from '../tickets/tickets.queries.js';
import { PING, type WebhookEvent } from './webhook-events.js';
import type { WebhookPayloadDto } from './webhook-payload.dto.js';

const BODY_MAX = 1_000_000;

/** What webhooks say, made when their deliveries are written. */
@Injectable()
export class WebhookPayloads {
  constructor(
    private readonly queries: TicketsQueries,
    private readonly thread: ThreadService,
  ) {}

  /** One body an event, in their order. */
  async of(events: readonly FeedEvent[]): Promise<string[]> {
    const ids = [...new Set(events.map(({ resourceId }) => resourceId))];
    const tickets = await this.queries.selectVisible(SYSTEM, ids);
    const bodies: string[] = [];
    for (const event of events) bodies.push(await this.bodyOf(event, tickets.get(event.resourceId)));
    return bodies;
  }

  ping(at: Date): string {
    const nothing = { actor: null, changes: {}, details: {}, ticketId: null, ticket: null, message: null };
    const data = { eventId: 0, ...nothing, messageOmitted: false };
    const payload: WebhookPayloadDto = { version: 1, type: PING, timestamp: at.toISOString(), data };
    return JSON.stringify(payload);
  }

  private async bodyOf(event: FeedEvent, ticket: TicketRow | undefined): Promise<string> {
    const message = await this.messageOf(event);
    const payload: WebhookPayloadDto = {
      version: 1,
      type: event.type as WebhookEvent,
      timestamp: event.createdAt.toISOString(),
      data: {
        eventId: event.id,
        actor: toAuthorDto(event.actor),
        changes: event.changes,
        details: event.details,
        ticketId: event.resourceId,
        ticket: ticket ? toTicketDto(ticket) : null,
        message,
        messageOmitted: false,
      },
    };
    const body = JSON.stringify(payload);
    if (!message || body.length <= BODY_MAX) return body;
    return JSON.stringify({ ...payload, data: { ...payload.data, message: null, messageOmitted: true } });
  }

  private async messageOf({ details }: FeedEvent): Promise<MessageDto | null> {
    const id = details['messageId'];
    if (typeof id !== 'number') return null;
    try {
      return toMessageDto(await this.thread.get(SYSTEM, id));
    } catch (error) {
      if (error instanceof AppError && error.kind === 'not_found') return null;
      throw error;
    }
  }
}
