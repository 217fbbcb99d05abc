import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A Message-ID that was seen in a ticket: what answers it belongs there. */
@Entity('mail_references')
@Index('ix_mail_references__ticketId', ['ticketId'])
export class MailReference {
  /** SHA-256 of the Message-ID in its normal form, in hex. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  messageKey: string;

  /** By name, for tickets stand on a higher rung. */
  @PrimaryColumn({ type: 'int' })
  @ForeignKey('tickets', { name: 'fk_mail_references__ticketId', onDelete: 'CASCADE' })
  ticketId: number;
}
