import { Injectable } from '@nestjs/common';
import { AttachmentLinks } from '../../attachments/attachment-links.js';
import type { Attachment } from '../../attachments/attachment.entity.js';
import type { Actor } from '../../common/actor.js';
import { Config } from '../../config/config.js';
import { EventsService } from '../../events/events.service.js';
import type { MessageRow } from '../../messages/messages.service.js';
import { ThreadService, type ThreadMessage } from '../../tickets/thread.service.js';
import type { TicketStatus } from '../../tickets/ticket.states.js';
import {
  attachmentShape,
  followupShape,
  wordsOf,
  type AttachmentShape,
  type FollowupShape,
} from './django-helpdesk.shapes.js';
import { STATUS_NUMBERS } from './numbers.js';

export interface Told {
  description: string;
  followups: FollowupShape[];
}

/** Events that tell of a message, and what it did to the status. */
const OF_MESSAGES = ['ticket.replied', 'ticket.noted', 'ticket.resolved'];

/** Follow-ups with their files, read for a whole part of a list at once. */
@Injectable()
export class Threads {
  constructor(
    private readonly thread: ThreadService,
    private readonly events: EventsService,
    private readonly links: AttachmentLinks,
    private readonly config: Config,
  ) {}

  /** What was said on tickets that the actor sees, by ticket. `origin` is where the caller reaches the desk. */
  async ofTickets(actor: Actor, ticketIds: readonly number[], origin: string): Promise<Map<number, Told>> {
    const [messages, statuses] = await Promise.all([
      this.thread.ofTickets(actor, ticketIds),
      this.statusesOf(ticketIds),
    ]);
    return new Map(
      ticketIds.map((id) => {
        const rows = messages.get(id) ?? [];
        const followups = rows.map((row, at) =>
          this.shape(actor, row, at === 0, statuses.get(row.id) ?? null, origin),
        );
        return [id, { description: rows[0] ? wordsOf(rows[0]) : '', followups }];
      }),
    );
  }

  /** Messages that the actor sees, of any tickets. */
  async of(actor: Actor, rows: readonly MessageRow[], origin: string): Promise<FollowupShape[]> {
    const ticketIds = [...new Set(rows.map(({ ticketId }) => ticketId))];
    const [messages, firsts, statuses] = await Promise.all([
      this.thread.complete(actor, [...rows]),
      this.thread.firstOf(ticketIds),
      this.statusesOf(ticketIds),
    ]);
    return messages.map((row) =>
      this.shape(actor, row, firsts.has(row.id), statuses.get(row.id) ?? null, origin),
    );
  }

  file(actor: Actor, file: Attachment, origin: string): AttachmentShape {
    if (!actor.permissions.has('attachments/download')) return attachmentShape(file, '');
    const url = this.links.urlOf(file.id, this.config.dialectUrlDays);
    return attachmentShape(file, url.startsWith('/') ? origin + url : url);
  }

  private shape(
    actor: Actor,
    row: ThreadMessage,
    isOpening: boolean,
    newStatus: number | null,
    origin: string,
  ): FollowupShape {
    const files = row.attachments
      .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id))
      .map((file) => this.file(actor, file, origin));
    return followupShape(row, { isOpening, newStatus }, files);
  }

  /** The number that a message gave its ticket, by message; only where it reads as another one than before. */
  private async statusesOf(ticketIds: readonly number[]): Promise<Map<number, number>> {
    const found = new Map<number, number>();
    for (const { changes, details } of await this.events.ofSeveral('ticket', ticketIds, OF_MESSAGES)) {
      const [from, to] = (changes['status'] ?? []) as readonly TicketStatus[];
      const number = to && STATUS_NUMBERS[to];
      if (number && STATUS_NUMBERS[from!] !== number) found.set(details['messageId'] as number, number);
    }
    return found;
  }
}
