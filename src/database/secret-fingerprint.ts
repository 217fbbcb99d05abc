import { createHmac } from 'node:crypto';
import { AppError } from '../common/errors.js';
import type { Database } from './database.js';
import { flavourOf } from './flavour.js';

/**
 * The first start leaves a fingerprint of the secret in the database; every later start must bring the same secret,
 * or all that was encrypted and signed with it would be useless without a word.
 * @throws AppError `database.wrong_secret`
 */
export async function verifySecret(database: Database, secret: string): Promise<void> {
  const fingerprint = createHmac('sha256', secret).update('fingerprint of the secret').digest('hex');
  const kept = await database.transaction(async (tx) => {
    const keep = flavourOf(tx.dataSource).onConflict('name', () => 'value = value');
    await tx.query(`insert into installation (name, value) values ('secret', ?)${keep}`, [fingerprint]);
    const [row] = await tx.query<{ value: string }[]>("select value from installation where name = 'secret'");
    return row!.value;
  });
  if (kept !== fingerprint) {
    throw new AppError(
      'conflict',
      'database.wrong_secret',
      'The secret (APP_SECRET) is not the one this database was made with.',
    );
  }
}
