import type { Command } from 'commander';
import { example, execute } from './execute.js';

export function addReports(program: Command): void {
  program
    .command('reports')
    .description('the numbers that reports are read from')
    .helpCommand(false)
    .command('rebuild')
    .description('count them again, from tickets and messages; who writes meanwhile waits')
    .addHelpText('after', example('switchdesk reports rebuild'))
    .action(() => execute('rebuildReports', {}));
}
