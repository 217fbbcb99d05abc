import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How much of a limit all processes have used in a window of time. */
@Entity('rate_limits')
@Index('ix_rate_limits__endsAt', ['endsAt'])
export class RateLimit {
  /** What is limited, for whom: `api|token:5`, `public|192.0.2.1`. */
  @PrimaryColumn({ type: 'varchar', length: 190 })
  name: string;

  /** The window: windows end at multiples of their length since 1970, so that all processes agree on them. */
  @Column({ type: 'datetime', precision: 3 })
  endsAt: Date;

  @Column({ type: 'int' })
  used: number;
}
