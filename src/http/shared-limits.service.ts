import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database, type Tx } from '../database/database.js';
import { flavourOf } from '../database/flavour.js';
import { withoutJournal } from '../database/journal.js';
import { JobsService } from '../jobs/jobs.service.js';
import { useOf, type LimitUse } from './limit-use.js';

const HOUR_MS = 3_600_000;

/** Limits that hold over all processes: kept in the database. */
@Injectable()
export class SharedLimitsService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: JobsService,
  ) {}

  onModuleInit(): void {
    this.jobs.add({ name: 'rate_limit_purge', everyMs: HOUR_MS, run: () => this.purge() });
  }

  /** Uses one of `limit` within the window that goes on now; more than the limit is counted as well. */
  async use(name: string, limit: number, windowMs: number): Promise<LimitUse> {
    const now = this.clock.now().getTime();
    const endsAt = endOfWindow(now, windowMs);
    const used = await withoutJournal(() => this.database.transaction((tx) => this.add(tx, name, endsAt, 1)));
    return useOf(limit, used, endsAt - now);
  }

  /** Adds what this process counted by itself. @returns what all of them have counted in the window, by name */
  async merge(counts: ReadonlyMap<string, number>, endsAt: number): Promise<Map<string, number>> {
    const totals = new Map<string, number>();
    await this.database.transaction(async (tx) => {
      // In order of name, so that processes which merge at the same time wait for each other, and never in a circle.
      for (const [name, used] of [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
        totals.set(name, await this.add(tx, name, endsAt, used));
    });
    return totals;
  }

  private async add(tx: Tx, name: string, endsAt: number, used: number): Promise<number> {
    const end = new Date(endsAt);
    const update = flavourOf(tx.dataSource).onConflict(
      'name',
      (offered) =>
        // `used` first: MariaDB assigns from left to right.
        `used = case when rate_limits.endsAt = ${offered('endsAt')} then rate_limits.used else 0 end + ${offered('used')},
         endsAt = ${offered('endsAt')}`,
    );
    await tx.query(`insert into rate_limits (name, endsAt, used) values (?, ?, ?)${update}`, [
      name,
      end,
      used,
    ]);
    const [row]: { used: number }[] = await tx.query('select used from rate_limits where name = ?', [name]);
    return row!.used;
  }

  private async purge(): Promise<void> {
    await this.database.transaction((tx) =>
      tx.query('delete from rate_limits where endsAt < ?', [this.clock.now()]),
    );
  }
}

/** In milliseconds since 1970. */
export const endOfWindow = (now: number, windowMs: number): number =>
  (Math.floor(now / windowMs) + 1) * windowMs;
