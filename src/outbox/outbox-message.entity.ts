import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

export type OutboxState = 'pending' | 'done' | 'dead';

/** Work that a committed change owes: written with the change, done after it, at least once. */
@Entity('outbox')
@Index('ix_outbox__state_availableAt', ['state', 'availableAt'])
export class OutboxMessage {
  @PrimaryGeneratedColumn()
  id: number;

  /** Past tense: `ticket.opened`, `message.posted`. */
  @Column({ type: 'varchar', length: 64 })
  topic: string;

  /** JSON. */
  @Column({ type: 'text' })
  payload: string;

  @Column({ type: 'varchar', length: 10 })
  state: OutboxState;

  /** Begun ones, counted when the message is claimed; so the number also tells whose claim it is. */
  @Column({ type: 'int' })
  attempts: number;

  /** Not before this time; a claim moves it into the future, so that a claim of a dead process runs out by itself. */
  @Column({ type: 'datetime', precision: 3 })
  availableAt: Date;

  @Column({ type: 'text', nullable: true })
  lastError: string | null;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  doneAt: Date | null;
}
