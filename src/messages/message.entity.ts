import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Author } from '../common/actor.js';

export const MESSAGE_FORMATS = ['text', 'markdown', 'html'] as const;
export type MessageFormat = (typeof MESSAGE_FORMATS)[number];

export const VISIBILITIES = ['public', 'internal'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/**
 * What was said on a ticket. `body` is what came in, untouched; `html` is its sanitised form and `text` its plain one,
 * both null where the body is plain text already and they follow from it.
 */
@Entity('messages')
@Index('ix_messages__ticketId_createdAt', ['ticketId', 'createdAt'])
export class Message {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  ticketId: number;

  @Column({ type: 'varchar', length: 10 })
  authorKind: Author['kind'];

  @Column({ type: 'int', nullable: true })
  authorId: number | null;

  @Column({ type: 'varchar', length: 500 })
  authorName: string;

  @Column({ type: 'varchar', length: 10 })
  visibility: Visibility;

  /** What it is headed by, where it has a heading. */
  @Column({ type: 'varchar', length: 200, nullable: true })
  title: string | null;

  @Column({ type: 'varchar', length: 10 })
  format: MessageFormat;

  @Column({ type: 'text' })
  body: string;

  @Column({ type: 'text', nullable: true })
  html: string | null;

  @Column({ type: 'text', nullable: true })
  text: string | null;

  /** Minutes of work this message stands for. */
  @Column({ type: 'int' })
  minutes: number;

  /** The mail it came by; null for all others. */
  @Column({ type: 'int', nullable: true })
  inboundMailId: number | null;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ type: 'datetime', precision: 3 })
  updatedAt: Date;

  @Column({ type: 'int' })
  version: number;
}
