import { resolve } from 'node:path';
import type { Command } from 'commander';
import { TERMINAL } from '../output.js';
import { example, execute } from './execute.js';

export function addBackup(program: Command): void {
  program
    .command('backup')
    .description('write the whole desk, database and files, into one file; a running desk goes on meanwhile')
    .argument('<file>', 'must not be there yet')
    .addHelpText('after', example('switchdesk backup desk.backup'))
    .action((file: string) => execute('backup', { file: resolve(file) }));
  program
    .command('restore')
    .description('fill an empty DATA_DIR, or an empty database at DATABASE_URL, from a backup of either')
    .argument('<file>', 'what `backup` wrote')
    .addHelpText('after', example('DATA_DIR=./data switchdesk restore desk.backup'))
    .action(async (file: string) => (await import('../restore.js')).restore(file, TERMINAL));
}
