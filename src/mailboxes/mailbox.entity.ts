import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Department } from '../departments/department.entity.js';

export const INCOMING_TYPES = ['none', 'pipe', 'imap'] as const;
export const OUTGOING_TYPES = ['server', 'smtp'] as const;
export const MAIL_TLS = ['implicit', 'starttls', 'none'] as const;
export const MAIL_AUTHS = ['password', 'xoauth2'] as const;
export const DONE_MARKS = ['keyword', 'move', 'read_only'] as const;

export type IncomingType = (typeof INCOMING_TYPES)[number];
/** `server`: by the SMTP server of the whole desk. */
export type OutgoingType = (typeof OUTGOING_TYPES)[number];
export type MailTls = (typeof MAIL_TLS)[number];
/** `xoauth2`: the secret is an access token. */
export type MailAuth = (typeof MAIL_AUTHS)[number];
/** How a mail that is in our store is told from the others on its server. */
export type DoneMark = (typeof DONE_MARKS)[number];

/** An address the desk receives on and sends from. Its secrets are sealed: see MailboxesService.secrets. */
@Entity('mailboxes')
@Index('ux_mailboxes__addressKey', ['addressKey'], { unique: true })
@Index('ix_mailboxes__departmentId', ['departmentId'])
export class Mailbox {
  @PrimaryGeneratedColumn()
  id: number;

  /** As typed. */
  @Column({ type: 'varchar', length: 320 })
  address: string;

  /** What two spellings of the address share. */
  @Column({ type: 'varchar', length: 320 })
  addressKey: string;

  /** Stands beside the address in mails. */
  @Column({ type: 'varchar', length: 500 })
  name: string;

  /** Where its mails open tickets; null after its department was deleted. */
  @Column({ type: 'int', nullable: true })
  @ForeignKey(() => Department, { name: 'fk_mailboxes__departmentId', onDelete: 'SET NULL' })
  departmentId: number | null;

  /** Sends for departments without a mailbox; at most one. */
  @Column({ type: 'boolean' })
  isDefault: boolean;

  /** An inactive one neither receives nor sends. */
  @Column({ type: 'boolean' })
  active: boolean;

  /** Whether its server delivers `name+anything@…` into it. */
  @Column({ type: 'boolean' })
  plusAddressing: boolean;

  @Column({ type: 'varchar', length: 10 })
  incomingType: IncomingType;

  @Column({ type: 'varchar', length: 255, nullable: true })
  imapHost: string | null;

  @Column({ type: 'int' })
  imapPort: number;

  @Column({ type: 'varchar', length: 10 })
  imapTls: MailTls;

  @Column({ type: 'varchar', length: 320, nullable: true })
  imapUser: string | null;

  @Column({ type: 'varchar', length: 10 })
  imapAuth: MailAuth;

  @Column({ type: 'text', nullable: true })
  imapSecret: string | null;

  @Column({ type: 'varchar', length: 255 })
  imapFolder: string;

  @Column({ type: 'varchar', length: 10 })
  doneMark: DoneMark;

  @Column({ type: 'varchar', length: 255, nullable: true })
  doneFolder: string | null;

  @Column({ type: 'boolean' })
  imapAllowSelfSigned: boolean;

  @Column({ type: 'varchar', length: 10 })
  outgoingType: OutgoingType;

  @Column({ type: 'varchar', length: 255, nullable: true })
  smtpHost: string | null;

  @Column({ type: 'int' })
  smtpPort: number;

  @Column({ type: 'varchar', length: 10 })
  smtpTls: MailTls;

  /** Null: without signing in. */
  @Column({ type: 'varchar', length: 320, nullable: true })
  smtpUser: string | null;

  @Column({ type: 'varchar', length: 10 })
  smtpAuth: MailAuth;

  @Column({ type: 'text', nullable: true })
  smtpSecret: string | null;

  @Column({ type: 'boolean' })
  smtpAllowSelfSigned: boolean;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ type: 'datetime', precision: 3 })
  updatedAt: Date;

  @Column({ type: 'int' })
  version: number;

  isPolled(): boolean {
    return this.active && this.incomingType === 'imap';
  }
}
