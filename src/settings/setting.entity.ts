import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A setting that somebody changed; the others have their default. */
@Entity('settings')
export class Setting {
  @PrimaryColumn({ type: 'varchar', length: 64 })
  name: string;

  /** JSON. */
  @Column({ type: 'text' })
  value: string;

  @Column({ type: 'datetime', precision: 3 })
  updatedAt: Date;
}
