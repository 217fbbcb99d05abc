import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Config } from '../config/config.js';
import { Database, type Tx } from '../database/database.js';
import { LostRace, isUniqueViolation } from '../database/flavour.js';
import { withoutJournal } from '../database/journal.js';
import { marks } from '../database/marks.js';
import { affected, insertRow, toDate } from '../database/rows.js';
import { JobsService } from '../jobs/jobs.service.js';
import { CLAIM_MS, IdempotencyClaim, type StepResults, type StoredAnswer } from './idempotency-claim.js';
import { IdempotencyInFlight, IdempotencyKeyReused } from './idempotency.errors.js';

const HOUR_MS = 3_600_000;
const KEEP_MS = 24 * HOUR_MS;
const BATCH = 500;
/** A time as JSON writes it: read back it is a Date again. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

interface KeyRow {
  id: number;
  requestHash: string;
  claim: string;
  claimedUntil: Date | string | null;
  results: string | null;
  status: number | null;
  headers: string | null;
  body: string | null;
}

/** Which keyed requests there were in the last 24 hours. */
@Injectable()
export class IdempotencyKeysService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly jobs: JobsService,
  ) {}

  async onModuleInit(): Promise<void> {
    this.jobs.add({ name: 'idempotency_purge', everyMs: HOUR_MS, run: (signal) => this.purge(signal) });
    // The embedded database has one process at a time: what an earlier one had in hand nobody has now.
    if (!this.config.databaseUrl)
      await this.database.transaction((tx) =>
        tx.query('update idempotency_keys set claimedUntil = ? where claimedUntil > ?', [
          this.clock.now(),
          this.clock.now(),
        ]),
      );
  }

  /**
   * Takes the request in hand, or tells how it was answered.
   * @param name of caller, method, path and key; `requestHash` of all that the request says
   * @throws IdempotencyKeyReused, IdempotencyInFlight
   */
  async claim(name: string, requestHash: string): Promise<IdempotencyClaim | StoredAnswer> {
    const claim = randomUUID();
    const taken = await withoutJournal(() =>
      this.database.transaction((tx) => this.take(tx, name, requestHash, claim)),
    );
    if ('status' in taken) return taken;
    return new IdempotencyClaim(this.database, this.clock, taken.id, claim, taken.results);
  }

  async purge(signal: AbortSignal): Promise<void> {
    const until = new Date(this.clock.now().getTime() - KEEP_MS);
    let rows: { id: number }[];
    do {
      signal.throwIfAborted();
      rows = await this.database.query<{ id: number }>(
        `select id from idempotency_keys where createdAt < ? order by createdAt limit ${BATCH}`,
        [until],
      );
      if (rows.length) await this.delete(rows.map(({ id }) => id));
      // The embedded database answers at once: others have to get their turn.
      await setImmediate();
    } while (rows.length === BATCH);
  }

  private async take(
    tx: Tx,
    name: string,
    requestHash: string,
    claim: string,
  ): Promise<StoredAnswer | { id: number; results: StepResults }> {
    const now = this.clock.now();
    const claimedUntil = new Date(now.getTime() + CLAIM_MS);
    const row = { name, requestHash, claim, claimedUntil, createdAt: now };
    const id = await insertRow(tx, 'idempotency_keys', row).catch((error: unknown) => {
      if (!isUniqueViolation(error)) throw error;
    });
    if (id !== undefined) return { id, results: {} };
    const known = await this.select(tx, name);
    if (known.requestHash !== requestHash) throw new IdempotencyKeyReused();
    if (known.status !== null) return answerOf(known, known.status);
    if (toDate(known.claimedUntil!) > now) throw new IdempotencyInFlight();
    const updated: unknown = await tx.query(
      'update idempotency_keys set claim = ?, claimedUntil = ? where id = ? and claim = ? and status is null',
      [claim, claimedUntil, known.id, known.claim],
    );
    // Somebody else took it meanwhile.
    if (affected(updated) !== 1) throw new IdempotencyInFlight();
    return { id: known.id, results: resultsOf(known) };
  }

  /** Without a lock: those who came too late for the insert all share one, and would wait for each other. */
  private async select(tx: Tx, name: string): Promise<KeyRow> {
    const [row]: KeyRow[] = await tx.query(
      `select id, requestHash, claim, claimedUntil, results, status, headers, body from idempotency_keys
       where name = ?`,
      [name],
    );
    // It was there a moment ago.
    if (!row) throw new LostRace();
    return row;
  }

  private delete(ids: readonly number[]): Promise<unknown> {
    return this.database.transaction((tx) =>
      tx.query(`delete from idempotency_keys where id in (${marks(ids)})`, [...ids]),
    );
  }
}

const answerOf = ({ headers, body }: KeyRow, status: number): StoredAnswer => ({
  status,
  headers: JSON.parse(headers ?? '{}') as Record<string, string>,
  body: body ?? '',
});

const resultsOf = ({ results }: KeyRow): StepResults =>
  JSON.parse(results ?? '{}', (_, value: unknown) =>
    typeof value === 'string' && TIME.test(value) ? new Date(value) : value,
  ) as StepResults;
