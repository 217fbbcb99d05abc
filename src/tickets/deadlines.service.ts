import { setImmediate } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../database/database.js';
import { toDate, toOptionalDate } from '../database/rows.js';
import { JobsService } from '../jobs/jobs.service.js';
import { TicketRecords } from './ticket-records.js';
import { WAITING } from './ticket.overdue.js';
import type { TicketStatus } from './ticket.states.js';

const EVERY_MS = 5 * 60_000;
const BATCH = 500;

interface Row {
  id: number;
  status: TicketStatus;
  onHold: boolean;
  version: number;
  dueAt: string | null;
  lastMessageAt: string;
  overdueAt: string | null;
}

interface Moved {
  id: number;
  version: number;
  overdueAt: Date | null;
}

/**
 * `overdueAt` is written with each change of a ticket. What a change of `overdue_time` makes of the tickets that wait
 * is written by this job, which also fills the column where an upgrade left it empty.
 */
@Injectable()
export class DeadlinesService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobsService,
    private readonly records: TicketRecords,
  ) {}

  onModuleInit(): void {
    this.jobs.add({ name: 'ticket_deadlines', everyMs: EVERY_MS, run: (signal) => this.run(signal) });
  }

  async run(signal: AbortSignal): Promise<void> {
    for (const status of WAITING) {
      let rows: Row[] = [];
      do {
        signal.throwIfAborted();
        rows = await this.select(status, rows.at(-1)?.id ?? 0);
        await this.write(rows.flatMap((row) => this.moved(row)));
        // The embedded database answers at once: others have to get their turn.
        await setImmediate();
      } while (rows.length === BATCH);
    }
  }

  private select(status: TicketStatus, afterId: number): Promise<Row[]> {
    return this.database.query<Row>(
      `select id, status, onHold, version, dueAt, lastMessageAt, overdueAt from tickets
       where status = ? and id > ? order by id limit ${BATCH}`,
      [status, afterId],
    );
  }

  private moved(row: Row): Moved[] {
    const overdueAt = this.records.overdueAt({
      ...row,
      onHold: Boolean(row.onHold),
      dueAt: toOptionalDate(row.dueAt),
      lastMessageAt: toDate(row.lastMessageAt),
    });
    const kept = toOptionalDate(row.overdueAt);
    return kept?.getTime() === overdueAt?.getTime() ? [] : [{ id: row.id, version: row.version, overdueAt }];
  }

  /** A ticket that has changed since it was read has its deadline from that change. */
  private async write(moved: readonly Moved[]): Promise<void> {
    if (!moved.length) return;
    await this.database.transaction(async (tx) => {
      for (const { id, version, overdueAt } of moved)
        await tx.query('update tickets set overdueAt = ? where id = ? and version = ?', [
          overdueAt,
          id,
          version,
        ]);
    });
  }
}
