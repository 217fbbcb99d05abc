import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Staff } from '../staff-auth/staff.entity.js';
import { User } from '../users/user.entity.js';
import { Ticket } from './ticket.entity.js';

export const SUBSCRIBER_KINDS = ['staff', 'user', 'address'] as const;
export type SubscriberKind = (typeof SUBSCRIBER_KINDS)[number];

/** Who gets copies of a ticket's mails: staff, a user, or an address that is neither. Once each. */
@Entity('subscribers')
@Index('ux_subscribers__ticketId_staffId', ['ticketId', 'staffId'], { unique: true })
@Index('ux_subscribers__ticketId_userId', ['ticketId', 'userId'], { unique: true })
@Index('ux_subscribers__ticketId_addressKey', ['ticketId', 'addressKey'], { unique: true })
@Index('ix_subscribers__staffId', ['staffId'])
@Index('ix_subscribers__staffId_ticketId', ['staffId', 'ticketId'])
@Index('ix_subscribers__staffId_automatic_ticketId', ['staffId', 'automatic', 'ticketId'])
@Index('ix_subscribers__userId', ['userId'])
@Index('ix_subscribers__userId_canView_ticketId', ['userId', 'canView', 'ticketId'])
@Index('ix_subscribers__addressKey_canView_ticketId', ['addressKey', 'canView', 'ticketId'])
export class Subscriber {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  @ForeignKey(() => Ticket, { name: 'fk_subscribers__ticketId', onDelete: 'CASCADE' })
  ticketId: number;

  @Column({ type: 'varchar', length: 10 })
  kind: SubscriberKind;

  @Column({ type: 'int', nullable: true })
  @ForeignKey(() => Staff, { name: 'fk_subscribers__staffId', onDelete: 'CASCADE' })
  staffId: number | null;

  @Column({ type: 'int', nullable: true })
  @ForeignKey(() => User, { name: 'fk_subscribers__userId', onDelete: 'CASCADE' })
  userId: number | null;

  /** Of an address that is nobody's: as it was written. */
  @Column({ type: 'varchar', length: 320, nullable: true })
  address: string | null;

  @Column({ type: 'varchar', length: 320, nullable: true })
  addressKey: string | null;

  @Column({ type: 'varchar', length: 500 })
  name: string;

  /** Taking part made it so, nobody asked for it: it shows no ticket that one would not see anyway. */
  @Column({ type: 'boolean', default: false })
  automatic: boolean;

  /**
   * A user, or whoever has an account with the address, reads the public side of the ticket. Of staff always true: theirs
   * are their own rules.
   */
  @Column({ type: 'boolean', default: true })
  canView: boolean;

  /** They answer: by mail, and where they may read it too. Of staff always true. */
  @Column({ type: 'boolean', default: true })
  canUpdate: boolean;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;
}
