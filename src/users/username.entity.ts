import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

export type AccountKind = 'staff' | 'user';

/** A username in use. Staff and users are two tables, but nobody shares a username with anybody. */
@Entity('usernames')
@Index('ix_usernames__kind_accountId', ['kind', 'accountId'])
export class Username {
  /** See `usernameKey`. */
  @PrimaryColumn({ type: 'varchar', length: 190 })
  usernameKey: string;

  @Column({ type: 'varchar', length: 10 })
  kind: AccountKind;

  @Column({ type: 'int' })
  accountId: number;
}
