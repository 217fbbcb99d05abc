import type { Command } from 'commander';
import { TERMINAL } from '../output.js';
import { example } from './execute.js';

export function addShell(program: Command): void {
  program
    .command('shell')
    .description('a JavaScript prompt inside the application: every service by its name')
    .addHelpText(
      'after',
      `\nWith the embedded database the desk has to be stopped.\n${example("echo 'await UsersQueries.count()' | switchdesk shell")}`,
    )
    .action(async () => (await import('../shell.js')).shell(TERMINAL));
}
