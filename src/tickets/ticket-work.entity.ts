import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Ticket } from './ticket.entity.js';

/** Minutes of work that came with an action, and so stand in no message. */
@Entity('ticket_work')
@Index('ix_ticket_work__ticketId', ['ticketId'])
export class TicketWork {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  @ForeignKey(() => Ticket, { name: 'fk_ticket_work__ticketId', onDelete: 'CASCADE' })
  ticketId: number;

  /** Who did it, also after their account is gone; null: no member of staff. */
  @Column({ type: 'int', nullable: true })
  staffId: number | null;

  @Column({ type: 'int' })
  minutes: number;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;
}
