import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A request that is done at most once: who has it in hand, what it has brought about so far, how it was answered. */
@Entity('idempotency_keys')
@Index('ux_idempotency_keys__name', ['name'], { unique: true })
@Index('ix_idempotency_keys__claimedUntil', ['claimedUntil'])
@Index('ix_idempotency_keys__createdAt', ['createdAt'])
export class IdempotencyKey {
  @PrimaryGeneratedColumn()
  id: number;

  /** SHA-256 of caller, method, path and key. */
  @Column({ type: 'varchar', length: 64 })
  name: string;

  /** SHA-256 of the query and the body, files too. */
  @Column({ type: 'varchar', length: 64 })
  requestHash: string;

  /** Of the run that has it in hand; what another one is about to commit comes to nothing. */
  @Column({ type: 'varchar', length: 36 })
  claim: string;

  /** Null: it is answered. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  claimedUntil: Date | null;

  /** JSON, by number of the transaction: what those returned that have committed. Null: none has, or it is answered. */
  @Column({ type: 'text', nullable: true })
  results: string | null;

  /** Null: it is not answered. */
  @Column({ type: 'int', nullable: true })
  status: number | null;

  /** JSON. */
  @Column({ type: 'text', nullable: true })
  headers: string | null;

  @Column({ type: 'text', nullable: true })
  body: string | null;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;
}
