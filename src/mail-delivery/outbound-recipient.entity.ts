import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { OutboundMail } from './outbound-mail.entity.js';

/**
 * `queued`, `deferred` (told to try later) and `unknown` (the line broke before the answer) are still tried.
 * `failed` was refused when it was sent, `bounced` afterwards.
 */
export const OUTBOUND_RECIPIENT_STATES = [
  'queued',
  'sent',
  'deferred',
  'bounced',
  'failed',
  'unknown',
  'cancelled',
] as const;
export type OutboundRecipientState = (typeof OUTBOUND_RECIPIENT_STATES)[number];

/** One address a mail goes to, and what became of it there. */
@Entity('outbound_recipients')
@Index('ix_outbound_recipients__mailId', ['mailId'])
@Index('ix_outbound_recipients__addressKey_mailId', ['addressKey', 'mailId'])
export class OutboundRecipient {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  @ForeignKey(() => OutboundMail, { name: 'fk_outbound_recipients__mailId', onDelete: 'CASCADE' })
  mailId: number;

  /** As it is written; compared by `addressKey`. */
  @Column({ type: 'varchar', length: 320 })
  address: string;

  @Column({ type: 'varchar', length: 320 })
  addressKey: string;

  @Column({ type: 'varchar', length: 500 })
  name: string;

  @Column({ type: 'varchar', length: 10 })
  state: OutboundRecipientState;

  /** What the server said last. */
  @Column({ type: 'text', nullable: true })
  detail: string | null;

  @Column({ type: 'datetime', precision: 3 })
  updatedAt: Date;
}
