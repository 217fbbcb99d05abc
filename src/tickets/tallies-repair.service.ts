import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../database/database.js';
import { JobsService } from '../jobs/jobs.service.js';
import {
  flushTallies,
  TALLIED_COLUMNS,
  tallyTicket,
  tallyWork,
  toTallied,
  type Tallied,
} from './ticket-tallies.js';
import { workOn } from './ticket-work.js';

/** Tickets of one round. */
const BATCH = 500;
const EVERY_MS = 60_000;
/** Above 0: an upgrade found tickets that were never counted. */
const DUE = 'rebuild/tallies';

/** Counts again what reports are read from: after an upgrade that needs it, or by the command `reports rebuild`. */
@Injectable()
export class TalliesRepairService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobsService,
  ) {}

  onModuleInit(): void {
    this.jobs.add({ name: 'tallies_rebuild', everyMs: EVERY_MS, run: () => this.rebuildIfDue() });
  }

  async rebuildIfDue(): Promise<void> {
    const due = await this.database.query('select 1 from counters where name = ? and value > 0', [DUE]);
    if (due.length) await this.rebuild();
  }

  /**
   * All of it anew, from tickets and messages, in one transaction: who writes meanwhile waits for its end.
   * @returns how many tickets there are
   */
  rebuild(): Promise<number> {
    return this.database.transaction(async (tx) => {
      // First, for it holds off all who would count on: what they have written by then is seen from here on.
      await tx.query('delete from tallies');
      await tx.query('update counters set value = 0 where name = ?', [DUE]);
      let tickets = 0;
      for (let after = 0; ; ) {
        const batch: (Tallied & { id: number })[] = await tx.query(
          `select id, ${TALLIED_COLUMNS} from tickets where id > ? order by id limit ${BATCH}`,
          [after],
        );
        if (!batch.length) return tickets;
        await this.count(tx, batch);
        tickets += batch.length;
        after = batch.at(-1)!.id;
      }
    });
  }

  private async count(tx: Tx, tickets: readonly (Tallied & { id: number })[]): Promise<void> {
    for (const ticket of tickets) tallyTicket(tx, undefined, toTallied(ticket));
    const work = await workOn(
      tx,
      tickets.map(({ id }) => id),
    );
    tallyWork(tx, work);
    await flushTallies(tx);
  }
}
