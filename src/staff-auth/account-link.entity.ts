import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** `password`: a member of staff sets a new password. `sign_in`: a user signs in. */
export type LinkPurpose = 'password' | 'sign_in';

/** A one-time link sent by mail. Its row goes when it is used, when the account is sent another one, or in time. */
@Entity('account_links')
@Index('ux_account_links__tokenHash', ['tokenHash'], { unique: true })
@Index('ix_account_links__purpose_accountId', ['purpose', 'accountId'])
@Index('ix_account_links__expiresAt', ['expiresAt'])
export class AccountLink {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 20 })
  purpose: LinkPurpose;

  /** Of staff or of a user, as the purpose has it. */
  @Column({ type: 'int' })
  accountId: number;

  /** SHA-256 of the token in hex. */
  @Column({ type: 'varchar', length: 64 })
  tokenHash: string;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ type: 'datetime', precision: 3 })
  expiresAt: Date;
}
