import { Injectable } from '@nestjs/common';
import { CategoriesService } from '../../departments/categories.service.js';
import { DepartmentsService } from '../../departments/departments.service.js';
import { EventsService, type EventRecord } from '../../events/events.service.js';
import { TicketOpenings } from '../../tickets/ticket-openings.js';
import { TicketNotFound } from '../../tickets/ticket.errors.js';
import { TicketsQueries, type TicketRow } from '../../tickets/tickets.queries.js';
import {
  ACTION_EVENTS,
  actionShape,
  actionsOf,
  eventIn,
  type Action,
  type ActionShape,
} from './action.shapes.js';
import type { FlicketCall } from './flicket-call.js';
import { notFound } from './flicket.errors.js';
import { pageOfAll, type ActionPageShape } from './page.shapes.js';

/** Of one ticket: the first so many events and posts count. */
const EVENTS_MAX = 2_000;

type Post = { id: number; createdAt: string };

/** The history of a ticket in Flicket's words. */
@Injectable()
export class ActionAnswers {
  constructor(
    private readonly queries: TicketsQueries,
    private readonly events: EventsService,
    private readonly openings: TicketOpenings,
    private readonly departments: DepartmentsService,
    private readonly categories: CategoriesService,
  ) {}

  async action(call: FlicketCall): Promise<ActionShape> {
    const { eventId, name } = eventIn(call.id('id', Number.MAX_SAFE_INTEGER));
    const event = await this.events.selectOptional(eventId);
    if (event?.resource !== 'ticket' || !ACTION_EVENTS.includes(event.type)) throw notFound();
    const ticket = await this.queries.get(call.actor, event.resourceId);
    const found = (await this.read(call, ticket, [event])).find((action) => action.name === name);
    if (!found) throw notFound();
    return actionShape(call, found, lastPost(await this.posts(ticket), found));
  }

  /** Of a ticket that there is not, none. */
  async actions(call: FlicketCall): Promise<ActionPageShape> {
    const ticketId = call.id('ticket_id');
    const ticket = await this.queries.get(call.actor, ticketId).catch((error: unknown) => {
      if (error instanceof TicketNotFound) return undefined;
      throw error;
    });
    const events = ticket
      ? await this.events.history('ticket', ticketId, undefined, EVENTS_MAX, ACTION_EVENTS)
      : [];
    const actions = ticket ? await this.read(call, ticket, events) : [];
    const posts = ticket ? await this.posts(ticket) : [];
    const place = { path: `actions/${ticketId}`, numbered: 'query' } as const;
    return pageOfAll(call, place, actions, (_, action) => actionShape(call, action, lastPost(posts, action)));
  }

  private async read(
    call: FlicketCall,
    ticket: TicketRow,
    events: readonly EventRecord[],
  ): Promise<Action[]> {
    const [departments, categories] = await Promise.all([
      this.departments.list(call.actor),
      this.categories.all(call.actor),
    ]);
    const names = {
      departments: new Map(departments.map(({ id, name }) => [id, name])),
      categories: new Map(categories.map((category) => [category.id, category])),
    };
    return events.flatMap((event) => actionsOf(event, ticket.id, ticket, names));
  }

  private posts({ id, replyCount }: TicketRow): Promise<Post[]> {
    return replyCount ? this.openings.repliesOf(id, EVENTS_MAX) : Promise.resolve([]);
  }
}

/** What had been said last when it was done; null: nothing but the ticket itself. */
const lastPost = (posts: readonly Post[], { at }: Action): number | null =>
  posts.findLast(({ createdAt }) => Date.parse(createdAt) <= at.getTime())?.id ?? null;
