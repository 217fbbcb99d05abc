import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { addToCounters, readCounters } from './counters.js';
import { Database, afterCommit, type Tx } from './database.js';
import { flavourOf } from './flavour.js';
import { withoutJournal } from './journal.js';

type Forget = () => void | Promise<void>;

/** Counters of announcements, one a topic. */
const PREFIX = 'invalidations/';
const LOOK_MS = 100;
const BEAT_MS = 5_000;
/** A process that died is waited for no longer than this. */
const ALIVE_MS = 15_000;
const ASK_AGAIN_MS = 20;
const PATIENCE_MS = 1_000;

/**
 * What processes remember of the database, and how they forget it together. Each process looks every tenth of a second
 * whether another one changed something, forgets, and says so; who changed it waits for the others before it answers. So
 * an answered change holds everywhere. A process that hangs holds nobody up for more than a second: what it remembers ends
 * by itself (five seconds). On SQLite there is one process, which forgets at once.
 */
@Injectable()
export class Invalidations implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Database');
  private readonly process = randomUUID();
  private readonly listeners = new Map<string, Forget[]>();
  private readonly announced = new WeakMap<Tx, Set<string>>();
  private readonly isShared: boolean;
  private known = new Map<string, number>();
  private looking?: Promise<void>;
  private timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    dataSource: DataSource,
  ) {
    this.isShared = flavourOf(dataSource).name === 'mariadb';
  }

  async onModuleInit(): Promise<void> {
    if (!this.isShared) return;
    await this.register();
    await this.look();
    const warn = (error: unknown): void =>
      this.logger.warn(`Other processes are not heard: ${String(error)}`);
    this.timers = [
      setInterval(() => void this.look().catch(() => undefined), LOOK_MS).unref(),
      setInterval(() => void this.beat().catch(warn), BEAT_MS).unref(),
    ];
  }

  async onModuleDestroy(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    if (!this.isShared) return;
    await this.looking?.catch(() => undefined);
    await this.database.transaction((tx) => tx.query('delete from processes where id = ?', [this.process]));
  }

  /** `forget` runs whenever a change of this kind has committed, here or elsewhere. */
  listen(topic: string, forget: Forget): void {
    this.listeners.set(topic, [...(this.listeners.get(topic) ?? []), forget]);
  }

  /** What any process remembers of this kind is out of date once `tx` has committed: forgotten when `transaction` returns. */
  async announce(tx: Tx, topic: string): Promise<void> {
    const topics = this.announced.get(tx) ?? new Set();
    if (topics.has(topic)) return;
    this.announced.set(tx, topics.add(topic));
    if (this.isShared) await addToCounters(tx, { [PREFIX + topic]: 1 });
    afterCommit(tx, async () => {
      await this.forget(topic);
      if (this.isShared) await this.othersForgot();
    });
  }

  /** Forgets what others announced since the last look; never twice at once. */
  private look(): Promise<void> {
    this.looking ??= this.lookNow().finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async lookNow(): Promise<void> {
    const counters = await readCounters(this.database, PREFIX);
    const changed = [...counters].filter(([name, count]) => this.known.get(name) !== count);
    if (!changed.length) return;
    for (const [name] of changed) await this.forget(name.slice(PREFIX.length));
    await withoutJournal(() =>
      this.database.transaction((tx) =>
        tx.query('update processes set heard = ? where id = ?', [sum(counters), this.process]),
      ),
    );
    this.known = counters;
  }

  private async forget(topic: string): Promise<void> {
    for (const forget of this.listeners.get(topic) ?? []) await forget();
  }

  private async othersForgot(): Promise<void> {
    const target = sum(await readCounters(this.database, PREFIX));
    for (
      const end = performance.now() + PATIENCE_MS;
      performance.now() < end;
      await setTimeout(ASK_AGAIN_MS)
    ) {
      const behind = await this.database.query(
        'select id from processes where id <> ? and aliveUntil > ? and heard < ? limit 1',
        [this.process, this.clock.now(), target],
      );
      if (!behind.length) return;
    }
  }

  private async register(): Promise<void> {
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      await tx.query('delete from processes where aliveUntil < ?', [now]);
      await tx.query('insert into processes (id, heard, aliveUntil) values (?, 0, ?)', [
        this.process,
        new Date(now.getTime() + ALIVE_MS),
      ]);
    });
  }

  /** A row that somebody took for that of a dead process comes back. */
  private async beat(): Promise<void> {
    const until = new Date(this.clock.now().getTime() + ALIVE_MS);
    await this.database.transaction((tx) =>
      tx.query(
        'insert into processes (id, heard, aliveUntil) values (?, ?, ?) on duplicate key update aliveUntil = values(aliveUntil)',
        [this.process, sum(this.known), until],
      ),
    );
  }
}

const sum = (counters: ReadonlyMap<string, number>): number =>
  [...counters.values()].reduce((total, count) => total + count, 0);
