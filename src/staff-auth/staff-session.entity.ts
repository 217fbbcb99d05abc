import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Staff } from './staff.entity.js';

/**
 * One refresh token. Each works once and is followed by the next of its family;
 * a family is one sign-in on one device, and ends as a whole.
 */
@Entity('staff_sessions')
@Index('ux_staff_sessions__tokenHash', ['tokenHash'], { unique: true })
@Index('ix_staff_sessions__familyId', ['familyId'])
@Index('ix_staff_sessions__staffId', ['staffId'])
export class StaffSession {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  @ForeignKey(() => Staff, { name: 'fk_staff_sessions__staffId', onDelete: 'CASCADE' })
  staffId: number;

  @Column({ type: 'varchar', length: 36 })
  familyId: string;

  /** SHA-256 of the refresh token in hex. */
  @Column({ type: 'varchar', length: 64 })
  tokenHash: string;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ type: 'datetime', precision: 3 })
  expiresAt: Date;

  /** When it was exchanged for the next one. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  usedAt: Date | null;

  /** When the family ended; set on all of it. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  revokedAt: Date | null;

  @Column({ type: 'varchar', length: 64 })
  address: string;

  @Column({ type: 'varchar', length: 255 })
  agent: string;
}
