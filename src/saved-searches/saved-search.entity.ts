import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Staff } from '../staff-auth/staff.entity.js';

/** A query of the list of tickets, by a name. */
@Entity('saved_searches')
@Index('ix_saved_searches__ownerId', ['ownerId'])
@Index('ix_saved_searches__authorId', ['authorId'])
export class SavedSearch {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 255 })
  name: string;

  /** JSON: what `GET /tickets` takes, but for the page. */
  @Column({ type: 'text' })
  query: string;

  /** Whose it is; null: it is shared. */
  @Column({ type: 'int', nullable: true })
  @ForeignKey(() => Staff, { name: 'fk_saved_searches__ownerId', onDelete: 'CASCADE' })
  ownerId: number | null;

  /** Who may change it, shared or not; null: a program made it, or they are gone. */
  @Column({ type: 'int', nullable: true })
  @ForeignKey(() => Staff, { name: 'fk_saved_searches__authorId', onDelete: 'SET NULL' })
  authorId: number | null;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ type: 'datetime', precision: 3 })
  updatedAt: Date;

  @Column({ type: 'int' })
  version: number;
}
