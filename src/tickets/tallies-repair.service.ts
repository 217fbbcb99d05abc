import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database/database.js';
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

/** Counts again what reports are read from. */
@Injectable()
export class TalliesRepairService {
  constructor(private readonly database: Database) {}

  /**
   * All of it anew, from tickets and messages, in one transaction: who writes meanwhile waits for its end.
   * @returns how many tickets there are
   */
  rebuild(): Promise<number> {
    return this.database.transaction(async (tx) => {
      // First, for it holds off all who would count on: what they have written by then is seen from here on.
      await tx.query('delete from tallies');
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
