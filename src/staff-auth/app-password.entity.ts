import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Staff } from './staff.entity.js';

/** A password that the desk made for one program of one member of staff, for doors that know no second factor. */
@Entity('app_passwords')
@Index('ux_app_passwords__secretHash', ['secretHash'], { unique: true })
@Index('ix_app_passwords__staffId', ['staffId'])
export class AppPassword {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  @ForeignKey(() => Staff, { name: 'fk_app_passwords__staffId', onDelete: 'CASCADE' })
  staffId: number;

  @Column({ type: 'varchar', length: 255 })
  name: string;

  /** SHA-256 in hex; the app password itself is kept nowhere. */
  @Column({ type: 'varchar', length: 64 })
  secretHash: string;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  /** Exact to a minute. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  lastUsedAt: Date | null;
}
