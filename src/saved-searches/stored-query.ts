import { plainToInstance } from 'class-transformer';
import type { Actor } from '../common/actor.js';
import { wordOfPerson } from '../tickets/is-person.decorator.js';
import type { TicketInclude } from '../tickets/ticket-includes.js';
import type { TicketSearch } from '../tickets/ticket-list-plan.js';
import { toTicketSearch } from '../tickets/ticket-search.dto.js';
import { TicketQueryDto } from './ticket-query.dto.js';

/** A query as lists read it, and as it is kept. */
export interface StoredQuery {
  /** In the words of the API: read again it is the same. */
  json: string;
  /** For the one who runs it: `me` is everybody to themselves. */
  searchOf: (actor: Actor) => Omit<TicketSearch, 'limit' | 'cursor'>;
  include: readonly TicketInclude[] | undefined;
}

const PEOPLE = ['requesterId', 'assigneeId', 'openedById', 'subscriberStaffId', 'subscriberUserId'] as const;

export function toStoredQuery(query: TicketQueryDto): StoredQuery {
  const { include, ...search } = query;
  const people = PEOPLE.filter((field) => query[field] !== undefined);
  const words = Object.fromEntries(people.map((field) => [field, wordOfPerson(query[field]!)]));
  return {
    json: JSON.stringify({ ...query, ...words }),
    include,
    searchOf: (actor) => {
      const { limit: _, ...read } = toTicketSearch(actor, { ...search, limit: 1 });
      return read;
    },
  };
}

/** What was kept was valid then, and the rules of lists only widen. */
export const fromStoredQuery = (json: string): StoredQuery =>
  toStoredQuery(plainToInstance(TicketQueryDto, JSON.parse(json) as object));
