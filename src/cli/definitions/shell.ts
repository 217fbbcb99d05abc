import type { Command } from 'commander';
import { TERMINAL } from '../output.js';
import { example, words } from './execute.js';

export function addShell(program: Command): void {
  program
    .command('shell')
    .description(words('shell.help'))
    .addHelpText(
      'after',
      `\n${words('shell.more')}\n${example("echo 'await UsersQueries.count()' | switchdesk shell")}`,
    )
    .action(async () => (await import('../shell.js')).shell(TERMINAL));
}
