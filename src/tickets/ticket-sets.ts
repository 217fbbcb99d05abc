import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { CustomFieldValuesService } from '../custom-fields/custom-field-values.service.js';
import { TagsService } from '../tags/tags.service.js';
import { linkedBy, valuedAs, type Plan, type TicketSearch, type TicketSet } from './ticket-list-plan.js';
import { TicketSearches, amongTickets } from './ticket-searches.js';

/** Filters of a list that no index of tickets holds: each is a set of tickets that stands elsewhere. */
@Injectable()
export class TicketSets {
  constructor(
    private readonly tags: TagsService,
    private readonly searches: TicketSearches,
    private readonly values: CustomFieldValuesService,
  ) {}

  /**
   * What the tickets of a list have to be among: those that a text is found in, those of a subscriber, of a tag, or, in an order of no index, of a requester; and those with
   * a value in a custom field. Undefined: there can be none.
   * @throws InvalidInput for a custom field that the actor does not know of
   */
  async of(actor: Actor, search: TicketSearch, plan: Plan): Promise<TicketSet[] | undefined> {
    const { subscriberStaffId: staffId, subscriberUserId: userId, tag: name } = search;
    const sets: TicketSet[] = [];
    if (search.q !== undefined) {
      const { ticketIds, isCut } = await this.searches.find(actor, search.q, search);
      if (!ticketIds.length) return undefined;
      sets.push({ ids: amongTickets(ticketIds), size: ticketIds.length, isCut });
    }
    if (staffId !== undefined) sets.push(linkedBy('subscribers', 'staffId', staffId));
    if (userId !== undefined) sets.push(linkedBy('subscribers', 'userId', userId));
    if (name !== undefined) {
      const tag = await this.tags.selectByName(name);
      if (!tag) return undefined;
      sets.push({ ...linkedBy('ticket_tags', 'tagId', tag.id), size: tag.ticketCount });
    }
    const requesterId = plan.query.filter['requesterId'];
    if (requesterId !== undefined && !plan.ranges && !plan.drive.includes('requesterId'))
      sets.push({
        ids: { sql: 'select id as ticketId from tickets where requesterId = ?', parameters: [requesterId] },
      });
    const valued = (search.customField ?? []).map((sought) => valuedAs(this.values.match(actor, sought)));
    return [...sets, ...valued];
  }
}
