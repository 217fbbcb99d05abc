import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { decodeCursor, pageOf, type Page } from '../common/page.js';
import { EventsService, type EventRecord } from '../events/events.service.js';
import { EVENTS_FOR_USERS } from './event.visibility.js';
import { TicketsQueries } from './tickets.queries.js';

/** The recorded changes of a ticket, for those who may see it. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly queries: TicketsQueries,
    private readonly events: EventsService,
  ) {}

  /** @throws TicketNotFound */
  async ofTicket(
    actor: Actor,
    id: number,
    search: { cursor?: string; limit: number },
  ): Promise<Page<EventRecord>> {
    await this.queries.get(actor, id);
    const cursor = decodeCursor(search.cursor, 'id');
    const types = actor.kind === 'user' ? EVENTS_FOR_USERS : undefined;
    const rows = await this.events.history('ticket', id, cursor, search.limit + 1, types);
    return pageOf(rows, search.limit, 'id', cursor, (row) => row.id);
  }
}
