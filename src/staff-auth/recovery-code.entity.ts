import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Staff } from './staff.entity.js';

/** Takes the place of a one-time code, once: for the day the phone is gone. */
@Entity('recovery_codes')
@Index('ux_recovery_codes__staffId_codeHash', ['staffId', 'codeHash'], { unique: true })
export class RecoveryCode {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  @ForeignKey(() => Staff, { name: 'fk_recovery_codes__staffId', onDelete: 'CASCADE' })
  staffId: number;

  /** SHA-256 in hex: 80 random bits need no slow hash. */
  @Column({ type: 'varchar', length: 64 })
  codeHash: string;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  usedAt: Date | null;
}
