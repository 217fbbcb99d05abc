import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Webhook } from './webhook.entity.js';

export const DELIVERY_STATES = ['pending', 'delivered', 'failed', 'cancelled'] as const;
/** `pending`: tried until it arrives. `failed`: given up. `cancelled`: its webhook was switched off. */
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What one webhook is told of one event: made once, sent as it is until it has arrived. */
@Entity('webhook_deliveries')
@Index('ux_webhook_deliveries__webhookId_eventId', ['webhookId', 'eventId'], { unique: true })
@Index('ix_webhook_deliveries__webhookId_state_nextAttemptAt', ['webhookId', 'state', 'nextAttemptAt'])
@Index('ix_webhook_deliveries__webhookId', ['webhookId'])
@Index('ix_webhook_deliveries__webhookId_state', ['webhookId', 'state'])
@Index('ix_webhook_deliveries__createdAt', ['createdAt'])
export class WebhookDelivery {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  @ForeignKey(() => Webhook, { name: 'fk_webhook_deliveries__webhookId', onDelete: 'CASCADE' })
  webhookId: number;

  /** The `webhook-id`: the same at every attempt. */
  @Column({ type: 'varchar', length: 40 })
  messageId: string;

  /** Null: a ping. */
  @Column({ type: 'int', nullable: true })
  eventId: number | null;

  @Column({ type: 'varchar', length: 64 })
  type: string;

  /** The body, byte for byte. */
  @Column({ type: 'text' })
  payload: string;

  @Column({ type: 'varchar', length: 10 })
  state: DeliveryState;

  /** Begun ones, counted when the delivery is claimed; so the number also tells whose claim it is. */
  @Column({ type: 'int' })
  attempts: number;

  /** Not before this time; a claim moves it into the future, so that a claim of a dead process runs out by itself. */
  @Column({ type: 'datetime', precision: 3 })
  nextAttemptAt: Date;

  /** Of the last attempt, as the next four; null: there was no answer. */
  @Column({ type: 'int', nullable: true })
  responseStatus: number | null;

  /** The first KB of the answer. */
  @Column({ type: 'text', nullable: true })
  responseBody: string | null;

  @Column({ type: 'int', nullable: true })
  durationMs: number | null;

  @Column({ type: 'text', nullable: true })
  error: string | null;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  attemptedAt: Date | null;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;
}
