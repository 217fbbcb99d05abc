import { Injectable } from '@nestjs/common';
import { seesAllDepartments, type Actor } from '../common/actor.js';
import { InvalidInput, fieldFault } from '../common/errors.js';
import type { FaultKey } from '../common/texts.js';
import type { Tx } from '../database/database.js';
import { lockOne } from '../database/lock-one.js';
import { marks } from '../database/marks.js';
import { jointly } from '../database/together.js';
import { DepartmentsService } from '../departments/departments.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { UsersService, type UserInput } from '../users/users.service.js';
import { Ticket } from './ticket.entity.js';
import {
  DepartmentNotYours,
  TicketMoveRefused,
  TicketNotFound,
  TicketNotYours,
  TicketReadOnly,
  TicketStaffOnly,
} from './ticket.errors.js';
import { OWN_ADDRESS, canSee, subscriptionsTo } from './ticket.visibility.js';

interface People {
  departmentId?: number;
  categoryId?: number | null;
  /** The department that the category has to be of. */
  homeId?: number;
  requesterId?: number | null;
  assigneeId?: number | null;
}

interface PeopleRow {
  private: number | null;
  category: number | null;
  requester: number | null;
  assignee: number | null;
}

/** Who may do what to which ticket, asked inside the transaction that does it. */
@Injectable()
export class TicketAccess {
  constructor(
    private readonly settings: SettingsService,
    private readonly users: UsersService,
    private readonly departments: DepartmentsService,
  ) {}

  /**
   * The requester that an opening names, by id or by address; who is new is created in the same transaction.
   * @throws InvalidInput when it names two
   */
  async requesterOf(
    tx: Tx,
    actor: Actor,
    opening: { requesterId?: number | null; requester?: UserInput },
  ): Promise<number | null> {
    if (opening.requester && typeof opening.requesterId === 'number')
      throw InvalidInput.field('requester', 'ambiguous.requester');
    return opening.requester
      ? this.users.ensure(tx, actor, opening.requester)
      : (opening.requesterId ?? null);
  }

  /** Who gets the new tickets of a department; null: nobody, or somebody whose account is disabled. */
  async defaultAssigneeOf(tx: Tx, departmentId: number): Promise<number | null> {
    if (this.departments.peek(departmentId)?.defaultAssigneeId === null) return null;
    const assignee = await jointly(tx, 'default assignees', departmentId, async (ids) => {
      const rows: { id: number; staffId: number }[] = await tx.query(
        `select d.id, s.id as staffId from departments d join staff s on s.id = d.defaultAssigneeId
         where d.id in (${marks(ids)}) and s.active = ?`,
        [...ids, true],
      );
      return new Map(rows.map(({ id, staffId }) => [id, staffId]));
    });
    return assignee ?? null;
  }

  /** The ticket, held for this transaction. @throws TicketNotFound, also when the actor may not see it */
  async lockVisible(tx: Tx, actor: Actor, id: number): Promise<Ticket> {
    const ticket = await lockOne(tx, Ticket, id);
    if (!ticket || !(await this.sees(tx, actor, ticket))) throw new TicketNotFound();
    return ticket;
  }

  /** Whether there is such a ticket for the actor. */
  async isVisible(tx: Tx, actor: Actor, id: number): Promise<boolean> {
    const ticket = await tx.findOneBy(Ticket, { id });
    return ticket !== null && this.sees(tx, actor, ticket);
  }

  private async sees(tx: Tx, actor: Actor, ticket: Ticket): Promise<boolean> {
    const visibility = this.settings.get('staff_visibility');
    if (canSee(actor, ticket, visibility)) return true;
    const subscribed = subscriptionsTo('?', actor, visibility);
    if (!subscribed) return false;
    const [row]: { subscribed: number }[] = await tx.query(`select ${subscribed.sql} as subscribed`, [
      ticket.id,
      ...subscribed.parameters,
    ]);
    return canSee(actor, ticket, visibility, Number(row!.subscribed) > 0);
  }

  /** The ticket that this one was merged into, held as well; itself where it was not. */
  async lockMerged(tx: Tx, ticket: Ticket): Promise<Ticket> {
    if (ticket.mergedIntoId === null) return ticket;
    return (await lockOne(tx, Ticket, ticket.mergedIntoId)) ?? ticket;
  }

  /**
   * Two tickets, held in order of id, so that two who hold them the other way round do not wait for each other.
   * @throws TicketNotFound for the first, InvalidInput naming `field` for the second
   */
  async lockPair(
    tx: Tx,
    actor: Actor,
    id: number,
    other: { id: number; field: string },
  ): Promise<[Ticket, Ticket]> {
    if (id === other.id) throw InvalidInput.field(other.field, 'same.ticket');
    const locked = new Map<number, Ticket>();
    for (const each of [id, other.id].toSorted((a, b) => a - b))
      locked.set(
        each,
        await this.lockVisible(tx, actor, each).catch((error: unknown) => {
          throw error instanceof TicketNotFound && each === other.id
            ? InvalidInput.field(other.field, 'unknown.ticket')
            : error;
        }),
      );
    return [locked.get(id)!, locked.get(other.id)!];
  }

