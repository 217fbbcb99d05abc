import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database, type Tx } from '../database/database.js';
import { flavourOf } from '../database/flavour.js';
import { lockOne } from '../database/lock-one.js';
import { marks } from '../database/marks.js';
import { affected } from '../database/rows.js';
import { SYSTEM, authorOf } from '../common/actor.js';
import { EventsService } from '../events/events.service.js';
import { OutboxService } from '../outbox/outbox.service.js';
import type { WebhookAnswer } from './webhook-client.js';
import type { DeliveryState } from './webhook-delivery.entity.js';
import { WebhookFigures } from './webhook-figures.js';
import { Webhook } from './webhook.entity.js';

/** A delivery that is ours to send, until the claim runs out. */
export interface ClaimedDelivery {
  id: number;
  webhookId: number;
  messageId: string;
  payload: string;
  /** This one included. */
  attempts: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Waits after the first, second … failure; three days in all. After the last one it is given up. */
export const LADDER_MS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  ...Array<number>(5).fill(12 * HOUR),
];
/** A webhook that took nothing for so long is switched off. */
const FAILING_MAX_MS = 72 * HOUR;
const CLAIM_MS = MINUTE;
const GONE = 410;
const REASON_MAX = 400;

/** Who sends which delivery, and what an attempt leaves behind. */
@Injectable()
export class WebhookClaims {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly outbox: OutboxService,
    private readonly figures: WebhookFigures,
  ) {}

  /** Some of what is due. The attempt is counted before it begins: one that ends the process every time ends as well. */
  async claim(webhookId: number, room: number): Promise<ClaimedDelivery[]> {
    const due = await this.database.query<{ id: number }>(
      `select id from webhook_deliveries where webhookId = ? and state = 'pending' and nextAttemptAt <= ?
       order by nextAttemptAt, id limit ?`,
      [webhookId, this.clock.now(), room],
    );
    if (!due.length) return [];
    return this.database.transaction((tx) =>
      this.claimIn(
        tx,
        due.map(({ id }) => id),
      ),
    );
  }

  private async claimIn(tx: Tx, ids: readonly number[]): Promise<ClaimedDelivery[]> {
    const now = this.clock.now();
    const rows: ClaimedDelivery[] = await tx.query(
      `select id, webhookId, messageId, payload, attempts + 1 as attempts from webhook_deliveries
       where id in (${marks(ids)}) and state = 'pending' and nextAttemptAt <= ? order by id${flavourOf(tx.dataSource).forUpdate}`,
      [...ids, now],
    );
    const claimed = rows.map(({ id }) => id);
    if (claimed.length)
      await tx.query(
        `update webhook_deliveries set attempts = attempts + 1, nextAttemptAt = ? where id in (${marks(claimed)})`,
        [after(now, CLAIM_MS), ...claimed],
      );
    return rows.map((row) => ({ ...row, attempts: Number(row.attempts) }));
  }

  /** Writes down how an attempt went, unless another process has begun the next one. */
  async settle(delivery: ClaimedDelivery, answer: WebhookAnswer): Promise<void> {
    const state = await this.database.transaction((tx) => this.settleIn(tx, delivery, answer));
    if (state) this.figures.count(state);
  }

  private async settleIn(
    tx: Tx,
    delivery: ClaimedDelivery,
    answer: WebhookAnswer,
  ): Promise<DeliveryState | undefined> {
    const webhook = await lockOne(tx, Webhook, delivery.webhookId);
    const state = webhook && (await this.write(tx, delivery, answer));
    if (!state) return undefined;
    const since = answer.error === null ? null : (webhook.failingSince ?? this.clock.now());
    await this.mark(tx, webhook, since);
    if (answer.error === null || since === null) return state;
    const failsFor = this.clock.now().getTime() - since.getTime();
    if (webhook.active && (answer.status === GONE || failsFor >= FAILING_MAX_MS))
      await this.disable(tx, webhook, answer.error);
    return state;
  }

  /** What the delivery is now; undefined: it is not ours any more. */
  private async write(
    tx: Tx,
    { id, attempts }: ClaimedDelivery,
    answer: WebhookAnswer,
  ): Promise<DeliveryState | undefined> {
    const now = this.clock.now();
    const wait = answer.error === null ? undefined : LADDER_MS[attempts - 1];
    const state: DeliveryState =
      answer.error === null ? 'delivered' : wait === undefined ? 'failed' : 'pending';
    const written: unknown = await tx.query(
      `update webhook_deliveries set state = ?, nextAttemptAt = ?, responseStatus = ?, responseBody = ?, durationMs = ?,
         error = ?, attemptedAt = ? where id = ? and attempts = ? and state = 'pending'`,
      [
        state,
        after(now, wait ?? 0),
        answer.status,
        answer.body,
        answer.durationMs,
        answer.error,
        now,
        id,
        attempts,
      ],
    );
    return affected(written) === 1 ? state : undefined;
  }

  private async mark(tx: Tx, { id, failingSince }: Webhook, since: Date | null): Promise<void> {
    if (failingSince?.getTime() === since?.getTime()) return;
    await tx.query('update webhooks set failingSince = ? where id = ?', [since, id]);
  }

  /** With all that waits, a word in the record, and a mail to the administrators. */
  private async disable(tx: Tx, { id, name, url }: Webhook, error: string): Promise<void> {
    const reason = error.slice(0, REASON_MAX);
    await tx.query(
      'update webhooks set active = ?, disabledReason = ?, updatedAt = ?, version = version + 1 where id = ?',
      [false, reason, this.clock.now(), id],
    );
    await cancelPending(tx, id);
    await this.events.append(tx, {
      type: 'webhook.disabled',
      resource: 'webhook',
      resourceId: id,
      actor: authorOf(SYSTEM),
      details: { reason },
    });
    await this.outbox.add(tx, 'webhook.disabled', { webhookId: id, name, url, reason });
  }
}

/** What waits for a webhook that is switched off. */
export const cancelPending = (tx: Tx, webhookId: number): Promise<unknown> =>
  tx.query("update webhook_deliveries set state = 'cancelled' where webhookId = ? and state = 'pending'", [
    webhookId,
  ]);

const after = (time: Date, milliseconds: number): Date => new Date(time.getTime() + milliseconds);
