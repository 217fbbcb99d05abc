import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import type { Tx } from '../database/database.js';
import type { Changes } from '../events/changes.js';
import { SubscribersService, type SubscriberInput } from './subscribers.service.js';
import { TicketTagsService } from './ticket-tags.service.js';

/** What stands beside a ticket: its tags and those who get copies. */
@Injectable()
export class TicketCompanions {
  constructor(
    private readonly tags: TicketTagsService,
    private readonly subscribers: SubscribersService,
  ) {}

  /** Of a new ticket. @throws InvalidInput naming the field that points nowhere */
  async add(
    tx: Tx,
    actor: Actor,
    ticketId: number,
    { tags, subscribers }: { tags?: readonly string[]; subscribers?: readonly SubscriberInput[] },
  ): Promise<void> {
    if (tags?.length) await this.tags.set(tx, actor, ticketId, tags);
    for (const [at, subscriber] of (subscribers ?? []).entries())
      await this.subscribers.subscribe(tx, ticketId, subscriber, `subscribers/${at}`);
  }

  /** @returns what it changed, for the event */
  async setTags(
    tx: Tx,
    actor: Actor,
    ticketId: number,
    names: readonly string[] | undefined,
  ): Promise<Changes> {
    return names ? this.tags.set(tx, actor, ticketId, names) : {};
  }

  /** To the ticket that another one is merged into; its requester gets copies from there on. */
  async move(
    tx: Tx,
    from: { id: number; requesterId: number | null },
    to: { id: number; requesterId: number | null },
  ): Promise<void> {
    await this.tags.move(tx, from.id, to.id);
    await this.subscribers.move(tx, from.id, to.id);
    if (from.requesterId !== null && from.requesterId !== to.requesterId)
      await this.subscribers.subscribe(tx, to.id, { userId: from.requesterId });
  }
}
