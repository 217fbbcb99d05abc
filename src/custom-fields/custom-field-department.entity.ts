import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Department } from '../departments/department.entity.js';
import { CustomField } from './custom-field.entity.js';

/** The departments whose tickets have a field that is not everywhere. */
@Entity('custom_field_departments')
@Index('ix_custom_field_departments__departmentId', ['departmentId'])
export class CustomFieldDepartment {
  @PrimaryColumn({ type: 'int' })
  @ForeignKey(() => CustomField, { name: 'fk_custom_field_departments__fieldId', onDelete: 'CASCADE' })
  fieldId: number;

  @PrimaryColumn({ type: 'int' })
  @ForeignKey(() => Department, { name: 'fk_custom_field_departments__departmentId', onDelete: 'CASCADE' })
  departmentId: number;
}
