import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Wakeable } from '../common/wakeable.js';
import { Background, type BackgroundWork } from '../jobs/background.js';
import { WebhookClaims, type ClaimedDelivery } from './webhook-claims.js';
import { WebhookClient } from './webhook-client.js';
import { WebhookDispatch } from './webhook-dispatch.js';
import { signaturesOf } from './webhook-signature.js';
import type { Webhook } from './webhook.entity.js';
import { WebhooksService } from './webhooks.service.js';

const PACE = { gatherMs: 20, idleMs: 1_000 };
/** At once, to one webhook and to all of them: a slow one keeps nobody waiting but itself. */
const PER_WEBHOOK = 4;
const TOTAL = 20;
/** What is being sent when the process stops has this long to end by itself. */
const GRACE_MS = 5_000;

/** Carries away what webhooks are owed: any number of processes, at least once. */
@Injectable()
export class WebhookSender implements BackgroundWork, OnModuleInit {
  private readonly logger = new Logger('Webhooks');
  private readonly inHand = new Map<ClaimedDelivery, Promise<void>>();
  private readonly work = new Wakeable(
    () => this.look(),
    PACE,
    (error) => this.logger.error(`Webhooks stand still: ${String(error)}`),
  );
  private giveUp = new AbortController();

  constructor(
    private readonly background: Background,
    private readonly clock: Clock,
    private readonly webhooks: WebhooksService,
    private readonly dispatch: WebhookDispatch,
    private readonly claims: WebhookClaims,
    private readonly client: WebhookClient,
  ) {}

  onModuleInit(): void {
    this.background.add('webhooks', this);
  }

  start(): void {
    this.giveUp = new AbortController();
    this.work.start();
  }

  async stop(): Promise<void> {
    await this.work.stop();
    const timer = setTimeout(() => this.giveUp.abort(), GRACE_MS).unref();
    await Promise.all(this.inHand.values());
    clearTimeout(timer);
  }

  /** There is something to send. */
  wake(): void {
    this.work.wake();
  }

  private async look(): Promise<number | undefined> {
    let isMore = false;
    for (const webhook of await this.webhooks.active()) {
      if (this.work.isStopping) return undefined;
      isMore = (await this.dispatch.follow(webhook)) || isMore;
      await this.sendTo(webhook);
    }
    return isMore ? PACE.gatherMs : undefined;
  }

  private async sendTo(webhook: Webhook): Promise<void> {
    const used = [...this.inHand.keys()].filter(({ webhookId }) => webhookId === webhook.id).length;
    const room = Math.min(PER_WEBHOOK - used, TOTAL - this.inHand.size);
    if (room <= 0) return;
    for (const delivery of await this.claims.claim(webhook.id, room)) {
      const sending = this.carry(webhook, delivery).finally(() => {
        this.inHand.delete(delivery);
        this.work.wake();
      });
      this.inHand.set(delivery, sending);
    }
  }

  /** Never rejects: what goes wrong here leaves the delivery to whoever finds its claim run out. */
  private async carry(webhook: Webhook, delivery: ClaimedDelivery): Promise<void> {
    try {
      const timestamp = Math.floor(this.clock.now().getTime() / 1_000);
      const { messageId: id, payload: body } = delivery;
      const headers = {
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signaturesOf(this.webhooks.secretsOf(webhook), { id, timestamp, body }),
      };
      const answer = await this.client.post({ url: webhook.url, headers, body }, this.giveUp.signal);
      await this.claims.settle(delivery, answer);
      const what = `Delivery ${delivery.id} of webhook ${webhook.id}, attempt ${delivery.attempts}`;
      if (answer.error !== null) this.logger.warn(`${what}: ${answer.error}`);
    } catch (error) {
      this.logger.error(`Delivery ${delivery.id} could not be settled: ${String(error)}`);
    }
  }
}
