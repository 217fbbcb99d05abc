import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { MessageFormat } from '../messages/message.entity.js';
import { Staff } from '../staff-auth/staff.entity.js';

/** A reply that is written once and used often. */
@Entity('canned_responses')
@Index('ix_canned_responses__ownerId', ['ownerId'])
export class CannedResponse {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 255 })
  name: string;

  /** With variables in double braces. */
  @Column({ type: 'text' })
  body: string;

  @Column({ type: 'varchar', length: 10 })
  format: MessageFormat;

  /** Whose it is; null: it is shared. */
  @Column({ type: 'int', nullable: true })
  @ForeignKey(() => Staff, { name: 'fk_canned_responses__ownerId', onDelete: 'CASCADE' })
  ownerId: number | null;

  /** For all departments; else for those of `canned_response_departments`, which may all be gone. */
  @Column({ type: 'boolean' })
  everywhere: boolean;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ type: 'datetime', precision: 3 })
  updatedAt: Date;

  @Column({ type: 'int' })
  version: number;
}
