import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * One file of one message: its name and type here, its content in the storage under `sha256`.
 * No foreign keys to tickets and messages: deleting those is a use case in `tickets/`, which removes these rows
 * through this room. A cascade of the database would take the rows and leave the contents behind.
 */
@Entity('attachments')
@Index('ix_attachments__ticketId', ['ticketId'])
@Index('ix_attachments__messageId', ['messageId'])
@Index('ix_attachments__sha256', ['sha256'])
export class Attachment {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  ticketId: number;

  @Column({ type: 'int' })
  messageId: number;

  /** As the sender named it, cleaned; for people, never a path. */
  @Column({ type: 'varchar', length: 500 })
  name: string;

  /** What the content is, by its bytes; what the sender claimed is not kept. */
  @Column({ type: 'varchar', length: 255 })
  contentType: string;

  /** Bytes. */
  @Column({ type: 'int' })
  size: number;

  @Column({ type: 'varchar', length: 64 })
  sha256: string;

  /** By which the HTML of its message names it (`cid:…`), without angle brackets; null: it is a file beside the text. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  contentId: string | null;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;
}
