import { Injectable } from '@nestjs/common';
import type { Actor } from '../../common/actor.js';
import { MessagesService } from '../../messages/messages.service.js';
import { SettingsService } from '../../settings/settings.service.js';
import { TicketsQueries } from '../../tickets/tickets.queries.js';
import type { HelpdeskzForm } from './helpdeskz-form.js';
import { messagePage, ticketPage, type MessagePageShape, type TicketPageShape } from './helpdeskz.shapes.js';
import { lenientPageOf, pageOf } from './pages.js';
import { TicketsForms } from './tickets.forms.js';

/** Numbered pages with exact totals, in the lengths and the order that the settings say. */
@Injectable()
export class TicketPages {
  constructor(
    private readonly forms: TicketsForms,
    private readonly tickets: TicketsQueries,
    private readonly messages: MessagesService,
    private readonly settings: SettingsService,
  ) {}

  async list(form: HelpdeskzForm): Promise<TicketPageShape> {
    const filter = this.forms.filter(form);
    const page = pageOf(form, this.settings.get('tickets_page'));
    const [tickets, total] = await Promise.all([
      this.tickets.selectPage(filter, page.offset, page.limit),
      this.tickets.count(filter),
    ]);
    return ticketPage(tickets, total, page);
  }

  /** Public messages, the first one included; notes are not part of HelpDeskZ's API. */
  async messagesOf(actor: Actor, id: string, form: HelpdeskzForm): Promise<MessagePageShape> {
    const ticket = await this.forms.ticket(actor, id);
    const page = lenientPageOf(form, this.settings.get('tickets_replies'));
    const filter = { ticketId: ticket.id, visibility: 'public' as const };
    const order = this.settings.get('reply_order');
    const messages = await this.messages.selectPage(filter, order, page.offset, page.limit);
    return messagePage(messages, ticket.replyCount + 1, page);
  }
}
