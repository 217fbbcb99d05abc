import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import { flavourOf } from '../database/flavour.js';
import { Leases, type Lease } from '../database/leases.js';
import { toDate, toOptionalDate } from '../database/rows.js';
import { Background } from './background.js';

/** What is to be done once in every slot of time, by one of all processes. */
export interface Job {
  /** Stable: it names the job in the database and in the metrics. */
  name: string;
  /** Length of a slot; slots begin at its multiples since 1970 (UTC), so that all processes agree on them. */
  everyMs: number;
  /**
   * Does it. Aborted when the process stops or its claim is lost: a run that ends early because of that throws
   * (`signal.throwIfAborted()`), and somebody takes the slot again; one that returns has done the slot.
   */
  run: (signal: AbortSignal) => Promise<unknown>;
}

/** How a job fares, over all processes; times are null until there is one. */
export interface JobReport {
  name: string;
  successes: number;
  failures: number;
  succeededAt: Date | null;
  /** Of the last run, successful or not. */
  durationMs: number;
  lastError: string | null;
}

interface Registered extends Job {
  /** Nothing is to be done before this time. */
  lookAt: number;
  running?: Promise<void>;
}

const TICK_MS = 1_000;
/** A claim is renewed while the job runs; that of a process that died runs out after this time. */
const CLAIM_MS = 60_000;
/** How soon to look again at a slot that another process has begun, or that could not be looked at. */
const LOOK_AGAIN_MS = 15_000;

/**
 * Runs each job once in each of its slots, however many processes run. A slot is done when its run has ended, well or
 * badly: a failure is logged and counted, and the next slot runs. The slot of a process that died is taken again when
 * the claim has run out. Slots that nobody was there for are made up for by one run.
 */
@Injectable()
export class JobsService implements OnModuleInit {
  private readonly logger = new Logger('Jobs');
  private readonly jobs = new Map<string, Registered>();
  private stopping = new AbortController();

  constructor(
    private readonly database: Database,
    private readonly leases: Leases,
    private readonly clock: Clock,
    private readonly scheduler: SchedulerRegistry,
    private readonly background: Background,
  ) {}

  onModuleInit(): void {
    this.background.add('jobs', { start: () => this.start(), stop: () => this.stop() });
  }

  add(job: Job): void {
    if (this.jobs.has(job.name)) throw new Error(`The job "${job.name}" is there already.`);
    this.jobs.set(job.name, { ...job, lookAt: 0 });
  }

  /** Runs what is due here and now, and waits for it. */
  async tick(): Promise<void> {
    const now = this.clock.now().getTime();
    const due = [...this.jobs.values()].filter((job) => !job.running && job.lookAt <= now);
    await Promise.all(
      due.map((job) => {
        job.running = this.look(job, now).finally(() => (job.running = undefined));
        return job.running;
      }),
    );
  }

  /** Of the jobs that this process knows and that have run. */
  async report(): Promise<JobReport[]> {
    const rows = await this.database.query<Omit<JobReport, 'succeededAt'> & { succeededAt: string | null }>(
      'select name, successes, failures, succeededAt, durationMs, lastError from jobs',
    );
    return rows
      .filter(({ name }) => this.jobs.has(name))
      .map((row) => ({ ...row, succeededAt: toOptionalDate(row.succeededAt) }));
  }

  private start(): void {
    this.stopping = new AbortController();
    this.scheduler.addInterval('jobs', setInterval(() => void this.tick(), TICK_MS).unref());
  }

  private async stop(): Promise<void> {
    this.scheduler.deleteInterval('jobs');
    this.stopping.abort(new Error('The process stops.'));
    await Promise.all([...this.jobs.values()].map(({ running }) => running));
  }

  /** Never throws: what goes wrong with the claim is a reason to look again. */
  private async look(job: Registered, now: number): Promise<void> {
    const slot = Math.floor(now / job.everyMs) * job.everyMs;
    job.lookAt = Math.min(slot + job.everyMs, now + LOOK_AGAIN_MS);
    try {
      if (!(await this.isDone(job, slot))) await this.claimAndRun(job, slot);
      if (await this.isDone(job, slot)) job.lookAt = slot + job.everyMs;
    } catch (error) {
      this.logger.error(`The job "${job.name}" could not be looked at: ${String(error)}`);
    }
  }

  private async isDone({ name }: Job, slot: number): Promise<boolean> {
    const [row] = await this.database.query<{ slotAt: string }>('select slotAt from jobs where name = ?', [
      name,
    ]);
    return row !== undefined && toDate(row.slotAt).getTime() >= slot;
  }

  private async claimAndRun(job: Job, slot: number): Promise<void> {
    const lease = await this.leases.acquire(`job/${job.name}`, CLAIM_MS);
    if (!lease) return;
    try {
      // Whoever had the claim before may have done the slot since we looked.
      if (!(await this.isDone(job, slot))) await this.run(job, slot, lease);
    } finally {
      await lease.release();
    }
  }

  private async run(job: Job, slot: number, lease: Lease): Promise<void> {
    const signal = AbortSignal.any([this.stopping.signal, lease.keep()]);
    // The stop may have come while we asked for the claim: a job that waits for the signal would wait for ever.
    if (signal.aborted) return;
    const startedAt = this.clock.now();
    const began = performance.now();
    let fault: string | null = null;
    try {
      await job.run(signal);
    } catch (error) {
      if (signal.aborted) return;
      fault = error instanceof Error ? error.message : String(error);
      this.logger.error(`The job "${job.name}" failed.`, error instanceof Error ? error.stack : undefined);
    }
    await this.record(job.name, slot, startedAt, Math.round(performance.now() - began), fault);
  }

  private async record(
    name: string,
    slot: number,
    startedAt: Date,
    durationMs: number,
    fault: string | null,
  ): Promise<void> {
    const good = fault === null ? 1 : 0;
    await this.database.transaction(async (tx) => {
      const update = flavourOf(tx.dataSource).onConflict('name', (offered) =>
        [
          ...['slotAt', 'startedAt', 'durationMs', 'lastError'].map(
            (column) => `${column} = ${offered(column)}`,
          ),
          ...['successes', 'failures'].map((column) => `${column} = ${column} + ${offered(column)}`),
          `succeededAt = coalesce(${offered('succeededAt')}, succeededAt)`,
        ].join(', '),
      );
      await tx.query(
        `insert into jobs (name, slotAt, startedAt, durationMs, successes, failures, succeededAt, lastError)
         values (?, ?, ?, ?, ?, ?, ?, ?)${update}`,
        [name, new Date(slot), startedAt, durationMs, good, 1 - good, good ? this.clock.now() : null, fault],
      );
    });
  }
}
