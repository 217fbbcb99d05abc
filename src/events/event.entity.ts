import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One recorded change: who, when, what, from, to. Rows are only ever added. */
@Entity('events')
@Index('ix_events__resource_resourceId', ['resource', 'resourceId'])
@Index('ux_events__number', ['number'], { unique: true })
export class Event {
  @PrimaryGeneratedColumn()
  id: number;

  /** Past tense: `ticket.opened`, `staff.signed_in`. */
  @Column({ type: 'varchar', length: 64 })
  type: string;

  @Column({ type: 'varchar', length: 32 })
  resource: string;

  @Column({ type: 'int' })
  resourceId: number;

  @Column({ type: 'varchar', length: 10 })
  actorKind: string;

  @Column({ type: 'int', nullable: true })
  actorId: number | null;

  @Column({ type: 'varchar', length: 500 })
  actorName: string;

  /** JSON: `{ field: [from, to] }` and what else the type of event tells. */
  @Column({ type: 'text' })
  details: string;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  /** The place in the feed, given after the commit (see event-numbers.ts). */
  @Column({ type: 'int', nullable: true })
  number: number | null;
}
