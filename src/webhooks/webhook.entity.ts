import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { WebhookEvent } from './webhook-events.js';

const JSON_LIST = {
  to: (list: string[]): string => JSON.stringify(list),
  from: (text: string): string[] => JSON.parse(text) as string[],
};

/** Another program that is told what happens to tickets. */
@Entity('webhooks')
export class Webhook {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 255 })
  name: string;

  @Column({ type: 'varchar', length: 2000 })
  url: string;

  @Column({ type: 'text', transformer: JSON_LIST })
  events: WebhookEvent[];

  @Column({ type: 'boolean' })
  active: boolean;

  /** Sealed. */
  @Column({ type: 'varchar', length: 500 })
  secret: string;

  /** Sealed; signs as well until `previousSecretUntil`. */
  @Column({ type: 'varchar', length: 500, nullable: true })
  previousSecret: string | null;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  previousSecretUntil: Date | null;

  /** How far in the feed of events its deliveries are written. */
  @Column({ type: 'int' })
  position: number;

  /** The first of the failures that have followed each other up to now. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  failingSince: Date | null;

  /** Why the desk switched it off; null: it did not. */
  @Column({ type: 'varchar', length: 500, nullable: true })
  disabledReason: string | null;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ type: 'datetime', precision: 3 })
  updatedAt: Date;

  @Column({ type: 'int' })
  version: number;
}
