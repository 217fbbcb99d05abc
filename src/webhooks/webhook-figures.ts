import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import { toDate } from '../database/rows.js';
import { Metrics } from '../http/metrics.js';
import { Readiness } from '../http/readiness.js';
import type { DeliveryState } from './webhook-delivery.entity.js';

/** What is to be carried away. */
interface Backlog {
  pending: number;
  /** Age of the oldest; 0 without one. */
  oldestSeconds: number;
}

interface Hooks {
  /** Took nothing the last time, and are still tried. */
  failing: number;
  /** The desk switched them off, and they wait for somebody to see to it. */
  disabled: number;
}

/** Webhooks, for those who watch: what attempts came to since the process began, and what waits. */
@Injectable()
export class WebhookFigures implements OnModuleInit {
  private readonly outcomes: ReturnType<Metrics['counter']>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
    private readonly readiness: Readiness,
  ) {
    this.outcomes = metrics.counter(
      'switchdesk_webhook_attempts_total',
      'Attempts to deliver to webhooks, by what the delivery was then: delivered, pending, to be tried again, or failed, given up.',
      ['state'],
    );
  }

  onModuleInit(): void {
    this.metrics.gauge(
      'switchdesk_webhook_deliveries',
      'Deliveries to webhooks that are not at their end, by state.',
      ['state'],
      async () => [{ labels: { state: 'pending' }, value: (await this.backlog()).pending }],
    );
    this.metrics.gauge(
      'switchdesk_webhook_deliveries_oldest_seconds',
      'Age of the oldest delivery that is still to be made.',
      [],
      async () => [{ value: (await this.backlog()).oldestSeconds }],
    );
    this.metrics.gauge('switchdesk_webhooks', 'Webhooks that do not work, by why.', ['state'], async () => {
      const { failing, disabled } = await this.hooks();
      return [
        { labels: { state: 'failing' }, value: failing },
        { labels: { state: 'disabled' }, value: disabled },
      ];
    });
    this.readiness.report('webhooks', async () => ({ ...(await this.backlog()), ...(await this.hooks()) }));
  }

  /** An attempt has come to its end; called after the commit. */
  count(state: DeliveryState): void {
    this.outcomes.inc({ state });
  }

  private async backlog(): Promise<Backlog> {
    // Webhooks are few, and the index holds what waits for each.
    const [row] = await this.database.query<{ total: number; oldest: string | null }>(
      `select count(*) as total, min(d.createdAt) as oldest from webhooks w
       join webhook_deliveries d on d.webhookId = w.id and d.state = 'pending'`,
    );
    const age = row!.oldest === null ? 0 : this.clock.now().getTime() - toDate(row!.oldest).getTime();
    return { pending: row!.total, oldestSeconds: Math.round(Math.max(age, 0) / 1_000) };
  }

  private async hooks(): Promise<Hooks> {
    const rows = await this.database.query<{ active: number; failingSince: string | null }>(
      'select active, failingSince from webhooks where failingSince is not null or disabledReason is not null',
    );
    const failing = rows.filter(({ active }) => active).length;
    return { failing, disabled: rows.length - failing };
  }
}
