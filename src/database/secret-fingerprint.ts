import { createHmac } from 'node:crypto';
import { AppError } from '../common/errors.js';
import type { Database } from './database.js';
import { flavourOf } from './flavour.js';
import { rotateSecret } from './secret-rotation.js';

/**
 * The first start leaves a fingerprint of the secret in the database; every later start must bring the same secret,
 * or all that was encrypted and signed with it would be useless without a word. Who brings a new one and the `previous`
 * one beside it has everything sealed anew, once, in one transaction.
 * @throws AppError `database.wrong_secret`
 */
export async function verifySecret(database: Database, secret: string, previous = ''): Promise<void> {
  const fingerprint = fingerprintOf(secret);
  const kept = await database.transaction(async (tx) => {
    const keep = flavourOf(tx.dataSource).onConflict('name', () => 'value = value');
    // Holds the row on MariaDB: of replicas that start together one rotates, the others find it done.
    await tx.query(`insert into installation (name, value) values ('secret', ?)${keep}`, [fingerprint]);
    const [row] = await tx.query<{ value: string }[]>("select value from installation where name = 'secret'");
    if (row!.value === fingerprint || !previous || row!.value !== fingerprintOf(previous)) return row!.value;
    await rotateSecret(tx, previous, secret);
    await tx.query("update installation set value = ? where name = 'secret'", [fingerprint]);
    return fingerprint;
  });
  if (kept !== fingerprint) {
    throw new AppError('conflict', 'database.wrong_secret');
  }
}

export const fingerprintOf = (secret: string): string =>
  createHmac('sha256', secret).update('fingerprint of the secret').digest('hex');
