import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { User } from '../users/user.entity.js';
import { SessionToken } from './session-token.js';

/** A refresh token of a user. */
@Entity('user_sessions')
@Index('ux_user_sessions__tokenHash', ['tokenHash'], { unique: true })
@Index('ix_user_sessions__familyId', ['familyId'])
@Index('ix_user_sessions__userId', ['userId'])
export class UserSession extends SessionToken {
  @Column({ type: 'int' })
  @ForeignKey(() => User, { name: 'fk_user_sessions__userId', onDelete: 'CASCADE' })
  userId: number;
}
