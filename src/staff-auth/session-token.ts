import { Column, PrimaryGeneratedColumn } from 'typeorm';

/**
 * What every refresh token has, whoever's it is. Each works once and is followed by the next of its family;
 * a family is one sign-in on one device, and ends as a whole.
 */
export abstract class SessionToken {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 36 })
  familyId: string;

  /** SHA-256 of the refresh token in hex. */
  @Column({ type: 'varchar', length: 64 })
  tokenHash: string;

  /** When the family began; null in rows older than this column. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  startedAt: Date | null;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ type: 'datetime', precision: 3 })
  expiresAt: Date;

  /** When it was exchanged for the next one. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  usedAt: Date | null;

  /** When the family ended; set on all of it. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  revokedAt: Date | null;

  @Column({ type: 'varchar', length: 64 })
  address: string;

  @Column({ type: 'varchar', length: 255 })
  agent: string;
}
