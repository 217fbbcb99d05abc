import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { decodeCursor, encodeCursor } from '../common/page.js';
import { EventsService, type EventCondition, type FeedPart } from '../events/events.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { visibleEvents } from './event.visibility.js';

export interface EventSearch {
  /** Only events with greater numbers. */
  after?: number;
  type?: string;
  ticketId?: number;
}

/** Everything that happened, for those who may see it. */
@Injectable()
export class EventFeedService {
  constructor(
    private readonly events: EventsService,
    private readonly settings: SettingsService,
  ) {}

  /** From the cursor on, or else after that event, or else from the beginning. */
  async page(
    actor: Actor,
    { cursor, limit, ...search }: EventSearch & { cursor?: string; limit: number },
  ): Promise<FeedPart & { next: string | null; limit: number }> {
    const after = decodeCursor(cursor, 'number')?.key ?? search.after ?? 0;
    const part = await this.read(actor, { ...search, after, limit });
    const next = encodeCursor({ sort: 'number', key: part.position, id: 0, back: false });
    return { ...part, next: part.more ? next : null, limit };
  }

  read(
    actor: Actor,
    { after, limit, type, ticketId }: EventSearch & { after: number; limit: number },
  ): Promise<FeedPart> {
    const visible = visibleEvents(actor, this.settings.get('staff_visibility'));
    const ofType = type === undefined ? undefined : { sql: 'e.type = ?', parameters: [type] };
    return this.events.feed({
      after,
      limit,
      condition: both(visible, ofType),
      ...(ticketId !== undefined && { of: { resource: 'ticket', resourceId: ticketId } }),
    });
  }
}

const both = (one?: EventCondition, other?: EventCondition): EventCondition | undefined =>
  one && other
    ? { sql: `${one.sql} and ${other.sql}`, parameters: [...one.parameters, ...other.parameters] }
    : (one ?? other);
