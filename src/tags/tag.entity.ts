import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A word that staff put on tickets. */
@Entity('tags')
@Index('ux_tags__nameKey', ['nameKey'], { unique: true })
export class Tag {
  @PrimaryGeneratedColumn()
  id: number;

  /** Without commas: names are read and asked for in lists. */
  @Column({ type: 'varchar', length: 100 })
  name: string;

  /** What two spellings of one name share. */
  @Column({ type: 'varchar', length: 100 })
  nameKey: string;

  /** `#rrggbb`. */
  @Column({ type: 'varchar', length: 7, nullable: true })
  colour: string | null;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ type: 'datetime', precision: 3 })
  updatedAt: Date;

  @Column({ type: 'int' })
  version: number;
}
