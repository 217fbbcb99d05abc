import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
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
  attempts: number;
  availableAt: Date | string;
}

const BATCH = 20;
const IDLE_MS = 5_000;
const CLAIM_MS = 60_000;
/** Waits after the first, second … failure; after the last one the message is dead and stays for a person to see. */
const LADDER_MS = [1_000, 10_000, 60_000, 600_000, 3_600_000];

/**
 * Carries the outbox to its handlers, in order of id, at least once. Any number of processes may run one:
 * a row is claimed by moving its `availableAt`, which only one of them can do.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
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

  onApplicationBootstrap(): void {
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
      .catch((error: unknown) => this.logger.error(`The outbox could not be read: ${String(error)}`))
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
      `select id, topic, payload, attempts, availableAt from outbox
       where state = 'pending' and availableAt <= ? order by id limit ${BATCH}`,
      [this.clock.now()],
    );
  }

  private async claim(row: PendingRow): Promise<boolean> {
    const until = new Date(this.clock.now().getTime() + CLAIM_MS);
    return this.database.transaction(async (tx) => {
      const result: unknown = await tx.query(
        `update outbox set availableAt = ? where id = ? and state = 'pending' and availableAt = ?`,
        [until, row.id, row.availableAt],
      );
      return affected(result) === 1;
    });
  }

  private async deliver(row: PendingRow): Promise<void> {
    const handler = this.handlers.get(row.topic);
    try {
      if (!handler) throw new Error(`Nobody handles the topic "${row.topic}".`);
      await handler(JSON.parse(row.payload) as Record<string, unknown>, row.id);
      await this.settle(row, 'done', null, this.clock.now());
    } catch (error) {
      const wait = LADDER_MS[row.attempts];
      const message = error instanceof Error ? error.message : String(error);
      this.logger.warn(
        `Outbox message ${row.id} (${row.topic}) failed, attempt ${row.attempts + 1}: ${message}`,
      );
      const again = new Date(this.clock.now().getTime() + (wait ?? 0));
      await this.settle(row, wait === undefined ? 'dead' : 'pending', message, again);
    }
  }

  private async settle(
    row: PendingRow,
    state: OutboxState,
    lastError: string | null,
    time: Date,
  ): Promise<void> {
    await this.database.transaction((tx) =>
      tx.query(
        'update outbox set state = ?, attempts = ?, lastError = ?, availableAt = ?, doneAt = ? where id = ?',
        [state, row.attempts + 1, lastError, time, state === 'done' ? time : null, row.id],
      ),
    );
  }
}
