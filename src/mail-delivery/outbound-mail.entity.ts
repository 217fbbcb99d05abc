import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { MailEvent } from './templates/mail-events.js';

/** `sent`: nothing is left to do, and somebody got it. `failed`: nothing is left to do, and nobody did. */
export const OUTBOUND_MAIL_STATES = ['queued', 'sending', 'sent', 'failed', 'cancelled'] as const;
export type OutboundMailState = (typeof OUTBOUND_MAIL_STATES)[number];

/** A mail that the desk owes: composed once, its raw form kept, sent as it is until every recipient is settled. */
@Entity('outbound_mails')
@Index('ux_outbound_mails__causeKey', ['causeKey'], { unique: true })
@Index('ix_outbound_mails__state_nextAttemptAt', ['state', 'nextAttemptAt'])
@Index('ix_outbound_mails__state', ['state'])
@Index('ix_outbound_mails__outboxId', ['outboxId'])
@Index('ix_outbound_mails__ticketId', ['ticketId'])
@Index('ix_outbound_mails__mailboxId', ['mailboxId'])
@Index('ix_outbound_mails__internetMessageId', ['internetMessageId'])
@Index('ix_outbound_mails__sha256', ['sha256'])
@Index('ix_outbound_mails__rawDeletedAt_createdAt', ['rawDeletedAt', 'createdAt'])
export class OutboundMail {
  @PrimaryGeneratedColumn()
  id: number;

  /** `<outbox id>-<n>`: what the same cause would make again is there already. */
  @Column({ type: 'varchar', length: 64 })
  causeKey: string;

  /** Mails of one ticket leave in the order of their causes. */
  @Column({ type: 'int' })
  outboxId: number;

  /** Whose name it bears; null: that of the desk. */
  @Column({ type: 'int', nullable: true })
  mailboxId: number | null;

  @Column({ type: 'int', nullable: true })
  ticketId: number | null;

  @Column({ type: 'int', nullable: true })
  messageId: number | null;

  /** A word of MAIL_EVENTS. */
  @Column({ type: 'varchar', length: 40 })
  event: MailEvent;

  /** The address of the envelope, where bounces go. */
  @Column({ type: 'varchar', length: 320 })
  sender: string;

  /** The Message-ID, with its brackets. */
  @Column({ type: 'varchar', length: 255 })
  internetMessageId: string;

  @Column({ type: 'text' })
  subject: string;

  /** Of the raw mail in RawMails. */
  @Column({ type: 'varchar', length: 64 })
  sha256: string;

  /** Bytes. */
  @Column({ type: 'int' })
  size: number;

  @Column({ type: 'varchar', length: 10 })
  state: OutboundMailState;

  /** Begun ones; those that ended at a refused login are not counted. */
  @Column({ type: 'int' })
  attempts: number;

  /** Not before this time; while it is being sent: when others may take it for abandoned. */
  @Column({ type: 'datetime', precision: 3 })
  nextAttemptAt: Date;

  @Column({ type: 'text', nullable: true })
  lastError: string | null;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  sentAt: Date | null;

  /** When the raw mail was purged; then it can no longer be sent or read. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  rawDeletedAt: Date | null;

  /** Counts every change; a claim is good for one version. */
  @Column({ type: 'int' })
  version: number;
}
