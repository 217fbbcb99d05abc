import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { InvalidInput } from '../common/errors.js';
import { requireVersion } from '../common/row-version.js';
import { addToCounters } from '../database/counters.js';
import { Database, type Tx } from '../database/database.js';
import { marks } from '../database/marks.js';
import { insertRows } from '../database/rows.js';
import type { Changes } from '../events/changes.js';
import { TagsService, tagCounter, tagKey } from '../tags/tags.service.js';
import { TicketAccess } from './ticket-access.js';
import { TicketRecords } from './ticket-records.js';

/** Of one ticket. */
export const TAGS_MAX = 50;

interface NamedTag {
  id: number;
  name: string;
}

/** Which tags a ticket has. Staff put on what they like: a name that is new becomes a tag, where they may create one. */
@Injectable()
export class TicketTagsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly access: TicketAccess,
    private readonly records: TicketRecords,
    private readonly tags: TagsService,
  ) {}

  /** Puts tags on a ticket; those it has already change nothing. @throws TicketNotFound, StaleVersion, InvalidInput */
  add(actor: Actor, ticketId: number, names: readonly string[], expected?: number): Promise<void> {
    return this.edit(actor, ticketId, expected, (own) => [...own, ...names]);
  }

  /** Takes tags off a ticket; those it does not have change nothing. @throws TicketNotFound, StaleVersion */
  remove(actor: Actor, ticketId: number, names: readonly string[], expected?: number): Promise<void> {
    const keys = new Set(names.map(tagKey));
    return this.edit(actor, ticketId, expected, (own) => own.filter((name) => !keys.has(tagKey(name))));
  }

  /**
   * Gives a ticket exactly these tags.
   * @returns what that changed, for the event
   * @throws InvalidInput
   */
  async set(tx: Tx, actor: Actor, ticketId: number, names: readonly string[]): Promise<Changes> {
    this.access.requireStaff(actor);
    if (new Set(names.map(tagKey)).size > TAGS_MAX)
      throw InvalidInput.field('tags', 'too_many.tags', { most: TAGS_MAX });
    const mayCreate = actor.kind === 'system' || actor.permissions.has('tags/create');
    const wanted = await this.tags.named(tx, actor, names, mayCreate);
    const known = new Set(wanted.map(({ nameKey }) => nameKey));
    const unknown = names.find((name) => !known.has(tagKey(name)));
    if (unknown !== undefined) throw InvalidInput.field('tags', 'unknown.tag', { name: unknown });
    const own = await this.of(tx, ticketId);
    await this.detach(tx, ticketId, without(own, wanted));
    await this.attach(tx, ticketId, without(wanted, own));
    const [before, after] = [namesOf(own), namesOf(wanted)];
    return before.join() === after.join() ? {} : { tags: [before, after] };
  }

  /** To another ticket, beside what that one has. */
  async move(tx: Tx, fromId: number, toId: number): Promise<void> {
    const [moved, there] = [await this.of(tx, fromId), await this.of(tx, toId)];
    await this.detach(tx, fromId, moved);
    await this.attach(tx, toId, without(moved, there));
  }

  private async edit(
    actor: Actor,
    ticketId: number,
    expected: number | undefined,
    namesAfter: (own: string[]) => string[],
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const ticket = await this.access.lockVisible(tx, actor, ticketId);
      requireVersion(ticket, expected);
      const changes = await this.set(tx, actor, ticketId, namesAfter(namesOf(await this.of(tx, ticketId))));
      if (!Object.keys(changes).length) return;
      const at = this.clock.now();
      await this.records.save(tx, ticket, at, {});
      await this.records.change(tx, actor, ticketId, 'changed', changes, at);
    });
  }

  private of(tx: Tx, ticketId: number): Promise<NamedTag[]> {
    return tx.query(
      'select g.id, g.name from ticket_tags x join tags g on g.id = x.tagId where x.ticketId = ? order by g.id',
      [ticketId],
    );
  }

  private async attach(tx: Tx, ticketId: number, tags: readonly NamedTag[]): Promise<void> {
    await insertRows(
      tx,
      'ticket_tags',
      tags.map(({ id }) => ({ ticketId, tagId: id })),
    );
    await this.count(tx, tags, 1);
  }

  private async detach(tx: Tx, ticketId: number, tags: readonly NamedTag[]): Promise<void> {
    if (!tags.length) return;
    const ids = tags.map(({ id }) => id);
    await tx.query(`delete from ticket_tags where ticketId = ? and tagId in (${marks(ids)})`, [
      ticketId,
      ...ids,
    ]);
    await this.count(tx, tags, -1);
  }

  private async count(tx: Tx, tags: readonly NamedTag[], step: number): Promise<void> {
    await addToCounters(tx, Object.fromEntries(tags.map(({ id }) => [tagCounter(id), step])));
  }
}

const namesOf = (tags: readonly NamedTag[]): string[] => tags.map(({ name }) => name).toSorted();

const without = <T extends NamedTag>(tags: readonly T[], others: readonly NamedTag[]): T[] =>
  tags.filter(({ id }) => !others.some((other) => other.id === id));
