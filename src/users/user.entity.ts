import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Locale } from '../common/locales.js';

/** Who asks: a customer, known by an e-mail address. */
@Entity('users')
@Index('ux_users__emailKey', ['emailKey'], { unique: true })
export class User {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 500 })
  fullName: string;

  /** As typed. */
  @Column({ type: 'varchar', length: 320 })
  email: string;

  /** What two spellings of the address share. */
  @Column({ type: 'varchar', length: 320 })
  emailKey: string;

  @Column({ type: 'varchar', length: 190, nullable: true })
  username: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  passwordHash: string | null;

  @Column({ type: 'boolean' })
  active: boolean;

  /** The language of mails to them; null: that of the desk. */
  @Column({ type: 'varchar', length: 10, nullable: true })
  locale: Locale | null;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ type: 'datetime', precision: 3 })
  updatedAt: Date;

  @Column({ type: 'int' })
  version: number;
}
