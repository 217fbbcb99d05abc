import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Department } from './department.entity.js';

/** A day on which escalation pauses, in one department or in all. */
@Entity('escalation_exclusions')
@Index('ix_escalation_exclusions__date', ['date'])
@Index('ix_escalation_exclusions__departmentId', ['departmentId'])
export class EscalationExclusion {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 100 })
  name: string;

  /** `2026-12-25`, in the time zone of the desk. */
  @Column({ type: 'varchar', length: 10 })
  date: string;

  /** Null: all of them. */
  @Column({ type: 'int', nullable: true })
  @ForeignKey(() => Department, {
    name: 'fk_escalation_exclusions__departmentId',
    onDelete: 'CASCADE',
  })
  departmentId: number | null;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ type: 'datetime', precision: 3 })
  updatedAt: Date;

  @Column({ type: 'int' })
  version: number;
}
