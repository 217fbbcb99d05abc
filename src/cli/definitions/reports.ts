import type { Command } from 'commander';
import { example, execute, words } from './execute.js';

export function addReports(program: Command): void {
  program
    .command('reports')
    .description(words('reports.help'))
    .helpCommand(false)
    .command('rebuild')
    .description(words('reports.rebuild.help'))
    .addHelpText('after', example('switchdesk reports rebuild'))
    .action(() => execute('rebuildReports', {}));
}
