import type { Command } from 'commander';
import { example, execute, words } from './execute.js';

export function addReindex(program: Command): void {
  program
    .command('reindex')
    .description(words('reindex.help'))
    .addHelpText('after', example('switchdesk reindex'))
    .action(() => execute('reindex', {}));
}
