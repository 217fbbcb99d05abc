import { Injectable } from '@nestjs/common';
import { addToCounters } from '../database/counters.js';
import { Database, type Tx } from '../database/database.js';
import { staffCounter, type StaffCount } from '../staff-auth/staff-counts.js';

/** A count that was wrong. */
export interface Recount {
  staffId: number;
  username: string;
  from: number;
  to: number;
}

/** What is to be counted, over everybody. */
const COUNTED: Record<StaffCount, string> = {
  posts: `select authorId as id, count(*) as value from messages
    where authorKind = 'staff' and authorId is not null group by authorId`,
  assigned: `select assigneeId as id, count(*) as value from tickets
    where assigneeId is not null and status not in ('resolved', 'closed', 'duplicate') group by assigneeId`,
};

/** Puts the counts of staff right, should they ever be wrong (Flicket's `update_user_posts`, `update_user_assigned`). */
@Injectable()
export class StaffRecountsService {
  constructor(private readonly database: Database) {}

  /**
   * Counts anew, while the desk may go on: what is kept is moved by the difference, as of one moment. @returns what was
   * wrong, in order of id
   */
  recount(count: StaffCount): Promise<Recount[]> {
    return this.database.transaction((tx) => this.correct(tx, count));
  }

  private async correct(tx: Tx, count: StaffCount): Promise<Recount[]> {
    const counted: { id: number; value: number | string }[] = await tx.query(COUNTED[count]);
    const values = new Map(counted.map(({ id, value }) => [id, Number(value)]));
    const people: { id: number; username: string }[] = await tx.query(
      'select id, username from staff order by id',
    );
    const kept: { name: string; value: number }[] = await tx.query(
      "select name, value from counters where name > 'staff/' and name < 'staff0'",
    );
    const keptValues = new Map(kept.map(({ name, value }) => [name, value]));
    const wrong = people
      .map(({ id, username }) => {
        const from = keptValues.get(staffCounter(id, count)) ?? 0;
        return { staffId: id, username, from, to: values.get(id) ?? 0 };
      })
      .filter(({ from, to }) => from !== to);
    await addToCounters(
      tx,
      Object.fromEntries(wrong.map(({ staffId, from, to }) => [staffCounter(staffId, count), to - from])),
    );
    return wrong;
  }
}
