import { randomUUID } from 'node:crypto';
import { deriveKey } from '../common/derived-key.js';
import { SEALING, openText, sealText } from '../common/sealing.js';
import type { Database } from './database.js';
import { insertRow } from './rows.js';
import type { Tx } from './tx.js';

/** What was signed for one of these purposes lies in mailboxes all over the world, and answers to it still come. */
export const MAIL_TOKENS = 'mail-tokens';
const PREFIX = `kept-key:${MAIL_TOKENS}:`;

/** Keys of earlier secrets that still open what we gave out under them: never used to sign. */
export class KeptKeys {
  constructor(readonly mailTokens: readonly Buffer[]) {}
}

/** Keeps them in the database, sealed under the new secret. */
export async function keepKeys(tx: Tx, previous: string, sealingKey: Buffer): Promise<void> {
  const value = sealText(sealingKey, deriveKey(previous, MAIL_TOKENS).toString('base64'));
  await insertRow(tx, 'installation', { name: PREFIX + randomUUID().slice(0, 8), value });
}

export async function readKeptKeys(database: Database, secret: string): Promise<KeptKeys> {
  const key = deriveKey(secret, SEALING);
  const rows = await database.query<{ value: string }>('select value from installation where name like ?', [
    `${PREFIX}%`,
  ]);
  return new KeptKeys(rows.map(({ value }) => Buffer.from(openText(key, value), 'base64')));
}
