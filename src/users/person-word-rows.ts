import type { Tx } from '../database/database.js';
import { flavourOf } from '../database/flavour.js';
import { insertLate } from '../database/late-writes.js';
import { wordsOf, type PersonNames } from './person-words.js';
import type { AccountRef } from './usernames.js';

/** Somebody new is found from now on. */
export function addWords(tx: Tx, { kind, id }: AccountRef, names: PersonNames): void {
  const known = flavourOf(tx.dataSource).onConflict(
    'kind, word, accountId',
    (offered) => `accountId = ${offered('accountId')}`,
  );
  for (const word of wordsOf(names)) insertLate(tx, 'person_words', { kind, word, accountId: id }, known);
}

/** Somebody is called otherwise now. */
export async function replaceWords(tx: Tx, owner: AccountRef, names: PersonNames): Promise<void> {
  await removeWords(tx, owner);
  addWords(tx, owner, names);
}

/** Somebody is found no more. */
export async function removeWords(tx: Tx, { kind, id }: AccountRef): Promise<void> {
  await tx.query('delete from person_words where kind = ? and accountId = ?', [kind, id]);
}
