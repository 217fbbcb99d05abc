import { InvalidArgumentError, Option, type Command } from 'commander';
import { example, execute, words } from './execute.js';

export function addMail(program: Command): void {
  const mail = program.command('mail').description(words('mail.help')).helpCommand(false);
  mail
    .command('poll')
    .description(words('mail.poll.help'))
    .option('--mailbox <address>', words('mail.poll.--mailbox'))
    .addHelpText('after', example('switchdesk mail poll --mailbox support@example.com'))
    .action(({ mailbox }: { mailbox?: string }) =>
      execute('pollMailboxes', mailbox === undefined ? {} : { mailbox }),
    );
  mail
    .command('reprocess')
    .description(words('mail.reprocess.help'))
    .argument('[ids...]', words('mail.reprocess.ids'), ledgerIds)
    .addOption(
      new Option('--state <state>', words('mail.reprocess.--state')).choices([
        'failed',
        'held',
        'quarantined',
      ]),
    )
    .addHelpText('after', example('switchdesk mail reprocess --state quarantined'))
    .action((ids: number[], { state }: { state?: 'failed' | 'held' | 'quarantined' }, command: Command) => {
      if (Boolean(state) === ids.length > 0) command.error(words('mail.reprocess.either'));
      return execute('reprocessMails', state ? { state } : { ids });
    });
  mail
    .command('outbox')
    .description(words('mail.outbox.help'))
    .option('--retry', words('mail.outbox.--retry'), false)
    .addHelpText('after', example('switchdesk mail outbox --retry'))
    .action(({ retry }: { retry: boolean }) => execute('showOutbox', { retry }));
  addDeskMails(program, mail);
  program
    .command('imap_fetcher')
    .description(words('mail.imap_fetcher.help'))
    .action(() => execute('pollMailboxes', {}));
}

function addDeskMails(program: Command, mail: Command): void {
  mail
    .command('test')
    .description(words('mail.test.help'))
    .requiredOption('--to <address>', words('mail.test.--to'))
    .addHelpText('after', example('switchdesk mail test --to ann@example.com'))
    .action(({ to }: { to: string }) => execute('sendTestMail', { to }));
  program
    .command('email_outstanding_tickets')
    .alias('email-outstanding-tickets')
    .description(words('mail.email_outstanding_tickets.help'))
    .addHelpText('after', example('switchdesk email_outstanding_tickets'))
    .action(() => execute('oweOutstandingMails', {}));
}

function ledgerIds(text: string, ids: number[] = []): number[] {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError(words('mail.reprocess.id'));
  return [...ids, Number(text)];
}
