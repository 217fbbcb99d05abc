import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A key for programs. It acts for the desk, not for a person, within its permissions. */
@Entity('api_tokens')
@Index('ux_api_tokens__tokenHash', ['tokenHash'], { unique: true })
export class ApiToken {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 255 })
  name: string;

  /** SHA-256 of the token in hex; the token itself is kept nowhere. */
  @Column({ type: 'varchar', length: 64 })
  tokenHash: string;

  /** The token's first characters, to tell one from another. */
  @Column({ type: 'varchar', length: 8 })
  hint: string;

  @Column({ type: 'simple-json' })
  permissions: string[];

  /** Addresses, wildcards and CIDR ranges it may be used from; empty: from anywhere. */
  @Column({ type: 'simple-json' })
  allowedAddresses: string[];

  @Column({ type: 'boolean' })
  active: boolean;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ type: 'datetime', precision: 3 })
  updatedAt: Date;

  /** Exact to a minute. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  lastUsedAt: Date | null;

  @Column({ type: 'int' })
  version: number;
}
