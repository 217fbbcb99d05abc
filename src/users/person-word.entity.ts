import { Entity, Index, PrimaryColumn } from 'typeorm';
import type { AccountKind } from './username.entity.js';

/** A word by which a person is found: of their name, username or e-mail address. */
@Entity('person_words')
@Index('ix_person_words__kind_accountId', ['kind', 'accountId'])
export class PersonWord {
  @PrimaryColumn({ type: 'varchar', length: 10 })
  kind: AccountKind;

  /** See `wordsOf`. */
  @PrimaryColumn({ type: 'varchar', length: 100 })
  word: string;

  @PrimaryColumn({ type: 'int' })
  accountId: number;
}
