import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database, afterCommit, type Tx } from '../database/database.js';
import { insertLate } from '../database/late-writes.js';
import { marks } from '../database/marks.js';
import { toDate } from '../database/rows.js';
import { OutboxRelay } from './outbox-relay.js';

/** What the outbox still has to do. */
export interface Backlog {
  pending: number;
  dead: number;
  /** Age of the oldest pending message; 0 without one. */
  oldestSeconds: number;
}

/** As `OutboxService.add` where there is no hurry: the relay finds it at its next look. */
export function oweLater(tx: Tx, topic: string, payload: Record<string, unknown>, now: Date): void {
  insertLate(tx, 'outbox', {
    topic,
    payload: JSON.stringify(payload),
    state: 'pending',
    attempts: 0,
    availableAt: now,
    lastError: null,
    createdAt: now,
    doneAt: null,
  });
}

/** What changes owe to the world outside the database. */
@Injectable()
export class OutboxService {
  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  /** Writes the debt in the transaction of its cause and wakes the relay once that has committed. */
  async add(tx: Tx, topic: string, payload: Record<string, unknown>): Promise<void> {
    oweLater(tx, topic, payload, this.clock.now());
    afterCommit(tx, () => this.relay.wake());
  }

  /** What is still owed of these topics and younger than that, oldest first: at most some hundreds. */
  async pending(topics: readonly string[], since: Date): Promise<{ id: number; payload: string }[]> {
    return this.database.query(
      `select id, payload from outbox where state = 'pending' and topic in (${marks(topics)}) and createdAt > ?
       order by id limit 500`,
      [...topics, since],
    );
  }

  /** For those who watch; costs as much as there is to do. */
  async backlog(): Promise<Backlog> {
    const rows = await this.database.query<{ state: string; total: number; oldest: string }>(
      `select state, count(*) as total, min(createdAt) as oldest from outbox
       where state in ('pending', 'dead') group by state`,
    );
    const of = (state: string) => rows.find((row) => row.state === state);
    const oldest = of('pending')?.oldest;
    const age = oldest === undefined ? 0 : this.clock.now().getTime() - toDate(oldest).getTime();
    return {
      pending: of('pending')?.total ?? 0,
      dead: of('dead')?.total ?? 0,
      oldestSeconds: Math.max(age, 0) / 1000,
    };
  }
}
