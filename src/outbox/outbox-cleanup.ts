import { setImmediate } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import { marks } from '../database/marks.js';
import { JobsService } from '../jobs/jobs.service.js';

const HOUR_MS = 3_600_000;
/** Long enough to look into what happened last week. */
const KEEP_MS = 7 * 24 * HOUR_MS;
const BATCH = 500;

/** Deletes messages that were carried out a week ago; dead ones stay for a person to see. */
@Injectable()
export class OutboxCleanup implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: JobsService,
  ) {}

  onModuleInit(): void {
    this.jobs.add({ name: 'outbox_cleanup', everyMs: HOUR_MS, run: (signal) => this.run(signal) });
  }

  async run(signal: AbortSignal): Promise<void> {
    // When a message is done, the time of its index says since when.
    const until = new Date(this.clock.now().getTime() - KEEP_MS);
    let rows: { id: number }[];
    do {
      signal.throwIfAborted();
      rows = await this.database.query<{ id: number }>(
        `select id from outbox where state = 'done' and availableAt < ? order by availableAt limit ${BATCH}`,
        [until],
      );
      await this.delete(rows.map(({ id }) => id));
      // The embedded database answers at once: others have to get their turn.
      await setImmediate();
    } while (rows.length === BATCH);
  }

  private async delete(ids: readonly number[]): Promise<void> {
    if (!ids.length) return;
    await this.database.transaction((tx) =>
      tx.query(`delete from outbox where id in (${marks(ids)})`, [...ids]),
    );
  }
}
