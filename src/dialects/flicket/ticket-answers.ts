import { Injectable } from '@nestjs/common';
import { MessagesService } from '../../messages/messages.service.js';
import { SeenTickets } from '../../tickets/seen-tickets.js';
import { TicketOpenings } from '../../tickets/ticket-openings.js';
import { TicketNotFound } from '../../tickets/ticket.errors.js';
import { TicketsQueries } from '../../tickets/tickets.queries.js';
import type { FlicketCall } from './flicket-call.js';
import { notFound } from './flicket.errors.js';
import { postShape, ticketShape, type PostShape, type TicketShape } from './ticket.shapes.js';
import { pageShape, type PostPageShape, type TicketPageShape } from './page.shapes.js';

/** Tickets, and posts: their public messages after the first. Notes are no part of Flicket's API. */
@Injectable()
export class TicketAnswers {
  constructor(
    private readonly queries: TicketsQueries,
    private readonly seen: SeenTickets,
    private readonly openings: TicketOpenings,
    private readonly messages: MessagesService,
  ) {}

  /** @throws TicketNotFound */
  async ticket(call: FlicketCall, id = call.id()): Promise<TicketShape> {
    const ticket = await this.queries.get(call.actor, id);
    return ticketShape(call, ticket, (await this.openings.of([id])).get(id));
  }

  async tickets(call: FlicketCall): Promise<TicketPageShape> {
    const page = call.page();
    const total = await this.seen.count(call.actor, {});
    const items = page.offset < total ? await this.seen.list(call.actor, {}, page) : [];
    const words = await this.openings.of(items.map(({ id }) => id));
    return pageShape(call, { path: 'tickets/', numbered: 'path' }, page, {
      items: items.map((ticket) => ticketShape(call, ticket, words.get(ticket.id))),
      total,
    });
  }

  /** @throws FlicketRefusal, TicketNotFound: also for a note, and for what is the ticket itself */
  async post(call: FlicketCall): Promise<PostShape> {
    const message = await this.messages.selectOptional(call.id());
    if (message?.visibility !== 'public' || (await this.openings.opens(message.id))) throw notFound();
    await this.queries.get(call.actor, message.ticketId);
    return postShape(call, message, (await this.openings.editsOf([message.id])).get(message.id));
  }

  /** Oldest first; of a ticket that there is not, none. */
  async posts(call: FlicketCall): Promise<PostPageShape> {
    const ticketId = call.id('ticket_id');
    const page = call.page();
    const ticket = await this.queries.get(call.actor, ticketId).catch((error: unknown) => {
      if (error instanceof TicketNotFound) return undefined;
      throw error;
    });
    const filter = { ticketId, visibility: 'public' as const };
    const rows = ticket ? await this.messages.selectPage(filter, 'asc', page.offset + 1, page.limit) : [];
    const edits = await this.openings.editsOf(rows.map(({ id }) => id));
    return pageShape(call, { path: `posts/${ticketId}/`, numbered: 'path' }, page, {
      items: rows.map((row) => postShape(call, row, edits.get(row.id))),
      total: ticket?.replyCount ?? 0,
    });
  }
}
