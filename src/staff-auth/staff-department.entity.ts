import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Department } from '../departments/department.entity.js';
import { Staff } from './staff.entity.js';

/** Who belongs to which department; that decides which tickets plain staff see. */
@Entity('staff_departments')
@Index('ix_staff_departments__departmentId', ['departmentId'])
export class StaffDepartment {
  @PrimaryColumn({ type: 'int' })
  @ForeignKey(() => Staff, { name: 'fk_staff_departments__staffId', onDelete: 'CASCADE' })
  staffId: number;

  @PrimaryColumn({ type: 'int' })
  @ForeignKey(() => Department, { name: 'fk_staff_departments__departmentId', onDelete: 'CASCADE' })
  departmentId: number;
}
