import { Injectable } from '@nestjs/common';
import { authorOf, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { InvalidInput } from '../common/errors.js';
import { requireVersion } from '../common/row-version.js';
import { Database, type Tx } from '../database/database.js';
import { applyChanges } from '../events/changes.js';
import { TicketAccess } from './ticket-access.js';
import { TicketCompanions } from './ticket-companions.js';
import { openDependency } from './ticket-dependencies.js';
import type { TicketDeed } from './ticket-events.js';
import { TicketRecords } from './ticket-records.js';
import { addWork } from './ticket-work.js';
import { Ticket } from './ticket.entity.js';
import { TicketHasOpenDependencies, TicketMerged } from './ticket.errors.js';
import { nextStatus } from './ticket.states.js';
import { TicketsService, type Reply } from './tickets.service.js';

export const HAND_ACTIONS = [
  'claim',
  'assign',
  'release',
  'close',
  'reopen',
  'hold',
  'unhold',
  'move',
] as const;
export type HandAction = (typeof HAND_ACTIONS)[number];

/** What an action is told beside its name. */
export interface ActionInput {
  /** Whom a ticket is assigned to; only for `assign`. */
  assigneeId?: number;
  /** Where it goes; only for `move`. */
  departmentId?: number;
  /** Of that department; only for `move`. Absent: none. */
  categoryId?: number | null;
  /** Closes a ticket whose dependencies are open; only for `close`. */
  force?: boolean;
  /** Of work, added to the ticket's. */
  minutes?: number;
}

export type Resolution = Pick<Reply, 'body' | 'title' | 'format' | 'visibility' | 'minutes'>;

type Columns = Partial<Pick<Ticket, 'status' | 'assigneeId' | 'onHold' | 'departmentId' | 'categoryId'>>;

/** What people do to a ticket. Repeating an action is safe: what is so already changes nothing and is no event. */
@Injectable()
export class TicketActionsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly access: TicketAccess,
    private readonly companions: TicketCompanions,
    private readonly records: TicketRecords,
    private readonly tickets: TicketsService,
  ) {}

  /**
   * @throws TicketNotFound, StaleVersion, TicketTransitionRefused, TicketNotYours, DepartmentNotYours, TicketStaffOnly,
   *   TicketMerged, TicketHasOpenDependencies, TicketMoveRefused, InvalidInput
   */
  async act(
    actor: Actor,
    ticketId: number,
    action: HandAction,
    input: ActionInput = {},
    expected?: number,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const ticket = await this.access.lockVisible(tx, actor, ticketId);
      requireVersion(ticket, expected);
      if (action !== 'close') this.access.requireStaff(actor);
      const before = { departmentId: ticket.departmentId, status: ticket.status };
      const columns = await this.columnsAfter(tx, actor, ticket, action, input);
      const changes = applyChanges({ ...ticket }, columns, Object.keys(columns) as (keyof Columns)[]);
      if (!Object.keys(changes).length) return;
      const at = this.clock.now();
      const minutes = input.minutes ? { minutes: ticket.minutes + input.minutes } : {};
      await this.records.save(tx, ticket, at, { ...columns, ...minutes }, authorOf(actor));
      await addWork(tx, ticketId, authorOf(actor), {
        departmentId: columns.departmentId ?? ticket.departmentId,
        minutes: input.minutes ?? 0,
        createdAt: at,
      });
      const details = {
        ...(input.minutes && { minutes: input.minutes }),
        ...(input.force && { forced: true }),
      };
      await this.records.change(tx, actor, ticketId, PAST[action], changes, at, details);
      await this.companions.join(tx, actor, ticketId, columns);
      const { departmentId, status } = { ...before, ...columns };
      await this.records.move(tx, before, { departmentId, status });
    });
  }

  /**
   * Resolves a ticket by a message that says how. One that is resolved already takes no second resolution.
   * @throws TicketNotFound, StaleVersion, TicketTransitionRefused, TicketStaffOnly
   */
  async resolve(actor: Actor, ticketId: number, resolution: Resolution, expected?: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const ticket = await this.access.lockVisible(tx, actor, ticketId);
      requireVersion(ticket, expected);
      this.access.requireStaff(actor);
      if (nextStatus('resolve', ticket.status) === ticket.status) return;
      await this.tickets.replyIn(tx, actor, ticket, { ...resolution, resolves: true }, []);
    });
  }

  private async columnsAfter(
    tx: Tx,
    actor: Actor,
    ticket: Ticket,
    action: HandAction,
    input: ActionInput,
  ): Promise<Columns> {
    switch (action) {
      case 'hold':
      case 'unhold':
        this.access.requireOwnDepartment(actor, ticket.departmentId);
        return { onHold: action === 'hold' };
      case 'move':
        return this.moved(tx, actor, ticket, input);
      case 'claim':
      case 'assign':
        return this.given(tx, actor, ticket, action, input);
      case 'release': {
        const status = nextStatus(action, ticket.status);
        this.access.requireReleaser(actor, ticket);
        return { status, assigneeId: null };
      }
      case 'close':
        return this.closed(tx, actor, ticket, input);
      case 'reopen':
        if (ticket.mergedIntoId !== null) throw new TicketMerged(ticket.id, ticket.mergedIntoId);
        return { status: nextStatus(action, ticket.status) };
    }
  }

  private async given(
    tx: Tx,
    actor: Actor,
    ticket: Ticket,
    action: 'claim' | 'assign',
    input: ActionInput,
  ): Promise<Columns> {
    const status = nextStatus(action, ticket.status);
    // Who claims works on it: a token is nobody who could.
    if (action === 'claim' && actor.kind !== 'staff')
      throw InvalidInput.field('assigneeId', 'required.assignee');
    const assigneeId = action === 'claim' ? actor.id : (input.assigneeId ?? null);
    this.access.requireOwnDepartment(actor, ticket.departmentId);
    if (action === 'assign') await this.access.requireTargets(tx, actor, { assigneeId });
    return { status, assigneeId };
  }

  /** Out of a department and into another: staff have to belong to both. */
  private async moved(tx: Tx, actor: Actor, ticket: Ticket, input: ActionInput): Promise<Columns> {
    const { departmentId = ticket.departmentId, categoryId = null } = input;
    await this.access.requireTargets(tx, actor, { departmentId, categoryId });
    const isMoved = departmentId !== ticket.departmentId || categoryId !== ticket.categoryId;
    if (isMoved) this.access.requireMover(actor);
    this.access.requireOwnDepartment(actor, ticket.departmentId);
    this.access.requireOwnDepartment(actor, departmentId);
    return { departmentId, categoryId };
  }

  private async closed(
    tx: Tx,
    actor: Actor,
    ticket: Ticket,
    { force, minutes }: ActionInput,
  ): Promise<Columns> {
    const status = nextStatus('close', ticket.status);
    if (status === ticket.status) return { status };
    if (force || minutes) this.access.requireStaff(actor);
    this.access.requireCloser(actor, ticket);
    const open: unknown[] = force ? [] : await tx.query(openDependency('?'), [ticket.id]);
    if (open.length) throw new TicketHasOpenDependencies();
    return { status };
  }
}

const PAST: Record<HandAction, TicketDeed> = {
  claim: 'claimed',
  assign: 'assigned',
  release: 'released',
  close: 'closed',
  reopen: 'reopened',
  hold: 'held',
  unhold: 'unheld',
  move: 'moved',
};
