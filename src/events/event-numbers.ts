import { Injectable, Logger } from '@nestjs/common';
import { Wakeable } from '../common/wakeable.js';
import { Database, type Tx } from '../database/database.js';
import { flavourOf } from '../database/flavour.js';
import { marks } from '../database/marks.js';
import type { BackgroundWork } from '../jobs/background.js';
import { EventBell } from './event-bell.js';

const BATCH = 500;
const GATHER_MS = 20;
/** How soon events of a process are numbered that does no background work. */
const IDLE_MS = 1_000;
/** The counter that holds the last number; whoever numbers holds its row until the commit. */
const LAST = 'events/number';

/**
 * Gives events the numbers by which the feed is read, once they have committed. Ids will not do: they are given out before
 * the commit, and a reader who has seen 8 would never see a 7 that commits later. Numbers grow in the order in which they
 * can be seen: they are given under the lock of one row, so that any number of processes number one after the other.
 * There are gaps.
 */
@Injectable()
export class EventNumbers implements BackgroundWork {
  private readonly logger = new Logger('Events');
  private readonly work = new Wakeable(
    () => this.numberAll(),
    { gatherMs: GATHER_MS, idleMs: IDLE_MS },
    (error) => this.logger.error(`Events are not numbered: ${String(error)}`),
  );

  constructor(
    private readonly database: Database,
    private readonly bell: EventBell,
  ) {}

  start(): void {
    this.work.start();
  }

  stop(): Promise<void> {
    return this.work.stop();
  }

  wake(): void {
    this.work.wake();
  }

  /** Numbers one batch. @returns how many events it found without a number */
  async numberSome(): Promise<number> {
    const rows = await this.database.query<{ id: number }>(
      `select id from events where number is null order by id limit ${BATCH}`,
    );
    if (!rows.length) return 0;
    const ids = rows.map(({ id }) => id);
    await this.database.transaction((tx) => this.number(tx, ids));
    this.bell.ring();
    return ids.length;
  }

  private async numberAll(): Promise<undefined> {
    while ((await this.numberSome()) === BATCH && !this.work.isStopping);
    return undefined;
  }

  /** Those of them that nobody has numbered meanwhile, in order of id. */
  private async number(tx: Tx, ids: readonly number[]): Promise<void> {
    const last = await this.lockLast(tx);
    const offset = last + 1 - ids[0]!;
    await tx.query(
      // `+ 0` says that no index is to be used for it: MariaDB would lock the end of it, where others insert.
      `update events set number = id + ? where id in (${marks(ids)}) and number + 0 is null`,
      [offset, ...ids],
    );
    await tx.query('update counters set value = ? where name = ?', [ids.at(-1)! + offset, LAST]);
  }

  private async lockLast(tx: Tx): Promise<number> {
    const keep = flavourOf(tx.dataSource).onConflict('name', () => 'value = counters.value');
    await tx.query(`insert into counters (name, value) values (?, 0)${keep}`, [LAST]);
    const [row]: { value: number | string }[] = await tx.query('select value from counters where name = ?', [
      LAST,
    ]);
    return Number(row!.value);
  }
}
