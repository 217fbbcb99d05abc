import type { Command } from 'commander';
import { TERMINAL } from '../output.js';
import { example } from './execute.js';

export function addPipe(program: Command): void {
  program
    .command('pipe')
    .description('store the mail on standard input: for mail servers, which call bin/pipe')
    .option('--mailbox <address>', 'the mailbox it is for; absent: found by its headers')
    .addHelpText(
      'after',
      `
Exit code 0: the mail is stored for good. 75: it is not, and the mail server is to try again.
A running desk takes it by MAIL_SOCKET; an account that may write there needs nothing else.
${example('switchdesk pipe --mailbox support@example.com < mail.eml')}`,
    )
    .action(async ({ mailbox }: { mailbox?: string }) => {
      const { pipe } = await import('../pipe.js');
      const code = await pipe(mailbox === undefined ? {} : { mailbox }, process.stdin, TERMINAL);
      // As in `run`: the mail server waits for the end.
      process.stderr.write('', () => process.exit(code));
    });
}
