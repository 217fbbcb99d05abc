import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Wakeable } from '../common/wakeable.js';
import { Database, type Tx } from '../database/database.js';
import { affected } from '../database/rows.js';
import type { BackgroundWork } from '../jobs/background.js';
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

interface Outcome {
  row: PendingRow;
  /** Undefined: it was handed over. */
  fault: string | undefined;
}

const BATCH = 20;
/** Changes come in flocks: those that commit within this time are carried together. */
const GATHER_MS = 20;
/** Outcomes are written together as well, but soon: what a crash finds unwritten is handed over again. */
const SETTLE_MS = 100;
const IDLE_MS = 5_000;
const CLAIM_MS = 60_000;
/** Waits after the first, second … failure; after the last one the message is dead and stays for a person to see. */
const LADDER_MS = [1_000, 10_000, 60_000, 600_000, 3_600_000];

/**
 * Carries the outbox to its handlers, in order of id, at least once. Any number of processes may run one: a row is
 * claimed by counting the attempt, which only one of them can do, and is out of the others' sight for CLAIM_MS.
 * Whoever takes longer than that may find it taken: the late end of an attempt that lost its claim changes nothing.
 * Rows are claimed and settled many at a time, for every commit waits for the disk.
 */
@Injectable()
export class OutboxRelay implements BackgroundWork {
  private readonly logger = new Logger('Outbox');
  private readonly handlers = new Map<string, OutboxHandler>();
  private readonly work = new Wakeable(
    () => this.drain(),
    { gatherMs: GATHER_MS, idleMs: IDLE_MS },
    (error) => this.logger.error(`The outbox stands still: ${String(error)}`),
  );
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

  start(): void {
    this.stopped = false;
    this.work.start();
  }

  /** What is in hand is finished; the rest waits for the next start. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.work.stop();
  }

  wake(): void {
    this.work.wake();
  }

  private async drain(): Promise<undefined> {
    let rows: PendingRow[];
    do {
      rows = await this.selectPending();
      await this.carry(await this.claim(rows));
    } while (rows.length === BATCH && !this.stopped);
    return undefined;
  }

  /** Hands the rows over, one after the other, while the claim of the last one has time enough. */
  private async carry(rows: PendingRow[]): Promise<void> {
    const giveBackAt = this.after(CLAIM_MS / 2);
    let outcomes: Outcome[] = [];
    let settleAt = performance.now() + SETTLE_MS;
    for (const [index, row] of rows.entries()) {
      if (this.stopped || this.clock.now() >= giveBackAt) {
        await this.giveBack(rows.slice(index));
        break;
      }
      outcomes.push(await this.attempt(row));
      if (performance.now() < settleAt) continue;
      await this.settle(outcomes);
      outcomes = [];
      settleAt = performance.now() + SETTLE_MS;
    }
    await this.settle(outcomes);
  }

  private selectPending(): Promise<PendingRow[]> {
    return this.database.query<PendingRow>(
      `select id, topic, payload, attempts from outbox
       where state = 'pending' and availableAt <= ? order by id limit ${BATCH}`,
      [this.clock.now()],
    );
  }

  /**
   * Those of the rows that are ours now. The attempt is counted before it begins: a message that ends the process every
   * time comes to its end as well.
   */
  private async claim(rows: PendingRow[]): Promise<PendingRow[]> {
    const until = this.after(CLAIM_MS);
    return this.onEach(rows, (tx, row) =>
      tx.query(
        `update outbox set attempts = attempts + 1, availableAt = ? where id = ? and state = 'pending' and attempts = ?`,
        [until, row.id, row.attempts],
      ),
    );
  }

  /** As if they had not been claimed. */
  private async giveBack(rows: PendingRow[]): Promise<void> {
    const now = this.clock.now();
    await this.onEach(rows, (tx, row) =>
      tx.query(
        `update outbox set attempts = attempts - 1, availableAt = ? where id = ? and state = 'pending' and attempts = ?`,
        [now, row.id, row.attempts + 1],
      ),
    );
  }

  private async attempt(row: PendingRow): Promise<Outcome> {
    try {
      await this.handOver(row);
      return { row, fault: undefined };
    } catch (error) {
      return { row, fault: error instanceof Error ? error.message : String(error) };
    }
  }

  private async handOver({ topic, payload, id, attempts }: PendingRow): Promise<void> {
    if (attempts > LADDER_MS.length) throw new Error('No attempt came to an end.');
    const handler = this.handlers.get(topic);
    if (!handler) throw new Error(`Nobody handles the topic "${topic}".`);
    await handler(JSON.parse(payload) as Record<string, unknown>, id);
  }

  /** Only while the claims are ours. */
  private async settle(outcomes: Outcome[]): Promise<void> {
    const rows = outcomes.map((outcome) => ({ ...outcome.row, ...this.settled(outcome) }));
    await this.onEach(rows, (tx, { id, attempts, state, fault, time }) =>
      tx.query(
        `update outbox set state = ?, lastError = ?, availableAt = ?, doneAt = ?
         where id = ? and state = 'pending' and attempts = ?`,
        [state, fault, time, state === 'done' ? time : null, id, attempts + 1],
      ),
    );
  }

  private settled({ row, fault }: Outcome): { state: OutboxState; fault: string | null; time: Date } {
    if (fault === undefined) return { state: 'done', fault: null, time: this.clock.now() };
    const wait = LADDER_MS[row.attempts];
    const what = `Outbox message ${row.id} (${row.topic})`;
    if (wait === undefined) this.logger.error(`${what} is given up after its last attempt: ${fault}`);
    else this.logger.warn(`${what} failed, attempt ${row.attempts + 1}: ${fault}`);
    return { state: wait === undefined ? 'dead' : 'pending', fault, time: this.after(wait ?? 0) };
  }

  /** One transaction for all rows; returns those that were still as expected. */
  private async onEach<Row>(rows: Row[], update: (tx: Tx, row: Row) => Promise<unknown>): Promise<Row[]> {
    if (!rows.length) return [];
    return this.database.transaction(async (tx) => {
      const updated: Row[] = [];
      for (const row of rows) if (affected(await update(tx, row)) === 1) updated.push(row);
      return updated;
    });
  }

  private after(milliseconds: number): Date {
    return new Date(this.clock.now().getTime() + milliseconds);
  }
}
