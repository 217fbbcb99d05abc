import { constants } from 'node:fs';
import { access, writeFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { AppError } from '../../common/errors.js';
import type { AccountKind } from '../../people/account-file.js';
import { Output, TERMINAL } from '../output.js';
import { example, execute, words } from './execute.js';
import { readText } from './load.js';

const FILE = 'users.json';

const whose = (): Option =>
  new Option('--as <kind>', words('accounts.--as')).choices(['staff', 'user']).default('staff');

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
    .description(words('accounts.export_users.help'))
    .addOption(whose())
    .option('--file <file>', words('accounts.export_users.--file'), FILE)
    .option('--force', words('accounts.export_users.--force'), false)
    .addHelpText(
      'after',
      `\n${words('accounts.export_users.more')}\n${example('switchdesk export_users --file users.json')}`,
    )
    .action(exportUsers);
  program
    .command('import_users')
    .aliases(['import-users', 'import-users-from-json'])
    .description(words('accounts.import_users.help'))
    .addOption(whose())
    .option('--file <file>', words('accounts.import_users.--file'), FILE)
    .option('--dry-run', words('accounts.import_users.--dry-run'), false)
    .option('--all-or-nothing', words('accounts.import_users.--all-or-nothing'), false)
    .addHelpText(
      'after',
      `\n${words('accounts.import_users.more')}\n${example('switchdesk import_users --as staff --dry-run')}`,
    )
    .action(async ({ file, ...options }: ImportOptions) => {
      await execute('importUsers', { content: await readText(file), ...options });
    });
}

/** Collected here, for the file belongs to this working folder and this account. */
async function exportUsers({ as, file, force }: ExportOptions): Promise<void> {
  if (!force && (await isThere(file))) throw new AppError('conflict', 'export.exists', { values: { file } });
  const rows: string[] = [];
  const streams = {
    line: (text: string) => void rows.push(text),
    note: (text: string) => TERMINAL.note(text),
  };
  const out = new Output(streams, TERMINAL.locale);
  await execute('exportUsers', { as }, out);
  if (process.exitCode) return;
  await writeFile(file, `[\n${rows.map((row) => `  ${row}`).join(',\n')}\n]\n`, { mode: 0o600 });
  TERMINAL.say('accounts.exported', { count: rows.length, file });
}

const isThere = (file: string): Promise<boolean> =>
  access(file, constants.F_OK).then(
    () => true,
    () => false,
  );
