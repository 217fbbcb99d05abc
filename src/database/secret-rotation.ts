import { deriveKey } from '../common/derived-key.js';
import { SEALING, openText, sealText } from '../common/sealing.js';
import { keepKeys } from './kept-keys.js';
import type { Tx } from './tx.js';

/** Every column that holds what was sealed under APP_SECRET. */
const SEALED = [
  { table: 'staff', id: 'id', column: 'twoFactorSecret' },
  { table: 'staff', id: 'id', column: 'twoFactorPending' },
  { table: 'mailboxes', id: 'id', column: 'imapSecret' },
  { table: 'mailboxes', id: 'id', column: 'smtpSecret' },
  { table: 'webhooks', id: 'id', column: 'secret' },
  { table: 'webhooks', id: 'id', column: 'previousSecret' },
  { table: 'settings', id: 'name', column: 'value' },
  { table: 'installation', id: 'name', column: 'value' },
] as const;

interface SealedRow {
  id: number | string;
  sealed: string;
}

/**
 * Seals all that is sealed anew, under another secret, and keeps those keys of the old one that open what is out in the
 * world. What the old secret does not open stays as it is: it was lost before.
 */
export async function rotateSecret(tx: Tx, previous: string, current: string): Promise<void> {
  const [from, to] = [deriveKey(previous, SEALING), deriveKey(current, SEALING)];
  for (const { table, id, column } of SEALED) {
    const rows: SealedRow[] = await tx.query(
      `select ${id} as id, ${column} as sealed from ${table} where ${column} like 'v1:%'`,
    );
    for (const row of rows) {
      const sealed = sealedAnew(row.sealed, from, to);
      if (sealed) await tx.query(`update ${table} set ${column} = ? where ${id} = ?`, [sealed, row.id]);
    }
  }
  await keepKeys(tx, previous, to);
}

function sealedAnew(sealed: string, from: Buffer, to: Buffer): string | undefined {
  try {
    return sealText(to, openText(from, sealed));
  } catch {
    return undefined;
  }
}
