import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The id under which the state of the SMTP server of the whole desk stands. */
export const SERVER_WIDE = 0;

/** How the last dealings with a mailbox's servers went. Not part of the mailbox: it changes without anybody's doing. */
@Entity('mailbox_states')
export class MailboxState {
  /** No foreign key: 0 is the SMTP server of the whole desk. */
  @PrimaryColumn({ type: 'int' })
  mailboxId: number;

  /** The last complete poll. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  lastSuccessAt: Date | null;

  /** Seconds that the slowest mail of the last poll with mails had waited on its server. */
  @Column({ type: 'int', nullable: true })
  lagSeconds: number | null;

  /** Why polling fails now, in words; null while it works. */
  @Column({ type: 'text', nullable: true })
  error: string | null;

  /** The first of the failures that have followed each other up to now. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  since: Date | null;

  /** Exact to a minute. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  sentAt: Date | null;

  /** Why nothing is sent until somebody sees to it; null: mails go out. */
  @Column({ type: 'text', nullable: true })
  pauseReason: string | null;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  pausedSince: Date | null;

  /** Why its SMTP server could not be used the last time; null: it answered. */
  @Column({ type: 'varchar', length: 1000, nullable: true })
  sendError: string | null;
}
