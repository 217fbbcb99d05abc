import type { Command } from 'commander';
import { example, execute } from './execute.js';

export function addReindex(program: Command): void {
  program
    .command('reindex')
    .description('make anew what tickets are searched and sorted by; a running desk goes on meanwhile')
    .addHelpText('after', example('switchdesk reindex'))
    .action(() => execute('reindex', {}));
}