  /**
   * What a ticket is about to point to exists; one statement for all of it.
   * @throws InvalidInput naming every field that points nowhere; a private department is nowhere for the public
   */
  async requireTargets(
    tx: Tx,
    actor: Actor,
    { departmentId, requesterId, assigneeId, categoryId, homeId = departmentId }: People,
  ): Promise<void> {
    const [row]: PeopleRow[] = await tx.query(
      `select (select private from departments where id = ?) as private,
         (select id from categories where id = ? and departmentId = ?) as category,
         (select id from users where id = ?) as requester,
         (select id from staff where id = ? and active = ?) as assignee`,
      [
        departmentId ?? null,
        categoryId ?? null,
        homeId ?? null,
        requesterId ?? null,
        assigneeId ?? null,
        true,
      ],
    );
    const unknown: [field: string, key: FaultKey][] = [];
    const departmentIsOpen = row!.private !== null && !(row!.private && actor.kind === 'user');
    if (departmentId !== undefined && !departmentIsOpen) unknown.push(['departmentId', 'unknown.department']);
    if (isGiven(categoryId) && row!.category === null) unknown.push(['categoryId', 'unknown.category']);
    if (isGiven(requesterId) && row!.requester === null) unknown.push(['requesterId', 'unknown.user']);
    if (isGiven(assigneeId) && row!.assignee === null) unknown.push(['assigneeId', 'unknown.staff']);
    if (unknown.length) throw new InvalidInput(unknown.map(([field, key]) => fieldFault(`/${field}`, key)));
  }

  /** @throws InvalidInput when a ticket is said to be merged into itself, or into one that is not there for the actor */
  async requireMergeTarget(
    tx: Tx,
    actor: Actor,
    ticketId: number,
    into: number | null | undefined,
  ): Promise<void> {
    if (into === undefined || into === null) return;
    if (into === ticketId || !(await this.isVisible(tx, actor, into)))
      throw InvalidInput.field('mergedIntoId', 'unknown.other_ticket');
  }

  /** What the public never does, not even to its own tickets. @throws TicketStaffOnly */
  requireStaff(actor: Actor): void {
    if (actor.kind === 'user') throw new TicketStaffOnly();
  }

  /** What staff do only within their own departments. @throws DepartmentNotYours */
  requireOwnDepartment(actor: Actor, departmentId: number): void {
    if (seesAllDepartments(actor) || actor.kind !== 'staff' || actor.departmentIds.includes(departmentId))
      return;
    throw new DepartmentNotYours();
  }

  /** Staff release what is theirs or nobody's; another's only from superuser up. @throws TicketNotYours */
  requireReleaser(actor: Actor, ticket: Ticket): void {
    const isFree = ticket.assigneeId === null || seesAllDepartments(actor);
    if (!isFree && ticket.assigneeId !== actor.id) throw new TicketNotYours('release');
  }

  /** By settings, nobody gives a ticket another department or category, or only those above staff. @throws TicketMoveRefused */
  requireMover(actor: Actor): void {
    if (actor.kind !== 'staff') return;
    const isLeft = actor.role === 'staff' && this.settings.get('change_category_only_admin_or_super_user');
    if (isLeft || !this.settings.get('change_category')) throw new TicketMoveRefused();
  }

  /** Only administrators delete; by setting, staff do within their departments. @throws TicketNotYours, DepartmentNotYours */
  requireRemover(actor: Actor, ticket: Ticket): void {
    if (actor.kind === 'staff' && actor.role === 'admin') return;
    if (!this.settings.get('dialect_staff_may_delete')) throw new TicketNotYours('delete');
    this.requireOwnDepartment(actor, ticket.departmentId);
  }

  /**
   * Users answer what they asked for, and what they get copies of where that is theirs. `seen` is the ticket that they found, and
   * was merged into the one that they write to; otherwise the same.
   * @throws TicketReadOnly
   */
  async requireReplier(tx: Tx, actor: Actor, ticket: Ticket, seen = ticket): Promise<void> {
    if (actor.kind !== 'user' || ticket.requesterId === actor.id) return;
    const rows: { canUpdate: number }[] = await tx.query(
      `select canUpdate from subscribers where ticketId = ? and (userId = ? or addressKey = ${OWN_ADDRESS})`,
      [ticket.id, actor.id, actor.id],
    );
    const may = rows.length ? rows.some(({ canUpdate }) => canUpdate) : seen.requesterId === actor.id;
    if (!may) throw new TicketReadOnly();
  }

  /** Users close what they asked for. By setting, only participants close a ticket. @throws TicketNotYours */
  requireCloser(actor: Actor, ticket: Ticket): void {
    if (actor.kind === 'user' && ticket.requesterId !== actor.id) throw new TicketNotYours('close');
    if (actor.kind !== 'staff' || actor.role !== 'staff' || this.settings.get('close_rule') === 'department')
      return;
    if (ticket.assigneeId !== actor.id && ticket.openedById !== actor.id) throw new TicketNotYours('close');
  }
}

/** 0 is an id that no row has, and not nothing. */
const isGiven = (id: number | null | undefined): id is number => id !== null && id !== undefined;
