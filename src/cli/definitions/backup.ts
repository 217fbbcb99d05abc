import { resolve } from 'node:path';
import type { Command } from 'commander';
import { TERMINAL } from '../output.js';
import { example, execute, words } from './execute.js';

export function addBackup(program: Command): void {
  program
    .command('backup')
    .description(words('backup.help'))
    .argument('<file>', words('backup.file'))
    .addHelpText('after', example('switchdesk backup desk.backup'))
    .action((file: string) => execute('backup', { file: resolve(file) }));
  program
    .command('restore')
    .description(words('backup.restore.help'))
    .argument('<file>', words('backup.restore.file'))
    .addHelpText('after', example('DATA_DIR=./data switchdesk restore desk.backup'))
    .action(async (file: string) => (await import('../restore.js')).restore(file, TERMINAL));
}
