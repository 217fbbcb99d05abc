import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { Database, type Tx } from '../database/database.js';
import { marks } from '../database/marks.js';
import { DepartmentsService } from '../departments/departments.service.js';
import { AvatarsService } from '../staff-auth/avatars/avatars.service.js';
import { StaffService } from '../staff-auth/staff.service.js';
import { TicketRecords } from './ticket-records.js';
import { TALLIED_COLUMNS, tallyTicket, toTallied, type Tallied } from './ticket-tallies.js';

const BATCH = 500;

/** The end of an account. Its tickets and words stay; nobody works on the tickets then, which is a change of each. */
@Injectable()
export class StaffRemovalsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly staff: StaffService,
    private readonly avatars: AvatarsService,
    private readonly records: TicketRecords,
    private readonly departments: DepartmentsService,
  ) {}

  /** @throws StaffNotFound, StaleVersion, LastAdministrator */
  async removeStaff(actor: Actor, id: number, expectedVersion?: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      // Tickets before the account, as who assigns them does: two who lock in different order would wait for each other.
      await this.letGo(tx, actor, id);
      await this.departments.forgetAssignee(tx, id);
      this.avatars.removeAfter(tx, await this.staff.delete(tx, actor, id, expectedVersion));
    });
  }

  private async letGo(tx: Tx, actor: Actor, assigneeId: number): Promise<void> {
    const changes = { assigneeId: [assigneeId, null] as [unknown, unknown] };
    for (;;) {
      const tickets: (Tallied & { id: number })[] = await tx.query(
        `select id, ${TALLIED_COLUMNS} from tickets where assigneeId = ? order by id limit ${BATCH}`,
        [assigneeId],
      );
      if (!tickets.length) return;
      const ids = tickets.map(({ id }) => id);
      for (const ticket of tickets.map(toTallied)) tallyTicket(tx, ticket, { ...ticket, assigneeId: null });
      await tx.query(
        `update tickets set assigneeId = null, assigneeKey = '', updatedAt = ?, version = version + 1 where id in (${marks(ids)})`,
        [this.clock.now(), ...ids],
      );
      for (const id of ids) await this.records.append(tx, actor, id, 'ticket.changed', { changes });
    }
  }
}
