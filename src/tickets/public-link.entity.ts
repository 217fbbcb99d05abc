import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { User } from '../users/user.entity.js';
import { Ticket } from './ticket.entity.js';

/** A secret address by which one person reads and answers one ticket without signing in. Its row goes when it is revoked. */
@Entity('public_links')
@Index('ux_public_links__tokenHash', ['tokenHash'], { unique: true })
@Index('ix_public_links__ticketId_userId', ['ticketId', 'userId'])
@Index('ix_public_links__userId', ['userId'])
export class PublicLink {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  @ForeignKey(() => Ticket, { name: 'fk_public_links__ticketId', onDelete: 'CASCADE' })
  ticketId: number;

  /** Whose link it is. */
  @Column({ type: 'int' })
  @ForeignKey(() => User, { name: 'fk_public_links__userId', onDelete: 'CASCADE' })
  userId: number;

  /** SHA-256 of the token in hex. */
  @Column({ type: 'varchar', length: 64 })
  tokenHash: string;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ type: 'datetime', precision: 3 })
  expiresAt: Date;
}
