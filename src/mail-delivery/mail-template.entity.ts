import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** What an administrator made of a template; null: as it came. */
@Entity('mail_templates')
@Index('ux_mail_templates__event_locale', ['event', 'locale'], { unique: true })
export class MailTemplate {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 40 })
  event: string;

  @Column({ type: 'varchar', length: 10 })
  locale: string;

  @Column({ type: 'text', nullable: true })
  subject: string | null;

  @Column({ type: 'text', nullable: true })
  text: string | null;

  /** Empty: made from the text. */
  @Column({ type: 'text', nullable: true })
  html: string | null;

  @Column({ type: 'boolean', nullable: true })
  enabled: boolean | null;

  @Column({ type: 'datetime', precision: 3 })
  updatedAt: Date;

  /** Stays and grows when the template is reset. */
  @Column({ type: 'int' })
  version: number;
}
