import { setImmediate } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Page } from '../common/page.js';
import { Database } from '../database/database.js';
import { lockOne } from '../database/lock-one.js';
import { marks } from '../database/marks.js';
import { insertRow, toOptionalRfc3339, toRfc3339 } from '../database/rows.js';
import { pageById, type PageSearch } from '../database/pages-by-id.js';
import { JobsService } from '../jobs/jobs.service.js';
import type { DeliveryState } from './webhook-delivery.entity.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { deliveryRow } from './webhook-dispatch.js';
import { PING } from './webhook-events.js';
import { WebhookPayloads } from './webhook-payloads.js';
import { WebhookSender } from './webhook-sender.js';
import {
  WebhookDeliveryNotFound,
  WebhookDeliveryPending,
  WebhookInactive,
  WebhookNotFound,
} from './webhook.errors.js';
import { Webhook } from './webhook.entity.js';

/** A delivery as it is read; times in RFC 3339. */
export interface DeliveryRow {
  id: number;
  webhookId: number;
  messageId: string;
  eventId: number | null;
  type: string;
  state: DeliveryState;
  attempts: number;
  nextAttemptAt: string;
  responseStatus: number | null;
  responseBody: string | null;
  durationMs: number | null;
  error: string | null;
  attemptedAt: string | null;
  createdAt: string;
  /** The body; only where one is asked for. */
  payload?: string;
}

const HOUR_MS = 3_600_000;
const KEEP_MS = 30 * 24 * HOUR_MS;
const BATCH = 200;

const COLUMNS = `id, webhookId, messageId, eventId, type, state, attempts, nextAttemptAt, responseStatus, responseBody,
  durationMs, error, attemptedAt, createdAt`;

/** The log of what webhooks were told. */
@Injectable()
export class WebhookDeliveriesService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: JobsService,
    private readonly payloads: WebhookPayloads,
    private readonly sender: WebhookSender,
  ) {}

  onModuleInit(): void {
    this.jobs.add({ name: 'webhook_purge', everyMs: HOUR_MS, run: (signal) => this.purge(signal) });
  }

  /** The newest first. @throws WebhookNotFound */
  async list(
    webhookId: number,
    { state, ...search }: PageSearch & { state?: DeliveryState },
  ): Promise<Page<DeliveryRow>> {
    if (!(await this.database.query('select 1 from webhooks where id = ?', [webhookId])).length)
      throw new WebhookNotFound();
    const page = pageById(search, '-id');
    const rows = await this.database.query<DeliveryRow>(
      ...page.statement(`select ${COLUMNS} from webhook_deliveries`, [
        { sql: 'webhookId = ?', parameters: [webhookId] },
        ...(state ? [{ sql: 'state = ?', parameters: [state] }] : []),
      ]),
    );
    return page.of(rows.map(toDeliveryRow));
  }

  /** With its body. @throws WebhookDeliveryNotFound */
  async get(webhookId: number, id: number): Promise<DeliveryRow> {
    const [row] = await this.database.query<DeliveryRow>(
      `select ${COLUMNS}, payload from webhook_deliveries where id = ? and webhookId = ?`,
      [id, webhookId],
    );
    if (!row) throw new WebhookDeliveryNotFound();
    return toDeliveryRow(row);
  }

  /** A delivery that means nothing, to see whether it arrives. @throws WebhookNotFound, WebhookInactive */
  async ping(webhookId: number): Promise<DeliveryRow> {
    const id = await this.database.transaction(async (tx) => {
      const webhook = await lockOne(tx, Webhook, webhookId);
      if (!webhook) throw new WebhookNotFound();
      if (!webhook.active) throw new WebhookInactive();
      const now = this.clock.now();
      const payload = this.payloads.ping(now);
      return insertRow(
        tx,
        'webhook_deliveries',
        deliveryRow({ webhookId, eventId: null, type: PING, payload, now }),
      );
    });
    this.sender.wake();
    return this.get(webhookId, id);
  }

  /**
   * Sends a delivery once more, under its old id, with all attempts before it.
   * @throws WebhookDeliveryNotFound, WebhookDeliveryPending, WebhookInactive
   */
  async replay(webhookId: number, id: number): Promise<DeliveryRow> {
    await this.database.transaction(async (tx) => {
      const webhook = await lockOne(tx, Webhook, webhookId);
      const delivery = await lockOne(tx, WebhookDelivery, id);
      if (!webhook || delivery?.webhookId !== webhookId) throw new WebhookDeliveryNotFound();
      if (!webhook.active) throw new WebhookInactive();
      if (delivery.state === 'pending') throw new WebhookDeliveryPending();
      await tx.query(
        "update webhook_deliveries set state = 'pending', attempts = 0, nextAttemptAt = ? where id = ?",
        [this.clock.now(), id],
      );
    });
    this.sender.wake();
    return this.get(webhookId, id);
  }

  async purge(signal: AbortSignal): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEEP_MS);
    let rows: { id: number }[];
    do {
      signal.throwIfAborted();
      rows = await this.database.query<{ id: number }>(
        `select id from webhook_deliveries where createdAt < ? and state <> 'pending' order by createdAt limit ${BATCH}`,
        [before],
      );
      const ids = rows.map(({ id }) => id);
      if (ids.length)
        await this.database.transaction((tx) =>
          tx.query(`delete from webhook_deliveries where id in (${marks(ids)}) and state <> 'pending'`, ids),
        );
      // The embedded database answers at once: others have to get their turn.
      await setImmediate();
    } while (rows.length === BATCH);
  }
}

const toDeliveryRow = (row: DeliveryRow): DeliveryRow => ({
  ...row,
  nextAttemptAt: toRfc3339(row.nextAttemptAt),
  attemptedAt: toOptionalRfc3339(row.attemptedAt),
  createdAt: toRfc3339(row.createdAt),
});
