import { Injectable } from '@nestjs/common';
import { authorOf, type Actor, type Author } from '../common/actor.js';
import { addToCounters } from '../database/counters.js';
import type { Tx } from '../database/database.js';
import { updateRow } from '../database/rows.js';
import type { Changes } from '../events/changes.js';
import { EventsService } from '../events/events.service.js';
import { OutboxService } from '../outbox/outbox.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { moveAssigned } from './staff-work.js';
import { TicketIndex } from './ticket-index.js';
import { escalationFrom } from './ticket.escalation.js';
import type { TicketDeed, TicketEvent } from './ticket-events.js';
import type { Ticket } from './ticket.entity.js';
import { tallyTicket } from './ticket-tallies.js';
import { moveWork, workerOf } from './ticket-work.js';
import { overdueAt, type DeadlineParts } from './ticket.overdue.js';
import { isFinal, type TicketStatus } from './ticket.states.js';
import { counterOf } from './tickets.queries.js';

/** Where a ticket is counted. */
export interface Place {
  departmentId: number;
  status: TicketStatus;
}

/** What every change of a ticket leaves behind in its transaction: an event, debts to the world, moved counters. */
@Injectable()
export class TicketRecords {
  constructor(
    private readonly events: EventsService,
    private readonly outbox: OutboxService,
    private readonly settings: SettingsService,
    private readonly tickets: TicketIndex,
  ) {}

  /** What a change that leaves the ticket like this writes with it. */
  overdueAt(ticket: DeadlineParts): Date | null {
    return overdueAt(ticket, this.settings.get('overdue_time'));
  }

  /**
   * Writes the columns and what follows from them. A ticket that is set to another status is merged no more; `by` is who
   * finished it, where they did.
   */
  async save(tx: Tx, ticket: Ticket, at: Date, changed: Partial<Ticket>, by?: Author): Promise<void> {
    const columns = { ...changed, ...endOf(ticket, changed.status, at, by) };
    const departmentId = columns.departmentId ?? ticket.departmentId;
    if (departmentId !== ticket.departmentId && ticket.minutes) await moveWork(tx, ticket.id, departmentId);
    await moveAssigned(tx, ticket, { ...ticket, ...columns });
    tallyTicket(tx, ticket, { ...ticket, ...columns });
    const isSet = changed.mergedIntoId !== undefined;
    const isFreed = !isSet && ticket.mergedIntoId !== null && (columns.status ?? 'duplicate') !== 'duplicate';
    await updateRow(tx, 'tickets', ticket.id, {
      ...columns,
      ...(isFreed && { mergedIntoId: null }),
      overdueAt: this.overdueAt({ ...ticket, ...columns }),
      escalationFrom: escalationFrom({ ...ticket, ...columns }, at),
      updatedAt: at,
      version: ticket.version + 1,
    });
    await this.tickets.saved(tx, ticket.id, columns);
  }

  /** A ticket is new. */
  opened(tx: Tx, ticketId: number): void {
    this.tickets.opened(tx, ticketId);
  }

  /** A message says something else. */
  said(tx: Tx, messageId: number): void {
    this.tickets.said(tx, messageId);
  }

  /** A message is about to go. */
  unsaid(tx: Tx, messageId: number): Promise<void> {
    return this.tickets.unsaid(tx, [messageId]);
  }

  async append(
    tx: Tx,
    actor: Actor,
    ticketId: number,
    type: TicketEvent,
    more: { changes?: Changes; details?: Record<string, unknown> } = {},
  ): Promise<void> {
    await this.events.append(tx, {
      type,
      resource: 'ticket',
      resourceId: ticketId,
      actor: authorOf(actor),
      ...more,
    });
  }

  owe(
    tx: Tx,
    topic: 'ticket.opened' | 'message.posted' | 'ticket.changed',
    payload: { ticketId: number } & Record<string, unknown>,
  ): Promise<void> {
    return this.outbox.add(tx, topic, payload);
  }

  /** The event of a change and the debt of telling those whom it concerns. `action` is a past participle: `closed`. */
  async change(
    tx: Tx,
    actor: Actor,
    ticketId: number,
    action: TicketDeed,
    changes: Changes,
    at: Date,
    details?: Record<string, unknown>,
  ): Promise<void> {
    await this.append(tx, actor, ticketId, `ticket.${action}`, { changes, details });
    await this.tell(tx, actor, ticketId, action, changes, at);
  }

  /** The debt alone, where the event says it in other words. */
  tell(
    tx: Tx,
    actor: Actor,
    ticketId: number,
    action: TicketDeed | 'autoclosed',
    changes: Changes,
    at: Date,
  ): Promise<void> {
    return this.owe(tx, 'ticket.changed', { ticketId, action, changes, actor: authorOf(actor), at });
  }

  /** The last write of the transaction: counters are hot rows. */
  async move(tx: Tx, from: Place | undefined, to: Place | undefined): Promise<void> {
    const steps = new Map<string, number>();
    const step = (place: Place | undefined, by: number): void => {
      if (!place) return;
      const name = counterOf(place.departmentId, place.status);
      steps.set(name, (steps.get(name) ?? 0) + by);
    };
    step(from, -1);
    step(to, 1);
    await addToCounters(tx, Object.fromEntries(steps));
  }
}

/** When a ticket ends, and that it has not ended any more; one that goes from one end to another ended before. */
function endOf(
  ticket: Ticket,
  status: TicketStatus = ticket.status,
  at: Date,
  by: Author | undefined,
): Partial<Pick<Ticket, 'closedAt' | 'closedById'>> {
  if (isFinal(status) === ticket.isFinal()) return {};
  return isFinal(status)
    ? { closedAt: at, closedById: by ? workerOf(by) : null }
    : { closedAt: null, closedById: null };
}
