import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { TicketIncludes, type TicketInclude, type TicketWithParts } from './ticket-includes.js';
import type { TicketSearch } from './ticket-list-plan.js';
import { TicketLists, type CountedPage } from './ticket-lists.js';
import { TicketsQueries } from './tickets.queries.js';

/** Tickets as they are asked for: with what comes along. */
@Injectable()
export class TicketView {
  constructor(
    private readonly queries: TicketsQueries,
    private readonly lists: TicketLists,
    private readonly includes: TicketIncludes,
  ) {}

  /** @throws TicketNotFound, AppError `auth.forbidden` for what the actor may not read */
  async get(actor: Actor, id: number, include?: readonly TicketInclude[]): Promise<TicketWithParts> {
    const row = await this.queries.get(actor, id);
    return include?.length ? (await this.includes.with(actor, [row], include))[0]! : row;
  }

  /** @throws TicketSortNotSupported, AppError `auth.forbidden` */
  async list(
    actor: Actor,
    search: TicketSearch,
    include?: readonly TicketInclude[],
  ): Promise<CountedPage<TicketWithParts>> {
    const page = await this.lists.list(actor, search);
    return include?.length ? { ...page, items: await this.includes.with(actor, page.items, include) } : page;
  }
}
