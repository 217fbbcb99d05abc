import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Tag } from '../tags/tag.entity.js';
import { Ticket } from './ticket.entity.js';

/** Which ticket has which tag. */
@Entity('ticket_tags')
@Index('ix_ticket_tags__tagId', ['tagId'])
export class TicketTag {
  @PrimaryColumn({ type: 'int' })
  @ForeignKey(() => Ticket, { name: 'fk_ticket_tags__ticketId', onDelete: 'CASCADE' })
  ticketId: number;

  @PrimaryColumn({ type: 'int' })
  @ForeignKey(() => Tag, { name: 'fk_ticket_tags__tagId', onDelete: 'CASCADE' })
  tagId: number;
}
