import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { CustomFieldValuesService } from '../custom-fields/custom-field-values.service.js';
import { TagsService } from '../tags/tags.service.js';
import { Database } from '../database/database.js';
import { FEW, linkedBy, valuedAs, type Plan, type TicketSearch, type TicketSet } from './ticket-list-plan.js';
import { TicketSearches, amongTickets } from './ticket-searches.js';

/** Filters of a list that no index of tickets holds: each is a set of tickets that stands elsewhere. */
@Injectable()
export class TicketSets {
  constructor(
    private readonly database: Database,
    private readonly tags: TagsService,
    private readonly searches: TicketSearches,
    private readonly values: CustomFieldValuesService,
  ) {}

  /**
   * What the tickets of a list have to be among: those that a text is found in, those of a subscriber, of a tag, or, in an
   * order of no index, of a requester or all that a user sees; and those with a value in a custom field. Undefined: there
   * can be none.
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
    const all = [...sets, ...valued];
    // Where another range would be gone through, what a user sees is mostly less.
    const { shown = [], ranges } = plan;
    const isRest = shown.length > 0 && requesterId === undefined && search.q === undefined;
    return isRest && (!ranges || all.length) ? [await this.seenBy(actor, shown), ...all] : all;
  }

  /** What a user asked for, no further than is read as a whole, and what they are shown besides. */
  private async seenBy(actor: Actor, shown: readonly number[]): Promise<TicketSet> {
    const asked = await this.database.query<{ id: number }>(
      `select id from tickets where requesterId = ? limit ${FEW + 1}`,
      [actor.id],
    );
    const ids = [...new Set([...asked.map(({ id }) => id), ...shown])];
    return { ids: amongTickets(ids), size: ids.length, isAllSeen: true };
  }
}
