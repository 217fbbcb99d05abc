import { Injectable } from '@nestjs/common';
import { authorOf, type Actor } from '../common/actor.js';
import { requireVersion } from '../common/row-version.js';
import { addToCounters } from '../database/counters.js';
import { Database, type Tx } from '../database/database.js';
import { lockOne } from '../database/lock-one.js';
import { marks } from '../database/marks.js';
import { Department } from '../departments/department.entity.js';
import { DepartmentsService } from '../departments/departments.service.js';
import { DepartmentNotFound } from '../departments/department.errors.js';
import { EventsService } from '../events/events.service.js';
import { tagCounter } from '../tags/tags.service.js';
import { User } from '../users/user.entity.js';
import { UserNotFound } from '../users/user.errors.js';
import { removeWords } from '../users/person-word-rows.js';
import { releaseUsername } from '../users/usernames.js';
import { moveAssigned } from './staff-work.js';
import { TicketAccess } from './ticket-access.js';
import { TALLIED_COLUMNS, tallyTicket, tallyWork, toTallied, type Tallied } from './ticket-tallies.js';
import { TicketWords } from './ticket-words.js';
import { workOn } from './ticket-work.js';
import type { Ticket } from './ticket.entity.js';
import { counterOf } from './tickets.queries.js';

const BATCH = 500;

type Steps = Record<string, number>;

/**
 * Deletions that reach through several rooms. Each is one transaction, so that nothing half-deleted is ever seen;
 * large ones go in batches of statements. Files follow after the commit. Events stay: they are the record.
 */
@Injectable()
export class RemovalsService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly words: TicketWords,
    private readonly events: EventsService,
    private readonly departments: DepartmentsService,
  ) {}

  /** @throws TicketNotFound, StaleVersion */
  async removeTicket(actor: Actor, id: number, expectedVersion?: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const ticket = await this.access.lockVisible(tx, actor, id);
      requireVersion(ticket, expectedVersion);
      await this.remove(tx, actor, ticket);
    });
  }

  /**
   * As `removeTicket`, for doors where staff delete too: by the setting `dialect_staff_may_delete`, within their departments.
   * @throws TicketNotFound, DepartmentNotYours, TicketNotYours
   */
  async removeTicketByStaff(actor: Actor, id: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const ticket = await this.access.lockVisible(tx, actor, id);
      this.access.requireRemover(actor, ticket);
      await this.remove(tx, actor, ticket);
    });
  }

  /** The department with all its tickets. @throws DepartmentNotFound, StaleVersion */
  async removeDepartment(actor: Actor, id: number, expectedVersion?: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const department = await lockOne(tx, Department, id);
      if (!department) throw new DepartmentNotFound();
      requireVersion(department, expectedVersion);
      const steps = await this.removeTicketsWhere(tx, 'departmentId', id);
      await tx.delete(Department, id);
      await this.departments.changed(tx);
      await this.append(tx, actor, 'department', id, { name: department.name });
      await addToCounters(tx, steps);
    });
  }

  /** The user with all the tickets they asked for. @throws UserNotFound, StaleVersion */
  async removeUser(actor: Actor, id: number, expectedVersion?: number): Promise<void> {
    await this.database.transaction((tx) => this.removeUserIn(tx, actor, id, expectedVersion));
  }

  /** As `removeUser`, as a part of more. @returns who it was */
  async removeUserIn(tx: Tx, actor: Actor, id: number, expectedVersion?: number): Promise<User> {
    const user = await lockOne(tx, User, id);
    if (!user) throw new UserNotFound();
    requireVersion(user, expectedVersion);
    const steps = await this.removeTicketsWhere(tx, 'requesterId', id);
    await releaseUsername(tx, { kind: 'user', id });
    await removeWords(tx, { kind: 'user', id });
    await tx.delete(User, id);
    await this.append(tx, actor, 'user', id);
    await addToCounters(tx, { ...steps, users: -1 });
    return user;
  }

  private async remove(tx: Tx, actor: Actor, ticket: Ticket): Promise<void> {
    const { id, subject, departmentId, status } = ticket;
    tallyTicket(tx, ticket, undefined);
    await moveAssigned(tx, ticket, undefined);
    await this.removeRows(tx, [id]);
    await this.append(tx, actor, 'ticket', id, { subject });
    await addToCounters(tx, { [counterOf(departmentId, status)]: -1 });
  }

  private async removeTicketsWhere(
    tx: Tx,
    column: 'departmentId' | 'requesterId',
    id: number,
  ): Promise<Steps> {
    const steps: Steps = {};
    for (;;) {
      const tickets: (Tallied & { id: number })[] = await tx.query(
        `select id, ${TALLIED_COLUMNS} from tickets where ${column} = ? order by id limit ${BATCH}`,
        [id],
      );
      if (!tickets.length) return steps;
      for (const ticket of tickets) {
        tallyTicket(tx, toTallied(ticket), undefined);
        await moveAssigned(tx, ticket, undefined);
        const counter = counterOf(ticket.departmentId, ticket.status);
        steps[counter] = (steps[counter] ?? 0) - 1;
      }
      await this.removeRows(
        tx,
        tickets.map((ticket) => ticket.id),
      );
    }
  }

  private async removeRows(tx: Tx, ticketIds: readonly number[]): Promise<void> {
    tallyWork(tx, await workOn(tx, ticketIds), -1);
    await this.words.removeAll(tx, ticketIds);
    await this.forgetTags(tx, ticketIds);
    const ids = marks(ticketIds);
    // What was merged into them leads nowhere now.
    await tx.query(`update tickets set mergedIntoId = null where mergedIntoId in (${ids})`, [...ticketIds]);
    await tx.query(`delete from tickets where id in (${marks(ticketIds)})`, [...ticketIds]);
  }

  private async forgetTags(tx: Tx, ticketIds: readonly number[]): Promise<void> {
    const rows: { tagId: number; tickets: number | string }[] = await tx.query(
      `select tagId, count(*) as tickets from ticket_tags where ticketId in (${marks(ticketIds)}) group by tagId`,
      [...ticketIds],
    );
    await addToCounters(
      tx,
      Object.fromEntries(rows.map(({ tagId, tickets }) => [tagCounter(tagId), -Number(tickets)])),
    );
  }

  private append(
    tx: Tx,
    actor: Actor,
    resource: 'ticket' | 'department' | 'user',
    resourceId: number,
    details: Record<string, unknown> = {},
  ): Promise<void> {
    const type = `${resource}.deleted`;
    return this.events.append(tx, { type, resource, resourceId, actor: authorOf(actor), details });
  }
}
