import type { INestApplicationContext } from '@nestjs/common';
import { SYSTEM } from '../common/actor.js';
import { AppError } from '../common/errors.js';
import { AccountExportsService } from '../people/account-exports.service.js';
import type { AccountKind } from '../people/account-file.js';
import { AccountImportsService, type ImportWish } from '../people/account-imports.service.js';
import type { Output } from './output.js';

const PART = 1_000;

/** Each account is a line of JSON; those whose hash Flicket does not read are noted. */
export async function exportUsers(
  app: INestApplicationContext,
  { as }: { as: AccountKind },
  out: Output,
): Promise<void> {
  const accounts = app.get(AccountExportsService, { strict: false });
  for (let after: number | null = 0; after !== null; ) {
    const part = await accounts.read(as, after, PART);
    for (const account of part.users) out.line(JSON.stringify(account));
    for (const username of part.notBcrypt) out.tell('accounts.not_bcrypt', { username });
    after = part.next;
  }
}

export type ImportInput = ImportWish & {
  /** The file's text. */
  content: string;
};

/** @throws AppError `import.malformed` for a file that is none, `import.refused` where a row was refused */
export async function importUsers(
  app: INestApplicationContext,
  { content, ...wish }: ImportInput,
  out: Output,
): Promise<void> {
  const { added, refused } = await app
    .get(AccountImportsService, { strict: false })
    .import(SYSTEM, rowsOf(content), wish);
  for (const username of added)
    out.say(wish.dryRun ? 'accounts.would_add' : 'accounts.added', { kind: wish.as, username });
  for (const { row, field, rule } of refused)
    if (field) out.tell('accounts.refused', { row, field, rule });
    else out.tell('accounts.refused_row', { row, rule });
  if (!added.length && !refused.length) out.tell('accounts.nobody');
  if (refused.length)
    throw new AppError('invalid', 'import.refused', {
      values: { refused: refused.length, added: wish.dryRun ? 0 : added.length },
    });
}

function rowsOf(content: string): unknown[] {
  try {
    const rows: unknown = JSON.parse(content.replace(/^\uFEFF/, ''));
    if (Array.isArray(rows)) return rows;
  } catch (error) {
    throw new AppError('invalid', 'import.malformed.json', { values: { reason: (error as Error).message } });
  }
  throw new AppError('invalid', 'import.malformed');
}
