import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Failures under one name (an address, an account at an address), in the database so that replicas share them. */
@Entity('sign_in_attempts')
@Index('ix_sign_in_attempts__lastFailedAt', ['lastFailedAt'])
export class SignInAttempt {
  @PrimaryColumn({ type: 'varchar', length: 190 })
  name: string;

  @Column({ type: 'int' })
  attempts: number;

  @Column({ type: 'datetime', precision: 3 })
  lastFailedAt: Date;
}
