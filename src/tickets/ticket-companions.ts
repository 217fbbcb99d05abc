import { Injectable } from '@nestjs/common';
import type { Actor, Author } from '../common/actor.js';
import {
  CustomFieldValuesService,
  type FieldsPlace,
  type GivenValues,
} from '../custom-fields/custom-field-values.service.js';
import type { Tx } from '../database/database.js';
import type { Changes } from '../events/changes.js';
import { SettingsService } from '../settings/settings.service.js';
import { SubscribersService, type SubscriberInput } from './subscribers.service.js';
import { TicketRecords } from './ticket-records.js';
import { TicketTagsService } from './ticket-tags.service.js';

interface Companions {
  /** By name. */
  tags?: readonly string[];
  subscribers?: readonly SubscriberInput[];
  customFields?: GivenValues;
}

/** What stands beside a ticket: its tags, its custom fields and those who get copies. */
@Injectable()
export class TicketCompanions {
  constructor(
    private readonly tags: TicketTagsService,
    private readonly subscribers: SubscribersService,
    private readonly settings: SettingsService,
    private readonly records: TicketRecords,
    private readonly values: CustomFieldValuesService,
  ) {}

  /** Of a new ticket. @throws InvalidInput naming the field that points nowhere */
  async add(
    tx: Tx,
    actor: Actor,
    ticket: FieldsPlace,
    { tags, subscribers, customFields }: Companions,
  ): Promise<void> {
    await this.values.add(tx, actor, ticket, customFields);
    if (tags?.length) await this.tags.set(tx, actor, ticket.id, tags);
    for (const [at, subscriber] of (subscribers ?? []).entries())
      await this.subscribers.subscribe(tx, ticket.id, subscriber, `subscribers/${at}`);
  }

  /** Staff who take part get copies from then on, where the setting `auto_subscribe` says so. */
  async join(
    tx: Tx,
    actor: Actor,
    ticketId: number,
    { author, assigneeId }: { author?: Author; assigneeId?: number | null },
  ): Promise<void> {
    if (!this.settings.get('auto_subscribe')) return;
    const authorId = author?.kind === 'staff' ? author.id : null;
    for (const staffId of new Set([authorId, assigneeId])) {
      const name = staffId ? await this.subscribers.addStaff(tx, ticketId, staffId) : undefined;
      const details = { kind: 'staff', name, staffId, automatic: true };
      if (name !== undefined)
        await this.records.append(tx, actor, ticketId, 'ticket.subscribed', { details });
    }
  }

  /** What is absent stays. @returns what it changed, for the event @throws InvalidInput */
  async set(
    tx: Tx,
    actor: Actor,
    ticket: FieldsPlace,
    { tags, customFields }: Pick<Companions, 'tags' | 'customFields'>,
  ): Promise<Changes> {
    return {
      ...(tags && (await this.tags.set(tx, actor, ticket.id, tags))),
      ...(customFields && (await this.values.change(tx, actor, ticket, customFields))),
    };
  }

  /** To the ticket that another one is merged into, which keeps its own custom fields; the other's requester gets copies from there on. */
  async move(
    tx: Tx,
    from: { id: number; requesterId: number | null },
    to: { id: number; requesterId: number | null },
  ): Promise<void> {
    await this.tags.move(tx, from.id, to.id);
    await this.subscribers.move(tx, from.id, to.id);
    if (from.requesterId !== null && from.requesterId !== to.requesterId)
      await this.subscribers.subscribeFully(tx, to.id, from.requesterId);
  }
}
