import { Injectable } from '@nestjs/common';
import { NumberedLists } from '../../tickets/numbered-lists.js';
import type { FlicketCall } from './flicket-call.js';
import { notFound } from './flicket.errors.js';
import { subscriptionShape, type SubscriptionShape } from './attached.shapes.js';
import { pageShape, type ListPlace, type SubscriptionPageShape } from './page.shapes.js';

/** Everybody who gets copies of a ticket; who is no member of staff has no id here. */
@Injectable()
export class SubscriptionAnswers {
  constructor(private readonly lists: NumberedLists) {}

  async subscription(call: FlicketCall): Promise<SubscriptionShape> {
    const found = await this.lists.subscriber(call.actor, call.id());
    if (!found) throw notFound();
    return subscriptionShape(call, found);
  }

  subscriptions(call: FlicketCall): Promise<SubscriptionPageShape> {
    return this.page(call, {}, { path: 'subscriptions/', numbered: 'query' });
  }

  /** Of a ticket that there is not, none. */
  ofTicket(call: FlicketCall): Promise<SubscriptionPageShape> {
    const ticketId = call.id('ticket_id');
    return this.page(call, { ticketId }, { path: `subscriptions/${ticketId}/`, numbered: 'path' });
  }

  private async page(
    call: FlicketCall,
    filter: { ticketId?: number },
    place: ListPlace,
  ): Promise<SubscriptionPageShape> {
    const page = call.page();
    const { items, total } = await this.lists.subscribers(call.actor, filter, page);
    return pageShape(call, place, page, {
      items: items.map((one) => subscriptionShape(call, one)),
      total,
    });
  }
}
