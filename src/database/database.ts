import { setTimeout } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityTarget, type ObjectLiteral, type Repository } from 'typeorm';
import { flavourOf, isLostRace, type Flavour } from './flavour.js';
import { nextStep, withoutJournal, type JournalStep } from './journal.js';
import { collectLateWrites, flushLateWrites } from './late-writes.js';
import { readMariadb } from './mariadb.js';
import { readSqlite } from './sqlite-isolation.js';
import type { Tx } from './tx.js';

export type { Tx };

type Task = () => void | Promise<void>;

/** A repository that can only read. */
export type Reader<T extends ObjectLiteral> = Pick<
  Repository<T>,
  'find' | 'findBy' | 'findOne' | 'findOneBy' | 'exists' | 'existsBy' | 'count' | 'countBy'
>;

const RETRIES = 3;
const RETRY_AFTER_MS = 20;

const READ = /^\s*(select|with|explain|show)\b/i;

const tasksOf = new WeakMap<Tx, Task[]>();

/** The one door to SQL: reads outside a transaction, and transactions. */
@Injectable()
export class Database {
  private readonly logger = new Logger(Database.name);
  private readonly read: typeof readSqlite | typeof readMariadb;

  constructor(private readonly dataSource: DataSource) {
    this.read = flavourOf(dataSource).name === 'sqlite' ? readSqlite : readMariadb;
  }

  /**
   * Reads committed rows by SQL with `?` placeholders; booleans, dates and undefined (null) may be bound.
   * Rows are raw: times come as text (see `toRfc3339` and `toDate`), booleans as 0 and 1.
   */
  async query<T>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    if (!READ.test(sql)) throw new Error(`Not a read; writes need a transaction: ${sql}`);
    return this.read<T>(this.dataSource, sql, parameters);
  }

  /** What reads say differently here and there. */
  get flavour(): Flavour {
    return flavourOf(this.dataSource);
  }

  /** Reads entities outside any transaction; inside one use `tx.getRepository`. */
  repository<T extends ObjectLiteral>(entity: EntityTarget<T>): Reader<T> {
    return this.dataSource.getRepository(entity);
  }

  /**
   * Commits all that `work` writes through `tx`, or nothing. A transaction that lost a race (deadlock, lock time-out,
   * busy) is tried again up to three times, so `work` may run more than once: it awaits nothing but SQL.
   * In journalled work, one that an earlier run committed is not run again: its result is returned as JSON keeps it.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const step = nextStep();
    return step ? this.journalled(step, work) : this.commit(work);
  }

  private async journalled<T>(step: JournalStep, work: (tx: Tx) => Promise<T>): Promise<T> {
    if (step.recalled) return step.recalled.result as T;
    const recorded = async (tx: Tx): Promise<T> => {
      const result = await work(tx);
      await step.record(tx, result);
      return result;
    };
    return this.commit(recorded).catch((error: unknown) => {
      step.forget();
      throw error;
    });
  }

  private async commit<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(work);
      } catch (error) {
        if (attempt > RETRIES || !isLostRace(error)) throw error;
        await setTimeout(RETRY_AFTER_MS * attempt * Math.random());
      }
    }
  }

  private async attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const tasks: Task[] = [];
    const result = await this.dataSource.transaction(async (tx) => {
      tasksOf.set(tx, tasks);
      collectLateWrites(tx);
      const done = await work(tx);
      await flushLateWrites(tx);
      return done;
    });
    for (const task of tasks) await this.finish(task);
    return result;
  }

  /** The commit stands, whatever becomes of the task. */
  private async finish(task: Task): Promise<void> {
    try {
      // What it starts goes on behind the work that caused it.
      await withoutJournal(task);
    } catch (error) {
      this.logger.error(
        'A task after a commit failed.',
        error instanceof Error ? error.stack : String(error),
      );
    }
  }
}

/**
 * Runs `task` once, after `tx` has committed and before `transaction` returns; never after a rollback.
 * For wake-up calls and caches; what must not be lost belongs into the outbox. A savepoint (`tx.transaction`) that is
 * rolled back inside `tx` does not take it back.
 */
export function afterCommit(tx: Tx, task: Task): void {
  const tasks = tasksOf.get(tx);
  if (!tasks) throw new Error('afterCommit needs the tx of Database.transaction.');
  tasks.push(task);
}
