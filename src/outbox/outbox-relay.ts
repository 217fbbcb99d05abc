import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import { affected } from '../database/rows.js';
import type { OutboxState } from './outbox-message.entity.js';

/** `id` is stable over retries: what a handler makes can be named after it. */
export type OutboxHandler = (payload: Record<string, unknown>, id: number) => Promise<void>;

interface PendingRow {
  id: number;
  topic: string;
  payload: string;
  /** Begun before this one. */
  attempts: number;
}

const BATCH = 20;
const IDLE_MS = 5_000;
const CLAIM_MS = 60_000;
/** Waits after the first, second … failure; after the last one the message is dead and stays for a person to see. */
const LADDER_MS = [1_000, 10_000, 60_000, 600_000, 3_600_000];

/**
 * Carries the outbox to its handlers, in order of id, at least once. Any number of processes may run one: a row is
 * claimed by counting the attempt, which only one of them can do, and is out of the others' sight for CLAIM_MS.
 * Whoever takes longer than that may find it taken: the late end of an attempt that lost its claim changes nothing.
 */
@Injectable()
export class OutboxRelay implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Outbox');
  private readonly handlers = new Map<string, OutboxHandler>();
  private timer?: NodeJS.Timeout;
  private running?: Promise<void>;
  private wokenWhileRunning = false;
  private stopped = true;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** One handler a topic, registered while the process starts. */
  handle(topic: string, handler: OutboxHandler): void {
    if (this.handlers.has(topic)) throw new Error(`The topic "${topic}" has a handler already.`);
    this.handlers.set(topic, handler);
  }

  /** The server's part: a command only writes to the outbox, and leaves the rest to whoever serves. */
  start(): void {
    this.stopped = false;
    this.wake();
  }

  /** What is in hand is finished; the rest waits for the next start. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  wake(): void {
    if (this.stopped) return;
    if (this.running) {
      this.wokenWhileRunning = true;
      return;
    }
    clearTimeout(this.timer);
    this.running = this.drain()
      .catch((error: unknown) => this.logger.error(`The outbox stands still: ${String(error)}`))
      .finally(() => {
        this.running = undefined;
        if (this.wokenWhileRunning) this.wake();
        else if (!this.stopped) this.timer = setTimeout(() => this.wake(), IDLE_MS).unref();
      });
  }

  private async drain(): Promise<void> {
    let rows: PendingRow[];
    do {
      this.wokenWhileRunning = false;
      rows = await this.selectPending();
      for (const row of rows) {
        if (this.stopped) return;
        if (await this.claim(row)) await this.deliver(row);
      }
    } while (rows.length === BATCH && !this.stopped);
  }

  private selectPending(): Promise<PendingRow[]> {
    return this.database.query<PendingRow>(
      `select id, topic, payload, attempts from outbox
       where state = 'pending' and availableAt <= ? order by id limit ${BATCH}`,
      [this.clock.now()],
    );
  }

  /** The attempt is counted before it begins: a message that ends the process every time comes to its end as well. */
  private async claim(row: PendingRow): Promise<boolean> {
    const result = await this.database.transaction((tx) =>
      tx.query(
        `update outbox set attempts = attempts + 1, availableAt = ? where id = ? and state = 'pending' and attempts = ?`,
        [this.after(CLAIM_MS), row.id, row.attempts],
      ),
    );
    return affected(result) === 1;
  }

  private async deliver(row: PendingRow): Promise<void> {
    try {
      await this.attempt(row);
    } catch (error) {
      await this.settleFailed(row, error instanceof Error ? error.message : String(error));
      return;
    }
    await this.settle(row, 'done', null, this.clock.now());
  }

  private async attempt({ topic, payload, id, attempts }: PendingRow): Promise<void> {
    if (attempts > LADDER_MS.length) throw new Error('No attempt came to an end.');
    const handler = this.handlers.get(topic);
    if (!handler) throw new Error(`Nobody handles the topic "${topic}".`);
    await handler(JSON.parse(payload) as Record<string, unknown>, id);
  }

  private async settleFailed(row: PendingRow, reason: string): Promise<void> {
    const wait = LADDER_MS[row.attempts];
    const what = `Outbox message ${row.id} (${row.topic})`;
    if (wait === undefined) this.logger.error(`${what} is given up after its last attempt: ${reason}`);
    else this.logger.warn(`${what} failed, attempt ${row.attempts + 1}: ${reason}`);
    await this.settle(row, wait === undefined ? 'dead' : 'pending', reason, this.after(wait ?? 0));
  }

  /** Only while the claim is ours. */
  private async settle(
    row: PendingRow,
    state: OutboxState,
    lastError: string | null,
    time: Date,
  ): Promise<void> {
    await this.database.transaction((tx) =>
      tx.query(
        `update outbox set state = ?, lastError = ?, availableAt = ?, doneAt = ?
         where id = ? and state = 'pending' and attempts = ?`,
        [state, lastError, time, state === 'done' ? time : null, row.id, row.attempts + 1],
      ),
    );
  }

  private after(milliseconds: number): Date {
    return new Date(this.clock.now().getTime() + milliseconds);
  }
}
