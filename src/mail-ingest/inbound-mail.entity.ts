import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

export const INBOUND_STATES = [
  'received',
  'processed',
  'failed',
  'quarantined',
  'skipped',
  'held',
  'duplicate',
] as const;

/**
 * `received`: in our store, its turn comes. `failed`: tried, and tried again. `quarantined`: given up; a fallback ticket
 * carries it. `skipped`, `duplicate`: needs no ticket. `held`: stopped by a brake. All but the first two say why.
 */
export type InboundState = (typeof INBOUND_STATES)[number];

export const INBOUND_SOURCES = ['imap', 'pipe'] as const;
export type InboundSource = (typeof INBOUND_SOURCES)[number];

/** How a mail found its ticket. `copy`: it is another mailbox's copy of a mail that is there already. */
export const THREADING_RULES = ['token', 'reference', 'subject', 'copy', 'new', 'report', 'manual'] as const;
export type ThreadingRule = (typeof THREADING_RULES)[number];

/** What the server that took the mail in says of its sender; `none`: nothing. */
export type Authentication = 'pass' | 'fail' | 'none';

/**
 * The ledger: every mail that ever came, and what became of it. A row outlives its raw mail, its ticket and its mailbox
 * (no foreign keys), so that no mail comes back as a new one.
 */
@Entity('inbound_mails')
@Index('ux_inbound_mails__place', ['mailboxId', 'folder', 'uidValidity', 'uid'], { unique: true })
@Index('ux_inbound_mails__contentKey', ['contentKey'], { unique: true })
@Index('ix_inbound_mails__sha256', ['sha256'])
@Index('ix_inbound_mails__messageKey', ['messageKey'])
@Index('ix_inbound_mails__fromKey_processedAt', ['fromKey', 'processedAt'])
@Index('ix_inbound_mails__ticketId_processedAt', ['ticketId', 'processedAt'])
@Index('ix_inbound_mails__processedAt', ['processedAt'])
@Index('ix_inbound_mails__nextAttemptAt', ['nextAttemptAt'])
@Index('ix_inbound_mails__mailboxId', ['mailboxId'])
@Index('ix_inbound_mails__state', ['state'])
@Index('ix_inbound_mails__reason', ['reason'])
export class InboundMail {
  @PrimaryGeneratedColumn()
  id: number;

  /** Null: it came by the pipe and none of its addresses is a mailbox of ours. */
  @Column({ type: 'int', nullable: true })
  mailboxId: number | null;

  @Column({ type: 'varchar', length: 10 })
  source: InboundSource;

  /** With the next two: where on its server the mail lies; null for what came by the pipe. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  folder: string | null;

  @Column({ type: 'int', unsigned: true, nullable: true })
  uidValidity: number | null;

  @Column({ type: 'int', unsigned: true, nullable: true })
  uid: number | null;

  /** Mailbox and content: what makes a mail the same mail wherever it turns up. Null for a duplicate. */
  @Column({ type: 'varchar', length: 80, nullable: true })
  contentKey: string | null;

  /** Of the raw mail, and its name in the store; null where it was not taken over. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  sha256: string | null;

  /** Bytes. */
  @Column({ type: 'int' })
  size: number;

  /** JSON: the envelope's recipients, where they are known. */
  @Column({ type: 'text', nullable: true })
  recipients: string | null;

  @Column({ type: 'varchar', length: 998, nullable: true })
  internetMessageId: string | null;

  /** SHA-256 of the Message-ID in its normal form. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  messageKey: string | null;

  /** SHA-256 of what the sender wrote, without what servers added on the way; null where that cannot be told. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  fingerprint: string | null;

  @Column({ type: 'varchar', length: 320, nullable: true })
  fromAddress: string | null;

  /** What two spellings of the sender's address share. */
  @Column({ type: 'varchar', length: 320, nullable: true })
  fromKey: string | null;

  @Column({ type: 'varchar', length: 500, nullable: true })
  fromName: string | null;

  @Column({ type: 'varchar', length: 1000, nullable: true })
  subject: string | null;

  /** Written by a machine: never answered. */
  @Column({ type: 'boolean' })
  automatic: boolean;

  @Column({ type: 'varchar', length: 10, nullable: true })
  authentication: Authentication | null;

  @Column({ type: 'varchar', length: 15 })
  state: InboundState;

  /** A code: why it is in this state. */
  @Column({ type: 'varchar', length: 40, nullable: true })
  reason: string | null;

  /** The reason in words. */
  @Column({ type: 'text', nullable: true })
  detail: string | null;

  @Column({ type: 'varchar', length: 15, nullable: true })
  rule: ThreadingRule | null;

  @Column({ type: 'int', nullable: true })
  ticketId: number | null;

  @Column({ type: 'int', nullable: true })
  messageId: number | null;

  /** Begun ones. */
  @Column({ type: 'int' })
  attempts: number;

  /** Null: nothing is to be done. A claim moves it into the future, so that a claim of a dead process runs out by itself. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  nextAttemptAt: Date | null;

  /** Whoever processes it wrote this; when it is another one by the end, the work of the first counts for nothing. */
  @Column({ type: 'varchar', length: 36, nullable: true })
  claim: string | null;

  /** The raw mail is gone since, by the setting `mail_raw_days`. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  rawDeletedAt: Date | null;

  /** At the mail server. */
  @Column({ type: 'datetime', precision: 3 })
  arrivedAt: Date;

  /** Here. */
  @Column({ type: 'datetime', precision: 3 })
  receivedAt: Date;

  /** When its fate was decided. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  processedAt: Date | null;

  @Column({ type: 'int' })
  version: number;
}
