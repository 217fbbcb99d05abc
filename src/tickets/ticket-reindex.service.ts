import { setImmediate } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../database/database.js';
import { JobsService } from '../jobs/jobs.service.js';
import { TicketSortKeys } from './ticket-sort-keys.js';
import { TicketTexts } from './ticket-texts.js';

const EVERY_MS = 60_000;
const TABLES = ['messages', 'tickets'] as const;
type Table = (typeof TABLES)[number];
/** Of one transaction. */
const BATCH: Record<Table, number> = { messages: 100, tickets: 500 };

/** That all of it is to be indexed again, from the newest down; the desk goes on meanwhile. */
export async function planReindex(tx: Tx): Promise<void> {
  for (const table of TABLES) {
    await tx.query('delete from counters where name = ?', [counterOf(table)]);
    await tx.query(`insert into counters (name, value) select ?, coalesce(max(id), 0) from ${table}`, [
      counterOf(table),
    ]);
  }
}

/**
 * Indexes what is there but was never indexed: after an upgrade, a restore, or the command `reindex`. A counter says
 * which rows are left, so an end in between loses nothing; what changes meanwhile is indexed by whoever changes it.
 */
@Injectable()
export class TicketReindexService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobsService,
    private readonly keys: TicketSortKeys,
    private readonly texts: TicketTexts,
  ) {}

  onModuleInit(): void {
    this.jobs.add({ name: 'ticket_reindex', everyMs: EVERY_MS, run: (signal) => this.goOn(signal) });
  }

  /** All of it, from the beginning. @returns how many messages and tickets there were */
  async all(): Promise<number> {
    await this.database.transaction(async (tx) => {
      await this.texts.forgetLost(tx);
      await planReindex(tx);
    });
    return this.goOn();
  }

  /** What is left. */
  async goOn(signal?: AbortSignal): Promise<number> {
    let total = 0;
    for (const table of TABLES)
      for (let count = await this.step(table); count; count = await this.step(table)) {
        total += count;
        signal?.throwIfAborted();
        // The embedded database answers at once: others have to get their turn.
        await setImmediate();
      }
    return total;
  }

  private async step(table: Table): Promise<number> {
    const name = counterOf(table);
    const [left] = await this.database.query<{ value: number }>('select value from counters where name = ?', [
      name,
    ]);
    if (!left?.value) return 0;
    const rows = await this.database.query<{ id: number }>(
      `select id from ${table} where id <= ? order by id desc limit ${BATCH[table]}`,
      [left.value],
    );
    const ids = rows.map(({ id }) => id);
    await this.database.transaction(async (tx) => {
      await (table === 'messages' ? this.texts : this.keys).write(tx, ids);
      await tx.query('update counters set value = ? where name = ? and value = ?', [
        ids.length < BATCH[table] ? 0 : ids.at(-1)! - 1,
        name,
        left.value,
      ]);
    });
    return ids.length;
  }
}

const counterOf = (table: Table): string => `reindex/${table}`;
