import { plainToInstance } from 'class-transformer';
import type { TicketInclude } from '../tickets/ticket-includes.js';
import type { TicketSearch } from '../tickets/ticket-list-plan.js';
import { toTicketSearch } from '../tickets/ticket-search.dto.js';
import { TicketQueryDto } from './ticket-query.dto.js';

/** A query as lists read it, and as it is kept. */
export interface StoredQuery {
  /** In the words of the API: read again it is the same. */
  json: string;
  search: Omit<TicketSearch, 'limit' | 'cursor'>;
  include: readonly TicketInclude[] | undefined;
}

export function toStoredQuery(query: TicketQueryDto): StoredQuery {
  const { include, ...search } = query;
  const { limit: _, ...read } = toTicketSearch({ ...search, limit: 1 });
  const json = JSON.stringify({ ...query, ...(query.assigneeId === 0 && { assigneeId: 'none' }) });
  return { json, include, search: read };
}

/** What was kept was valid then, and the rules of lists only widen. */
export const fromStoredQuery = (json: string): StoredQuery =>
  toStoredQuery(plainToInstance(TicketQueryDto, JSON.parse(json) as object));
