import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Mailbox } from '../../mailboxes/mailbox.entity.js';

/** How far a folder on a mail server has been read. */
@Entity('mail_folders')
export class MailFolder {
  @PrimaryColumn({ type: 'int' })
  @ForeignKey(() => Mailbox, { name: 'fk_mail_folders__mailboxId', onDelete: 'CASCADE' })
  mailboxId: number;

  @PrimaryColumn({ type: 'varchar', length: 255 })
  folder: string;

  /** UIDs mean something only together with it. 32 bits without a sign, like them (RFC 9051). */
  @Column({ type: 'int', unsigned: true })
  uidValidity: number;

  /** All mails up to this one are in the ledger, but for those that turn up late: the sweep finds them. */
  @Column({ type: 'int', unsigned: true })
  lastUid: number;
}
