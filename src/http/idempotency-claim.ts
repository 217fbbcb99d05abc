import type { Clock } from '../common/clock.js';
import type { Database, Tx } from '../database/database.js';
import { withoutJournal, type Journal, type JournalStep } from '../database/journal.js';
import { affected } from '../database/rows.js';
import { IdempotencyInFlight } from './idempotency.errors.js';

/** An answer as it was given. */
export interface StoredAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** By number of the transaction: what it returned, in a list of one, since JSON knows no undefined. */
export type StepResults = Record<number, [unknown]>;

export const CLAIM_MS = 10_000;
const RENEW_MS = 3_000;
/** Whoever takes longer than this may find the key taken by the next one who tries; what is left of it then fails. */
const RENEWALS_MAX = 200;

/** One run of a keyed request: it has the key until it is answered, given up, or its process dies. */
export class IdempotencyClaim implements Journal {
  private steps = 0;
  private renewals = 0;
  private readonly timer = setInterval(() => this.renew(), RENEW_MS).unref();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly id: number,
    private readonly claim: string,
    private readonly results: StepResults = {},
    /** An earlier run of the request had committed something. */
    readonly resumed = Object.keys(results).length > 0,
  ) {}

  next(): JournalStep {
    const step = this.steps++;
    const known = this.results[step];
    return {
      ...(known && { recalled: { result: known[0] } }),
      record: (tx, result) => this.record(tx, step, result),
      forget: () => void delete this.results[step],
    };
  }

  /** Keeps the answer: from now on it is what the key stands for. */
  async answer({ status, headers, body }: StoredAnswer): Promise<void> {
    clearInterval(this.timer);
    await this.write('claimedUntil = null, results = null, status = ?, headers = ?, body = ?', [
      status,
      JSON.stringify(headers),
      body,
    ]);
  }

  /**
   * Nothing is worth keeping. Where nothing was done, the key is as good as new; else who tries again goes on behind what
   * was done.
   */
  async giveUp(): Promise<void> {
    clearInterval(this.timer);
    if (Object.keys(this.results).length) await this.write('claimedUntil = ?', [this.clock.now()]);
    else
      await this.commit((tx) =>
        tx.query('delete from idempotency_keys where id = ? and claim = ?', [this.id, this.claim]),
      );
  }

  private async record(tx: Tx, step: number, result: unknown): Promise<void> {
    this.results[step] = [result];
    const updated: unknown = await tx.query(
      'update idempotency_keys set results = ? where id = ? and claim = ? and status is null',
      [JSON.stringify(this.results), this.id, this.claim],
    );
    if (affected(updated) !== 1) throw new IdempotencyInFlight();
  }

  private renew(): void {
    this.renewals += 1;
    if (this.renewals >= RENEWALS_MAX) clearInterval(this.timer);
    const until = new Date(this.clock.now().getTime() + CLAIM_MS);
    // One that fails is made up for by the next.
    this.write('claimedUntil = ?', [until]).catch(() => undefined);
  }

  private write(sets: string, values: unknown[]): Promise<unknown> {
    return this.commit((tx) =>
      tx.query(`update idempotency_keys set ${sets} where id = ? and claim = ? and status is null`, [
        ...values,
        this.id,
        this.claim,
      ]),
    );
  }

  /** It is no step of the work itself. */
  private commit(work: (tx: Tx) => Promise<unknown>): Promise<unknown> {
    return withoutJournal(() => this.database.transaction(work));
  }
}
