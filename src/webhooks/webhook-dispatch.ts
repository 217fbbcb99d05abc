import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database, type Tx } from '../database/database.js';
import { lockOne } from '../database/lock-one.js';
import { marks } from '../database/marks.js';
import { insertRows } from '../database/rows.js';
import { EventsService, type FeedEvent } from '../events/events.service.js';
import { WebhookPayloads } from './webhook-payloads.js';
import { Webhook } from './webhook.entity.js';

/** Bodies are large: few of them go in one transaction. */
const BATCH = 20;

/** Follows the feed of events for each webhook, and writes what it is to be told: each event once, whoever follows. */
@Injectable()
export class WebhookDispatch {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly payloads: WebhookPayloads,
  ) {}

  /** Writes the next deliveries of a webhook. @returns whether there are more to write */
  async follow({ id, position, events }: Pick<Webhook, 'id' | 'position' | 'events'>): Promise<boolean> {
    const part = await this.events.feed({
      after: position,
      limit: BATCH,
      condition: {
        sql: `coalesce(e.resource, '') = 'ticket' and e.type in (${marks(events)})`,
        parameters: events,
      },
    });
    if (part.position === position) return false;
    const bodies = await this.payloads.of(part.events);
    await this.database.transaction(async (tx) => {
      const webhook = await lockOne(tx, Webhook, id);
      // Another process was faster, or it was switched off meanwhile.
      if (!webhook?.active || webhook.position !== position) return;
      await this.insert(tx, id, part.events, bodies);
      await tx.query('update webhooks set position = ? where id = ?', [part.position, id]);
    });
    return part.more;
  }

  private async insert(
    tx: Tx,
    webhookId: number,
    events: readonly FeedEvent[],
    bodies: readonly string[],
  ): Promise<void> {
    const rows = events.map(({ id, type }, at) =>
      deliveryRow({ webhookId, eventId: id, type, payload: bodies[at]!, now: this.clock.now() }),
    );
    await insertRows(tx, 'webhook_deliveries', rows);
  }
}

/** A new delivery, due at once. */
export const deliveryRow = ({
  now,
  ...row
}: {
  webhookId: number;
  eventId: number | null;
  type: string;
  payload: string;
  now: Date;
}) => ({
  ...row,
  messageId: `msg_${randomUUID().replaceAll('-', '')}`,
  state: 'pending',
  attempts: 0,
  nextAttemptAt: now,
  createdAt: now,
});
