import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { SessionToken } from './session-token.js';
import { Staff } from './staff.entity.js';

/** A refresh token of a member of staff. */
@Entity('staff_sessions')
@Index('ux_staff_sessions__tokenHash', ['tokenHash'], { unique: true })
@Index('ix_staff_sessions__familyId', ['familyId'])
@Index('ix_staff_sessions__staffId', ['staffId'])
export class StaffSession extends SessionToken {
  @Column({ type: 'int' })
  @ForeignKey(() => Staff, { name: 'fk_staff_sessions__staffId', onDelete: 'CASCADE' })
  staffId: number;
}
