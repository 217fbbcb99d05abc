import { Injectable } from '@nestjs/common';
import { seesAllDepartments, type Actor } from '../common/actor.js';
import { InvalidInput } from '../common/errors.js';
import type { Tx } from '../database/database.js';
import { lockOne } from '../database/lock-one.js';
import { SettingsService } from '../settings/settings.service.js';
import { UsersService, type UserInput } from '../users/users.service.js';
import { Ticket } from './ticket.entity.js';
import { DepartmentNotYours, TicketNotFound, TicketNotYours } from './ticket.errors.js';
import { canSee } from './ticket.visibility.js';

interface People {
  departmentId?: number;
  requesterId?: number | null;
  assigneeId?: number | null;
}

interface PeopleRow {
  private: number | null;
  requester: number | null;
  assignee: number | null;
}

/** Who may do what to which ticket, asked inside the transaction that does it. */
@Injectable()
export class TicketAccess {
  constructor(
    private readonly settings: SettingsService,
    private readonly users: UsersService,
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
      throw InvalidInput.field('requester', 'ambiguous', 'Either requester or requesterId says who asks.');
    return opening.requester
      ? this.users.ensure(tx, actor, opening.requester)
      : (opening.requesterId ?? null);
  }

  /** The ticket, held for this transaction. @throws TicketNotFound, also when the actor may not see it */
  async lockVisible(tx: Tx, actor: Actor, id: number): Promise<Ticket> {
    const ticket = await lockOne(tx, Ticket, id);
    if (!ticket || !canSee(actor, ticket, this.settings.get('staff_visibility'))) throw new TicketNotFound();
    return ticket;
  }

  /**
   * What a ticket is about to point to exists; one statement for all of it.
   * @throws InvalidInput naming every field that points nowhere; a private department is nowhere for the public
   */
  async requireTargets(
    tx: Tx,
    actor: Actor,
    { departmentId, requesterId, assigneeId }: People,
  ): Promise<void> {
    const [row]: PeopleRow[] = await tx.query(
      `select (select private from departments where id = ?) as private,
         (select id from users where id = ?) as requester,
         (select id from staff where id = ? and active = ?) as assignee`,
      [departmentId ?? null, requesterId ?? null, assigneeId ?? null, true],
    );
    const unknown: [field: string, what: string][] = [];
    const departmentIsOpen = row!.private !== null && !(row!.private && actor.kind === 'user');
    if (departmentId !== undefined && !departmentIsOpen) unknown.push(['departmentId', 'department']);
    if (requesterId && row!.requester === null) unknown.push(['requesterId', 'user']);
    if (assigneeId && row!.assignee === null) unknown.push(['assigneeId', 'active staff member']);
    if (unknown.length)
      throw new InvalidInput(
        unknown.map(([field, what]) => ({
          pointer: `/${field}`,
          code: 'unknown',
          detail: `There is no such ${what}.`,
        })),
      );
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

  /** By setting, only participants close a ticket. @throws TicketNotYours */
  requireCloser(actor: Actor, ticket: Ticket): void {
    if (actor.kind !== 'staff' || actor.role !== 'staff' || this.settings.get('close_rule') === 'department')
      return;
    if (ticket.assigneeId !== actor.id && ticket.openedById !== actor.id) throw new TicketNotYours('close');
  }
}
