import { InvalidArgumentError, Option, type Command } from 'commander';
import { example, execute } from './execute.js';

export function addMail(program: Command): void {
  const mail = program.command('mail').description('mails in and out, by hand').helpCommand(false);
  mail
    .command('poll')
    .description('look into the mailboxes now')
    .option('--mailbox <address>', 'only into this one')
    .addHelpText('after', example('switchdesk mail poll --mailbox support@example.com'))
    .action(({ mailbox }: { mailbox?: string }) =>
      execute('pollMailboxes', mailbox === undefined ? {} : { mailbox }),
    );
  mail
    .command('reprocess')
    .description('process mails again, whatever kept them out')
    .argument('[ids...]', 'their ids in the ledger', ledgerIds)
    .addOption(
      new Option('--state <state>', 'all of this state instead').choices(['failed', 'held', 'quarantined']),
    )
    .addHelpText('after', example('switchdesk mail reprocess --state quarantined'))
    .action((ids: number[], { state }: { state?: 'failed' | 'held' | 'quarantined' }, command: Command) => {
      if (Boolean(state) === ids.length > 0) command.error('error: name either ids or a state');
      return execute('reprocessMails', state ? { state } : { ids });
    });
  mail
    .command('outbox')
    .description('list the mails that have not left yet')
    .option('--retry', 'try those that failed again', false)
    .addHelpText('after', example('switchdesk mail outbox --retry'))
    .action(({ retry }: { retry: boolean }) => execute('showOutbox', { retry }));
  addDeskMails(program, mail);
  program
    .command('imap_fetcher')
    .description('mail poll, by the name that the cron lines of HelpDeskZ know')
    .action(() => execute('pollMailboxes', {}));
}

function addDeskMails(program: Command, mail: Command): void {
  mail
    .command('test')
    .description('send a mail to try the way out, and say what the server answered')
    .requiredOption('--to <address>', 'who gets it')
    .addHelpText('after', example('switchdesk mail test --to ann@example.com'))
    .action(({ to }: { to: string }) => execute('sendTestMail', { to }));
  program
    .command('email_outstanding_tickets')
    .alias('email-outstanding-tickets')
    .description('owe each member of staff a mail with the open tickets they opened or have to work on')
    .addHelpText('after', example('switchdesk email_outstanding_tickets'))
    .action(() => execute('oweOutstandingMails', {}));
}

function ledgerIds(text: string, ids: number[] = []): number[] {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.');
  return [...ids, Number(text)];
}
