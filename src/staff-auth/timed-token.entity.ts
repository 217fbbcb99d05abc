import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { AppPassword } from './app-password.entity.js';
import { Staff } from './staff.entity.js';

/** What a program of a member of staff got for a password, to go on with for some hours. */
@Entity('timed_tokens')
@Index('ux_timed_tokens__tokenHash', ['tokenHash'], { unique: true })
@Index('ix_timed_tokens__staffId', ['staffId'])
@Index('ix_timed_tokens__appPasswordId', ['appPasswordId'])
export class TimedToken {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  @ForeignKey(() => Staff, { name: 'fk_timed_tokens__staffId', onDelete: 'CASCADE' })
  staffId: number;

  /** The app password that it was got for; null: the account's own. It ends with it. */
  @Column({ type: 'int', nullable: true })
  @ForeignKey(() => AppPassword, { name: 'fk_timed_tokens__appPasswordId', onDelete: 'CASCADE' })
  appPasswordId: number | null;

  /** SHA-256 in hex; the token itself is kept nowhere. */
  @Column({ type: 'varchar', length: 64 })
  tokenHash: string;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ type: 'datetime', precision: 3 })
  expiresAt: Date;
}
