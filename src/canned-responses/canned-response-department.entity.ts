import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Department } from '../departments/department.entity.js';
import { CannedResponse } from './canned-response.entity.js';

/** The departments that a response is for, where it is not for all. */
@Entity('canned_response_departments')
@Index('ix_canned_response_departments__departmentId', ['departmentId'])
export class CannedResponseDepartment {
  @PrimaryColumn({ type: 'int' })
  @ForeignKey(() => CannedResponse, {
    name: 'fk_canned_response_departments__responseId',
    onDelete: 'CASCADE',
  })
  responseId: number;

  @PrimaryColumn({ type: 'int' })
  @ForeignKey(() => Department, {
    name: 'fk_canned_response_departments__departmentId',
    onDelete: 'CASCADE',
  })
  departmentId: number;
}
