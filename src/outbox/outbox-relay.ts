import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Wakeable } from '../common/wakeable.js';
import { Database, type Tx } from '../database/database.js';
import { flavourOf } from '../database/flavour.js';
import { marks } from '../database/marks.js';
import { setsOf } from '../database/rows.js';
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

interface Settled extends Record<string, unknown> {
  state: OutboxState;
  lastError: string | null;
  availableAt: Date;
  doneAt: Date | null;
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
    this.work.start();
  }

  /** What is in hand is finished; the rest waits for the next start. */
  stop(): Promise<void> {
    return this.work.stop();
  }

  wake(): void {
    this.work.wake();
  }

  private async drain(): Promise<undefined> {
    let rows: PendingRow[];
    do {
      rows = await this.selectPending();
      await this.carry(await this.claim(rows));
    } while (rows.length === BATCH && !this.work.isStopping);
    return undefined;
  }

  /** Hands the rows over, one after the other, while the claim of the last one has time enough. */
  private async carry(rows: PendingRow[]): Promise<void> {
    const giveBackAt = this.after(CLAIM_MS / 2);
    let outcomes: Outcome[] = [];
    let settleAt = performance.now() + SETTLE_MS;
    for (const [index, row] of rows.entries()) {
      if (this.work.isStopping || this.clock.now() >= giveBackAt) {
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
    return this.onThose(rows, 0, (tx, ids) =>
      tx.query(`update outbox set attempts = attempts + 1, availableAt = ? where id in (${marks(ids)})`, [
        this.after(CLAIM_MS),
        ...ids,
      ]),
    );
  }

  /** As if they had not been claimed. */
  private async giveBack(rows: PendingRow[]): Promise<void> {
    await this.onThose(rows, 1, (tx, ids) =>
      tx.query(`update outbox set attempts = attempts - 1, availableAt = ? where id in (${marks(ids)})`, [
        this.clock.now(),
        ...ids,
      ]),
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
    // One time for all: what is the same in every row is written once.
    const now = this.clock.now();
    const columns = new Map(outcomes.map((outcome) => [outcome.row.id, this.settled(outcome, now)]));
    const rows = outcomes.map(({ row }) => row);
    await this.onThose(rows, 1, (tx, ids) => {
      const { sets, values } = setsOf(ids.map((id) => ({ id, columns: columns.get(id)! })));
      return tx.query(`update outbox set ${sets} where id in (${marks(ids)})`, [...values, ...ids]);
    });
  }

  private settled({ row, fault }: Outcome, now: Date): Settled {
    if (fault === undefined) return { state: 'done', lastError: null, availableAt: now, doneAt: now };
    const wait = LADDER_MS[row.attempts];
    const what = `Outbox message ${row.id} (${row.topic})`;
    if (wait === undefined) this.logger.error(`${what} is given up after its last attempt: ${fault}`);
    else this.logger.warn(`${what} failed, attempt ${row.attempts + 1}: ${fault}`);
    const state = wait === undefined ? 'dead' : 'pending';
    return { state, lastError: fault, availableAt: this.after(wait ?? 0), doneAt: null };
  }

  /**
   * Changes those of the rows that are still pending, with the attempts they had when they were read and `begun` more.
   * @returns them
   */
  private async onThose(
    rows: PendingRow[],
    begun: 0 | 1,
    update: (tx: Tx, ids: number[]) => Promise<unknown>,
  ): Promise<PendingRow[]> {
    if (!rows.length) return [];
    const ids = rows.map(({ id }) => id);
    return this.database.transaction(async (tx) => {
      const { forUpdate } = flavourOf(tx.dataSource);
      const pending: { id: number; attempts: number }[] = await tx.query(
        `select id, attempts from outbox where id in (${marks(ids)}) and state = 'pending' order by id${forUpdate}`,
        ids,
      );
      const attempts = new Map(pending.map((row) => [row.id, row.attempts]));
      const those = rows.filter((row) => attempts.get(row.id) === row.attempts + begun);
      if (those.length)
        await update(
          tx,
          those.map(({ id }) => id),
        );
      return those;
    });
  }

  private after(milliseconds: number): Date {
    return new Date(this.clock.now().getTime() + milliseconds);
  }
}
