import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Author } from '../common/actor.js';
import { Message, type MessageFormat } from './message.entity.js';

/** What a message said before it was edited, in the forms it had. */
@Entity('message_versions')
@Index('ix_message_versions__messageId', ['messageId'])
export class MessageVersion {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  @ForeignKey(() => Message, { name: 'fk_message_versions__messageId', onDelete: 'CASCADE' })
  messageId: number;

  @Column({ type: 'varchar', length: 10 })
  format: MessageFormat;

  @Column({ type: 'text' })
  body: string;

  @Column({ type: 'text', nullable: true })
  html: string | null;

  @Column({ type: 'text', nullable: true })
  text: string | null;

  /** Who wrote what took its place. */
  @Column({ type: 'varchar', length: 10 })
  replacedByKind: Author['kind'];

  @Column({ type: 'int', nullable: true })
  replacedById: number | null;

  @Column({ type: 'varchar', length: 500 })
  replacedByName: string;

  @Column({ type: 'datetime', precision: 3 })
  writtenAt: Date;

  @Column({ type: 'datetime', precision: 3 })
  replacedAt: Date;
}
