import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { afterCommit, type Tx } from '../database/database.js';
import { insertRow } from '../database/rows.js';
import { OutboxRelay } from './outbox-relay.js';

/** What changes owe to the world outside the database. */
@Injectable()
export class OutboxService {
  constructor(
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  /** Writes the debt in the transaction of its cause and wakes the relay once that has committed. */
  async add(tx: Tx, topic: string, payload: Record<string, unknown>): Promise<void> {
    const now = this.clock.now();
    await insertRow(tx, 'outbox', {
      topic,
      payload: JSON.stringify(payload),
      state: 'pending',
      attempts: 0,
      availableAt: now,
      lastError: null,
      createdAt: now,
      doneAt: null,
    });
    afterCommit(tx, () => this.relay.wake());
  }
}
