import type { Command } from 'commander';
import { TERMINAL } from '../output.js';
import { example, words } from './execute.js';

export function addPipe(program: Command): void {
  program
    .command('pipe')
    .description(words('pipe.help'))
    .option('--mailbox <address>', words('pipe.--mailbox'))
    .addHelpText(
      'after',
      `
${words('pipe.more')}
${example('switchdesk pipe --mailbox support@example.com < mail.eml')}`,
    )
    .action(async ({ mailbox }: { mailbox?: string }) => {
      const { pipe } = await import('../pipe.js');
      const code = await pipe(mailbox === undefined ? {} : { mailbox }, process.stdin, TERMINAL);
      // As in `run`: the mail server waits for the end.
      process.stderr.write('', () => process.exit(code));
    });
}
