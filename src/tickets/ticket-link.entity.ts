import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Ticket } from './ticket.entity.js';

export const LINK_KINDS = ['related', 'depends_on'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** `ticketId` depends on `linkedId`, or the two have to do with each other: then the lower id comes first. */
@Entity('ticket_links')
@Index('ux_ticket_links__ticketId_linkedId_kind', ['ticketId', 'linkedId', 'kind'], { unique: true })
@Index('ix_ticket_links__linkedId', ['linkedId'])
export class TicketLink {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  @ForeignKey(() => Ticket, { name: 'fk_ticket_links__ticketId', onDelete: 'CASCADE' })
  ticketId: number;

  @Column({ type: 'int' })
  @ForeignKey(() => Ticket, { name: 'fk_ticket_links__linkedId', onDelete: 'CASCADE' })
  linkedId: number;

  @Column({ type: 'varchar', length: 20 })
  kind: LinkKind;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;
}
