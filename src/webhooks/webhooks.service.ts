import { Injectable } from '@nestjs/common';
import { authorOf, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { InvalidInput } from '../common/errors.js';
import type { Page } from '../common/page.js';
import { requireVersion } from '../common/row-version.js';
import { Database, type Tx } from '../database/database.js';
import { lockOne } from '../database/lock-one.js';
import { listById, type PageSearch } from '../database/pages-by-id.js';
import { applyChanges, type Changes } from '../events/changes.js';
import { EventBell } from '../events/event-bell.js';
import { EventsService } from '../events/events.service.js';
import { SecretBox } from '../staff-auth/secret-box.js';
import { cancelPending } from './webhook-claims.js';
import { WebhookClient } from './webhook-client.js';
import type { WebhookEvent } from './webhook-events.js';
import { newSecret } from './webhook-signature.js';
import { Webhook } from './webhook.entity.js';
import { WebhookNotFound } from './webhook.errors.js';

export interface WebhookInput {
  name: string;
  /** HTTP or HTTPS, without a name or password in it. */
  url: string;
  events: WebhookEvent[];
  /** Absent: yes. */
  active?: boolean;
}

/** A webhook with its secret, as it is shown once. */
export interface WebhookWithSecret {
  webhook: Webhook;
  secret: string;
}

/** How long the secret before still signs. */
const OVERLAP_MS = 24 * 3_600_000;

/** Whom the desk tells what happens. Secrets are sealed in the database. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly bell: EventBell,
    private readonly secretBox: SecretBox,
    private readonly client: WebhookClient,
  ) {}

  /** One page, in order of id. */
  list(search: PageSearch): Promise<Page<Webhook>> {
    return listById(this.database.repository(Webhook), search);
  }

  /** Those that are told what happens. */
  active(): Promise<Webhook[]> {
    return this.database.repository(Webhook).find({ where: { active: true }, order: { id: 'ASC' } });
  }

  /** @throws WebhookNotFound */
  async get(id: number): Promise<Webhook> {
    const webhook = await this.database.repository(Webhook).findOneBy({ id });
    if (!webhook) throw new WebhookNotFound();
    return webhook;
  }

  /** In clear, those that sign now: for the one who sends. */
  secretsOf({ secret, previousSecret, previousSecretUntil }: Webhook): string[] {
    const isInForce = previousSecret && previousSecretUntil && previousSecretUntil > this.clock.now();
    return [secret, ...(isInForce ? [previousSecret] : [])].map((sealed) => this.secretBox.open(sealed));
  }

  /** It hears of what happens from now on. @throws InvalidInput */
  async create(actor: Actor, input: WebhookInput): Promise<WebhookWithSecret> {
    this.requireOpen(input.url);
    const secret = newSecret();
    const position = await this.bell.latest();
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const webhook = tx.create(Webhook, {
        ...input,
        active: input.active ?? true,
        secret: this.secretBox.seal(secret),
        previousSecret: null,
        previousSecretUntil: null,
        position,
        failingSince: null,
        disabledReason: null,
        createdAt: now,
        updatedAt: now,
        version: 1,
      });
      await tx.save(webhook);
      const { name, url } = webhook;
      await this.append(tx, actor, webhook.id, 'created', { details: { name, url } });
      return { webhook, secret };
    });
  }

  /** Switched on again, it hears of what happens from then on. @throws WebhookNotFound, StaleVersion, InvalidInput */
  async update(
    actor: Actor,
    id: number,
    input: Partial<WebhookInput>,
    expectedVersion?: number,
  ): Promise<Webhook> {
    if (input.url !== undefined) this.requireOpen(input.url);
    const latest = await this.bell.latest();
    return this.database.transaction(async (tx) => {
      const webhook = await this.lock(tx, id, expectedVersion);
      const changes = applyChanges(webhook, input, ['name', 'url', 'events', 'active']);
      if (!Object.keys(changes).length) return webhook;
      if (changes['active'] && webhook.active)
        Object.assign(webhook, { position: latest, failingSince: null, disabledReason: null });
      if (changes['active'] && !webhook.active) await cancelPending(tx, id);
      await this.save(tx, webhook);
      await this.append(tx, actor, id, 'updated', { changes });
      return webhook;
    });
  }

  /** A new secret; the one before signs as well for a day. @throws WebhookNotFound, StaleVersion */
  rotate(actor: Actor, id: number, expectedVersion?: number): Promise<WebhookWithSecret> {
    const secret = newSecret();
    return this.database.transaction(async (tx) => {
      const webhook = await this.lock(tx, id, expectedVersion);
      webhook.previousSecret = webhook.secret;
      webhook.previousSecretUntil = new Date(this.clock.now().getTime() + OVERLAP_MS);
      webhook.secret = this.secretBox.seal(secret);
      await this.save(tx, webhook);
      await this.append(tx, actor, id, 'updated', { details: { secret: 'rotated' } });
      return { webhook, secret };
    });
  }

  /** With its deliveries. @throws WebhookNotFound, StaleVersion */
  delete(actor: Actor, id: number, expectedVersion?: number): Promise<void> {
    return this.database.transaction(async (tx) => {
      const { name, url } = await this.lock(tx, id, expectedVersion);
      await tx.delete(Webhook, id);
      await this.append(tx, actor, id, 'deleted', { details: { name, url } });
    });
  }

  private async lock(tx: Tx, id: number, expectedVersion?: number): Promise<Webhook> {
    const webhook = await lockOne(tx, Webhook, id);
    if (!webhook) throw new WebhookNotFound();
    requireVersion(webhook, expectedVersion);
    return webhook;
  }

  private async save(tx: Tx, webhook: Webhook): Promise<void> {
    webhook.updatedAt = this.clock.now();
    webhook.version += 1;
    await tx.save(webhook);
  }

  private requireOpen(url: string): void {
    if (this.client.refuses(url)) throw InvalidInput.field('url', 'address_refused');
  }

  private append(
    tx: Tx,
    actor: Actor,
    resourceId: number,
    what: 'created' | 'updated' | 'deleted',
    more: { changes?: Changes; details?: Record<string, unknown> },
  ): Promise<void> {
    const about = { type: `webhook.${what}`, resource: 'webhook' as const, resourceId };
    return this.events.append(tx, { ...about, actor: authorOf(actor), ...more });
  }
}
