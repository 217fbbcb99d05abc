import { Option, type Command } from 'commander';
import { ROLES } from '../../common/actor.js';
import { example, execute } from './execute.js';

export function addStaff(program: Command): void {
  const staff = program.command('staff').description('accounts of those who answer').helpCommand(false);
  staff
    .command('create')
    .description('create an account')
    .requiredOption('--username <name>', 'name to sign in with')
    .requiredOption('--full-name <name>', 'name that people see')
    .requiredOption('--email <address>', 'e-mail address')
    .addOption(
      new Option('--role <role>', 'what the account may do').choices([...ROLES]).makeOptionMandatory(),
    )
    .option('--password <password>', '8 characters or more; absent: one is made and printed once')
    .addHelpText(
      'after',
      example(
        'switchdesk staff create --username bob --full-name "Bob Agent" --email bob@example.com --role staff',
      ),
    )
    .action((options) => execute('createStaff', options));
  addStaffRescue(staff);
}

function addStaffRescue(staff: Command): void {
  staff
    .command('reset-password')
    .description('give an account a new password, which is printed once; its sessions end')
    .argument('<username>', 'name to sign in with')
    .addHelpText('after', example('switchdesk staff reset-password bob'))
    .action((username: string) => execute('resetStaffPassword', { username }));
  staff
    .command('reset-2fa')
    .description('take the second factor off an account; its sessions end')
    .argument('<username>', 'name to sign in with')
    .addHelpText('after', example('switchdesk staff reset-2fa bob'))
    .action((username: string) => execute('resetStaffTwoFactor', { username }));
}
