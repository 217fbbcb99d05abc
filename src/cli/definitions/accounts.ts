import { constants } from 'node:fs';
import { access, writeFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { AppError } from '../../common/errors.js';
import type { AccountKind } from '../../people/account-file.js';
import { TERMINAL } from '../output.js';
import { example, execute } from './execute.js';
import { readText } from './load.js';

const FILE = 'users.json';

const whose = (): Option =>
  new Option('--as <kind>', 'whose accounts').choices(['staff', 'user']).default('staff');

interface ExportOptions {
  as: AccountKind;
  file: string;
  force: boolean;
}

interface ImportOptions {
  as: AccountKind;
  file: string;
  dryRun: boolean;
  allOrNothing: boolean;
}

/** Flicket's `users.json`, both ways. */
export function addAccounts(program: Command): void {
  program
    .command('export_users')
    .aliases(['export-users', 'export-users-to-json'])
    .description('write accounts as Flicket reads them, with the hashes of their passwords')
    .addOption(whose())
    .option('--file <file>', 'where to', FILE)
    .option('--force', 'write over a file that is there', false)
    .addHelpText(
      'after',
      `\nAccounts whose hash is not bcrypt are named: Flicket lets nobody in by it.\n${example('switchdesk export_users --file users.json')}`,
    )
    .action(exportUsers);
  program
    .command('import_users')
    .aliases(['import-users', 'import-users-from-json'])
    .description("add the accounts of Flicket's users.json; they sign in with the passwords they have")
    .addOption(whose())
    .option('--file <file>', 'where from', FILE)
    .option('--dry-run', 'only say what would be done', false)
    .option('--all-or-nothing', 'add none where one is refused', false)
    .addHelpText(
      'after',
      `\nExit code 1: a row was refused; each is named.\n${example('switchdesk import_users --as staff --dry-run')}`,
    )
    .action(async ({ file, ...options }: ImportOptions) => {
      await execute('importUsers', { content: await readText(file), ...options });
    });
}

/** Collected here, for the file belongs to this working folder and this account. */
async function exportUsers({ as, file, force }: ExportOptions): Promise<void> {
  if (!force && (await isThere(file))) throw new AppError('conflict', 'export.exists', { values: { file } });
  const rows: string[] = [];
  await execute('exportUsers', { as }, { line: (text) => void rows.push(text), note: TERMINAL.note });
  if (process.exitCode) return;
  await writeFile(file, `[\n${rows.map((row) => `  ${row}`).join(',\n')}\n]\n`, { mode: 0o600 });
  TERMINAL.line(`Wrote ${rows.length} accounts to ${file}.`);
}

const isThere = (file: string): Promise<boolean> =>
  access(file, constants.F_OK).then(
    () => true,
    () => false,
  );
