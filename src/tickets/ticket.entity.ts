import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Department } from '../departments/department.entity.js';
import type { Visibility } from '../messages/message.entity.js';
import { Staff } from '../staff-auth/staff.entity.js';
import { User } from '../users/user.entity.js';
import { isFinal, type TicketStatus } from './ticket.states.js';

/** One matter, from open to closed. */
@Entity('tickets')
@Index('ix_tickets__departmentId', ['departmentId'])
@Index('ix_tickets__status', ['status'])
@Index('ix_tickets__departmentId_status', ['departmentId', 'status'])
@Index('ix_tickets__requesterId', ['requesterId'])
@Index('ix_tickets__assigneeId', ['assigneeId'])
@Index('ix_tickets__openedById', ['openedById'])
@Index('ix_tickets__updatedAt', ['updatedAt'])
@Index('ix_tickets__departmentId_updatedAt', ['departmentId', 'updatedAt'])
@Index('ix_tickets__status_updatedAt', ['status', 'updatedAt'])
@Index('ix_tickets__departmentId_status_updatedAt', ['departmentId', 'status', 'updatedAt'])
@Index('ix_tickets__assigneeId_updatedAt', ['assigneeId', 'updatedAt'])
@Index('ix_tickets__openedById_updatedAt', ['openedById', 'updatedAt'])
@Index('ix_tickets__requesterId_updatedAt', ['requesterId', 'updatedAt'])
@Index('ix_tickets__overdueAt', ['overdueAt'])
@Index('ix_tickets__departmentId_overdueAt', ['departmentId', 'overdueAt'])
@Index('ix_tickets__departmentId_escalationFrom', ['departmentId', 'escalationFrom'])
@Index('ix_tickets__mergedIntoId', ['mergedIntoId'])
@Index('ix_tickets__createdAt', ['createdAt'])
@Index('ix_tickets__lastMessageAt', ['lastMessageAt'])
@Index('ix_tickets__dueAt', ['dueAt'])
@Index('ix_tickets__priority', ['priority'])
@Index('ix_tickets__priority_updatedAt', ['priority', 'updatedAt'])
@Index('ix_tickets__categoryId_updatedAt', ['categoryId', 'updatedAt'])
@Index('ix_tickets__onHold_updatedAt', ['onHold', 'updatedAt'])
@Index('ix_tickets__assigneeId_status_updatedAt', ['assigneeId', 'status', 'updatedAt'])
@Index('ix_tickets__openedById_status_updatedAt', ['openedById', 'status', 'updatedAt'])
@Index('ix_tickets__departmentId_assigneeId_updatedAt', ['departmentId', 'assigneeId', 'updatedAt'])
@Index('ix_tickets__departmentId_openedById_updatedAt', ['departmentId', 'openedById', 'updatedAt'])
@Index('ix_tickets__assigneeId_openedById_updatedAt', ['assigneeId', 'openedById', 'updatedAt'])
@Index('ix_tickets__subjectKey', ['subjectKey'])
@Index('ix_tickets__requesterKey', ['requesterKey'])
@Index('ix_tickets__assigneeKey', ['assigneeKey'])
@Index('ix_tickets__departmentKey', ['departmentKey'])
@Index('ix_tickets__departmentId_departmentKey', ['departmentId', 'departmentKey'])
@Index('ix_tickets__assigneeId_departmentKey', ['assigneeId', 'departmentKey'])
@Index('ix_tickets__openedById_departmentKey', ['openedById', 'departmentKey'])
@Index('ix_tickets__replyCount', ['replyCount'])
@Index('ix_tickets__minutes', ['minutes'])
export class Ticket {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 1000 })
  subject: string;

  @Column({ type: 'varchar', length: 20 })
  status: TicketStatus;

  /** See ticket.priority.ts. */
  @Column({ type: 'int' })
  priority: number;

  @Column({ type: 'int' })
  @ForeignKey(() => Department, { name: 'fk_tickets__departmentId', onDelete: 'RESTRICT' })
  departmentId: number;

  /** Of its department; taken away with the category and by a move to another department. */
  @Column({ type: 'int', nullable: true })
  categoryId: number | null;

  /** Null: nobody asked (a monitoring script opened it). */
  @Column({ type: 'int', nullable: true })
  @ForeignKey(() => User, { name: 'fk_tickets__requesterId', onDelete: 'RESTRICT' })
  requesterId: number | null;

  @Column({ type: 'int', nullable: true })
  @ForeignKey(() => Staff, { name: 'fk_tickets__assigneeId', onDelete: 'SET NULL' })
  assigneeId: number | null;

  /** The staff member who opened it; null when its requester did. */
  @Column({ type: 'int', nullable: true })
  @ForeignKey(() => Staff, { name: 'fk_tickets__openedById', onDelete: 'SET NULL' })
  openedById: number | null;

  @Column({ type: 'boolean' })
  onHold: boolean;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  dueAt: Date | null;

  /** From when on it is overdue, see ticket.overdue.ts; kept on write, and by a job where a setting changed. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  overdueAt: Date | null;

  /** From when on the days until its escalation count, see ticket.escalation.ts; kept on write. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  escalationFrom: Date | null;

  /** When its priority was last raised because nothing moved it. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  lastEscalatedAt: Date | null;

  /** Public messages after the first; kept on write. */
  @Column({ type: 'int' })
  replyCount: number;

  /** Minutes of work, its messages' and those that came with actions; kept on write. */
  @Column({ type: 'int', default: 0 })
  minutes: number;

  /** The ticket that this one, a `duplicate`, was merged into; that one is not merged itself. */
  @Column({ type: 'int', nullable: true })
  mergedIntoId: number | null;

  /** What names are sorted by, see ticket-sort-keys.ts: kept on write, and by the outbox where a name changed. */
  @Column({ type: 'varchar', length: 60, default: '' })
  subjectKey: string;

  /** Of who asked, or else of the staff member who opened it. */
  @Column({ type: 'varchar', length: 60, default: '' })
  requesterKey: string;

  @Column({ type: 'varchar', length: 60, default: '' })
  assigneeKey: string;

  /** And its category. */
  @Column({ type: 'varchar', length: 120, default: '' })
  departmentKey: string;
  /** Of the first public answer of the desk. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  firstResponseAt: Date | null;

  /** Who gave it, also after their account is gone; null: a program. */
  @Column({ type: 'int', nullable: true })
  firstResponderId: number | null;

  /** Since when it has been resolved, closed or a duplicate; null: it is not. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  closedAt: Date | null;

  /** Who did that, also after their account is gone; null: no member of staff. */
  @Column({ type: 'int', nullable: true })
  closedById: number | null;

  /** How it was resolved, the last time, as plain text; kept when it goes on. */
  @Column({ type: 'text', nullable: true })
  resolution: string | null;

  /** Of the resolution; null: there is none. */
  @Column({ type: 'varchar', length: 10, nullable: true })
  resolutionVisibility: Visibility | null;

  /** Of the last public message. */
  @Column({ type: 'datetime', precision: 3 })
  lastMessageAt: Date;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  /** Of the last change of any kind. */
  @Column({ type: 'datetime', precision: 3 })
  updatedAt: Date;

  @Column({ type: 'int' })
  version: number;

  isFinal(): boolean {
    return isFinal(this.status);
  }
}
