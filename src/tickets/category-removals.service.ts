import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { Database, type Tx } from '../database/database.js';
import { marks } from '../database/marks.js';
import { CategoriesService } from '../departments/categories.service.js';
import { TicketRecords } from './ticket-records.js';
import { TicketSortKeys } from './ticket-sort-keys.js';

const BATCH = 500;

/** The end of a category: its tickets stay in the department without one, which is a change of each. */
@Injectable()
export class CategoryRemovalsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly categories: CategoriesService,
    private readonly records: TicketRecords,
    private readonly keys: TicketSortKeys,
  ) {}

  /** @throws CategoryNotFound, StaleVersion */
  async removeCategory(actor: Actor, departmentId: number, id: number, expected?: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      // Tickets before the category, as who puts them into it does.
      await this.empty(tx, actor, id);
      await this.categories.delete(tx, actor, departmentId, id, expected);
    });
  }

  private async empty(tx: Tx, actor: Actor, categoryId: number): Promise<void> {
    const changes = { categoryId: [categoryId, null] as const };
    for (;;) {
      const tickets: { id: number }[] = await tx.query(
        `select id from tickets where categoryId = ? order by id limit ${BATCH}`,
        [categoryId],
      );
      if (!tickets.length) return;
      const ids = tickets.map(({ id }) => id);
      await tx.query(
        `update tickets set categoryId = null, updatedAt = ?, version = version + 1 where id in (${marks(ids)})`,
        [this.clock.now(), ...ids],
      );
      await this.keys.write(tx, ids);
      for (const id of ids) await this.records.append(tx, actor, id, 'ticket.changed', { changes });
    }
  }
}
