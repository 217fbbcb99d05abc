import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { InvalidInput } from '../common/errors.js';
import { Database } from '../database/database.js';
import type { Changes } from '../events/changes.js';
import { TicketAccess } from './ticket-access.js';
import { TicketRecords } from './ticket-records.js';
import { Ticket } from './ticket.entity.js';
import { nextStatus } from './ticket.states.js';

export const HAND_ACTIONS = ['claim', 'assign', 'release', 'close', 'reopen'] as const;
export type HandAction = (typeof HAND_ACTIONS)[number];

/** What people do to a ticket. Repeating an action is safe: what is so already changes nothing and is no event. */
@Injectable()
export class TicketActionsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly access: TicketAccess,
    private readonly records: TicketRecords,
  ) {}

  /**
   * `assigneeId` is the staff member a ticket is assigned to; only for `assign`.
   * @throws TicketNotFound, TicketTransitionRefused, TicketNotYours, DepartmentNotYours, InvalidInput
   */
  async act(actor: Actor, ticketId: number, action: HandAction, assigneeId?: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const ticket = await this.access.lockVisible(tx, actor, ticketId);
      const status = nextStatus(action, ticket.status);
      const assignee = assigneeAfter(actor, ticket, action, assigneeId);
      if (action === 'claim' || action === 'assign')
        this.access.requireOwnDepartment(actor, ticket.departmentId);
      if (action === 'assign') await this.access.requireTargets(tx, actor, { assigneeId: assignee });
      if (action === 'close' && status !== ticket.status) this.access.requireCloser(actor, ticket);
      if (action === 'release') this.access.requireReleaser(actor, ticket);
      const changes: Changes = {
        ...(status !== ticket.status && { status: [ticket.status, status] }),
        ...(assignee !== ticket.assigneeId && { assigneeId: [ticket.assigneeId, assignee] }),
      };
      if (!Object.keys(changes).length) return;
      const updatedAt = this.clock.now();
      await tx.update(Ticket, ticketId, {
        status,
        assigneeId: assignee,
        overdueAt: this.records.overdueAt({ ...ticket, status }),
        updatedAt,
        version: ticket.version + 1,
      });
      await this.records.change(tx, actor, ticketId, PAST[action], changes, updatedAt);
      await this.records.move(tx, ticket, { departmentId: ticket.departmentId, status });
    });
  }
}

const PAST: Record<HandAction, string> = {
  claim: 'claimed',
  assign: 'assigned',
  release: 'released',
  close: 'closed',
  reopen: 'reopened',
};

function assigneeAfter(actor: Actor, ticket: Ticket, action: HandAction, assigneeId?: number): number | null {
  if (action === 'assign') return assigneeId ?? null;
  if (action === 'release') return null;
  if (action !== 'claim') return ticket.assigneeId;
  // Who claims works on it: a token is nobody who could.
  if (actor.kind !== 'staff')
    throw InvalidInput.field('assigneeId', 'required', 'Only staff claim a ticket; assign it.');
  return actor.id;
}
