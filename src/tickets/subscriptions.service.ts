import { Injectable } from '@nestjs/common';
import { SYSTEM, type Actor } from '../common/actor.js';
import { InvalidInput } from '../common/errors.js';
import { Database, type Tx } from '../database/database.js';
import {
  SubscribersService,
  type NamedAddress,
  type NewSubscriber,
  type SubscriberInput,
  type SubscriberRights,
  type SubscriberRow,
} from './subscribers.service.js';
import { TicketAccess } from './ticket-access.js';
import { TicketRecords } from './ticket-records.js';
import { SubscriberNotFound } from './ticket.errors.js';
import { TicketsQueries } from './tickets.queries.js';

/**
 * Who gets copies of a ticket, as people ask for it. Staff see the tickets that they subscribe to; what users and addresses may is said
 * of each.
 */
@Injectable()
export class SubscriptionsService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly records: TicketRecords,
    private readonly subscribers: SubscribersService,
    private readonly queries: TicketsQueries,
  ) {}

  /** In the order in which they were subscribed. @throws TicketNotFound */
  async list(actor: Actor, ticketId: number): Promise<SubscriberRow[]> {
    await this.queries.get(actor, ticketId);
    return this.subscribers.list(ticketId);
  }

  /**
   * Who is subscribed already stays so.
   * @returns the subscriber's id
   * @throws TicketNotFound, InvalidInput, TicketStaffOnly
   */
  add(actor: Actor, ticketId: number, input: SubscriberInput): Promise<number> {
    return this.database.transaction(async (tx) => {
      this.access.requireStaff(actor);
      await this.access.lockVisible(tx, actor, ticketId);
      return this.subscribe(tx, actor, ticketId, input);
    });
  }

  /**
   * Says what a user or an address may; what is absent stays.
   * @throws TicketNotFound, SubscriberNotFound, TicketStaffOnly, InvalidInput for staff
   */
  async allow(
    actor: Actor,
    ticketId: number,
    id: number,
    rights: Partial<SubscriberRights>,
  ): Promise<SubscriberRow> {
    await this.database.transaction(async (tx) => {
      this.access.requireStaff(actor);
      await this.access.lockVisible(tx, actor, ticketId);
      const allowed = await this.subscribers.allow(tx, ticketId, id, rights);
      if (!allowed) throw new SubscriberNotFound();
      const { subscriber, isChanged } = allowed;
      const { canView, canUpdate } = subscriber;
      if (isChanged)
        await this.append(tx, actor, ticketId, 'ticket.subscriber_changed', subscriber, {
          canView,
          canUpdate,
        });
    });
    return (await this.subscribers.list(ticketId)).find((subscriber) => subscriber.id === id)!;
  }

  /** Those whom a mail names, by the desk itself. */
  async addNamed(tx: Tx, ticketId: number, people: readonly NamedAddress[]): Promise<void> {
    for (const subscriber of await this.subscribers.add(tx, ticketId, people))
      await this.append(tx, SYSTEM, ticketId, 'ticket.subscribed', subscriber);
  }

  /** @throws TicketNotFound, SubscriberNotFound, TicketStaffOnly */
  async remove(actor: Actor, ticketId: number, id: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      this.access.requireStaff(actor);
      await this.access.lockVisible(tx, actor, ticketId);
      const gone = await this.subscribers.unsubscribe(tx, ticketId, id);
      if (!gone) throw new SubscriberNotFound();
      await this.append(tx, actor, ticketId, 'ticket.unsubscribed', gone);
    });
  }

  /** The actor gets copies, or none any more. @throws TicketNotFound, InvalidInput for a program */
  async follow(actor: Actor, ticketId: number, follows: boolean): Promise<void> {
    const input = ownInput(actor);
    await this.database.transaction(async (tx) => {
      await this.access.lockVisible(tx, actor, ticketId);
      if (follows) return void (await this.subscribe(tx, actor, ticketId, input));
      const id = await this.subscribers.idOf(tx, ticketId, input);
      const gone = id && (await this.subscribers.unsubscribe(tx, ticketId, id));
      if (gone) await this.append(tx, actor, ticketId, 'ticket.unsubscribed', gone);
    });
  }

  private async subscribe(tx: Tx, actor: Actor, ticketId: number, input: SubscriberInput): Promise<number> {
    const { isNew, ...subscriber } = await this.subscribers.subscribe(tx, ticketId, input);
    if (isNew)
      await this.append(tx, actor, ticketId, 'ticket.subscribed', subscriber, lessThanAll(subscriber));
    return subscriber.id;
  }

  private append(
    tx: Tx,
    actor: Actor,
    ticketId: number,
    type: 'ticket.subscribed' | 'ticket.unsubscribed' | 'ticket.subscriber_changed',
    { kind, name, staffId }: NewSubscriber,
    rights: Partial<SubscriberRights> = {},
  ): Promise<void> {
    const details = { kind, name, ...(staffId !== null && { staffId }), ...rights };
    return this.records.append(tx, actor, ticketId, type, { details });
  }
}

function ownInput(actor: Actor): { staffId: number } | { userId: number } {
  if (actor.kind === 'staff') return { staffId: actor.id };
  if (actor.kind === 'user') return { userId: actor.id };
  throw InvalidInput.field('staffId', 'required.subscriber');
}

/** What somebody may not, for the event. */
const lessThanAll = ({ canView, canUpdate }: Partial<SubscriberRights>): Partial<SubscriberRights> => ({
  ...(canView === false && { canView }),
  ...(canUpdate === false && { canUpdate }),
});
