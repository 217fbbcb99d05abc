import { Injectable } from '@nestjs/common';
import { authorOf, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { InvalidInput } from '../common/errors.js';
import type { Page } from '../common/page.js';
import { requireVersion } from '../common/row-version.js';
import { Database, type Tx } from '../database/database.js';
import { lockOne } from '../database/lock-one.js';
import { insertRow, toDate } from '../database/rows.js';
import { pageById, type PageSearch } from '../database/pages-by-id.js';
import { applyChanges, type Changes } from '../events/changes.js';
import { EventsService } from '../events/events.service.js';
import type { TicketWithParts } from '../tickets/ticket-includes.js';
import type { CountedPage } from '../tickets/ticket-lists.js';
import { TicketView } from '../tickets/ticket-view.js';
import { SavedSearch } from './saved-search.entity.js';
import { SavedSearchNotFound, SavedSearchNotYours } from './saved-search.errors.js';
import { fromStoredQuery, type StoredQuery } from './stored-query.js';

export interface SavedSearchInput {
  name: string;
  /** Absent: one's own, of a program shared. */
  shared?: boolean;
  query: StoredQuery;
}

/** A search as it is read. */
export type SavedSearchRow = SavedSearch;

const MANAGE = 'saved-searches/manage';
const ROWS = `select s.id, s.name, s.query, s.ownerId, s.authorId, s.createdAt, s.updatedAt, s.version
  from saved_searches s`;

/** Queries of the list of tickets, shared or one's own. Whoever runs one finds what they may see themselves. */
@Injectable()
export class SavedSearchesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly tickets: TicketView,
  ) {}

  /** One page of the actor's own and the shared ones, in order of id. */
  async list(actor: Actor, search: PageSearch): Promise<Page<SavedSearchRow>> {
    const page = pageById(search, 'id', 's.id');
    const seen = { sql: '(s.ownerId = ? or s.ownerId is null)', parameters: [staffIdOf(actor)] };
    const rows = await this.database.query<SavedSearchRow>(...page.statement(ROWS, [seen]));
    return page.of(rows.map(toRow));
  }

  /** @throws SavedSearchNotFound, also for somebody else's */
  async get(actor: Actor, id: number): Promise<SavedSearchRow> {
    const [row] = await this.database.query<SavedSearchRow>(`${ROWS} where s.id = ?`, [id]);
    if (!row || !sees(actor, row)) throw new SavedSearchNotFound();
    return toRow(row);
  }

  /**
   * One page of the tickets that it finds for the actor.
   * @throws SavedSearchNotFound, and the errors of `TicketView.list`: a custom field may be gone meanwhile
   */
  async run(
    actor: Actor,
    id: number,
    page: { cursor?: string; limit: number },
  ): Promise<CountedPage<TicketWithParts>> {
    const { searchOf, include } = fromStoredQuery((await this.get(actor, id)).query);
    return this.tickets.list(actor, { ...searchOf(actor), ...page }, include);
  }

  /** @returns its id @throws InvalidInput, TicketSortNotSupported and what else a list refuses */
  async create(
    actor: Actor,
    { name, shared = actor.kind !== 'staff', query }: SavedSearchInput,
  ): Promise<number> {
    const ownerId = ownerOf(actor, shared);
    await this.requireRunnable(actor, query);
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const authorId = staffIdOf(actor);
      const times = { createdAt: now, updatedAt: now, version: 1 };
      const id = await insertRow(tx, 'saved_searches', {
        name,
        query: query.json,
        ownerId,
        authorId,
        ...times,
      });
      await this.append(tx, actor, id, 'created', { details: { name, shared } });
      return id;
    });
  }

  /** @throws SavedSearchNotFound, SavedSearchNotYours, StaleVersion and as `create` */
  async update(
    actor: Actor,
    id: number,
    { shared, query, name }: Partial<SavedSearchInput>,
    expected?: number,
  ): Promise<void> {
    if (query) await this.requireRunnable(actor, query);
    await this.database.transaction(async (tx) => {
      const search = await this.lock(tx, actor, id, expected);
      const ownerId =
        shared === undefined || shared === (search.ownerId === null) ? undefined : ownerOf(actor, shared);
      const values = { name, query: query?.json, ownerId };
      const changes = applyChanges(search, values, ['name', 'query', 'ownerId']);
      if (!Object.keys(changes).length) return;
      if (ownerId) search.authorId = ownerId;
      search.updatedAt = this.clock.now();
      search.version += 1;
      await tx.save(search);
      await this.append(tx, actor, id, 'updated', { changes });
    });
  }

  /** @throws SavedSearchNotFound, SavedSearchNotYours, StaleVersion */
  async delete(actor: Actor, id: number, expected?: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { name } = await this.lock(tx, actor, id, expected);
      await tx.delete(SavedSearch, id);
      await this.append(tx, actor, id, 'deleted', { details: { name } });
    });
  }

  /** Asked once, a list says all that is wrong with it. */
  private async requireRunnable(actor: Actor, { searchOf, include }: StoredQuery): Promise<void> {
    await this.tickets.list(actor, { ...searchOf(actor), count: false, limit: 1 }, include);
  }

  private async lock(tx: Tx, actor: Actor, id: number, expected: number | undefined): Promise<SavedSearch> {
    const search = await lockOne(tx, SavedSearch, id);
    if (!search || !sees(actor, search)) throw new SavedSearchNotFound();
    const isAuthor = search.authorId !== null && search.authorId === staffIdOf(actor);
    if (!isAuthor && !actor.permissions.has(MANAGE)) throw new SavedSearchNotYours();
    requireVersion(search, expected);
    return search;
  }

  private append(
    tx: Tx,
    actor: Actor,
    resourceId: number,
    what: 'created' | 'updated' | 'deleted',
    more: { changes?: Changes; details?: Record<string, unknown> },
  ): Promise<void> {
    const about = { type: `saved_search.${what}`, resource: 'saved_search' as const, resourceId };
    return this.events.append(tx, { ...about, actor: authorOf(actor), ...more });
  }
}

const staffIdOf = (actor: Actor): number | null => (actor.kind === 'staff' ? actor.id : null);

const sees = (actor: Actor, { ownerId }: Pick<SavedSearch, 'ownerId'>): boolean =>
  ownerId === null || ownerId === staffIdOf(actor);

/** @throws InvalidInput: a program has none of its own */
function ownerOf(actor: Actor, shared: boolean): number | null {
  if (shared) return null;
  if (actor.kind !== 'staff') throw InvalidInput.field('shared', 'staff_only.searches');
  return actor.id;
}

const toRow = (row: SavedSearchRow): SavedSearchRow => ({
  ...row,
  createdAt: toDate(row.createdAt),
  updatedAt: toDate(row.updatedAt),
});
