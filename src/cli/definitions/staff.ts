import { Option, type Command } from 'commander';
import { ROLES } from '../../common/actor.js';
import { example, execute, words } from './execute.js';

export function addStaff(program: Command): void {
  const staff = program.command('staff').description(words('staff.help')).helpCommand(false);
  staff
    .command('create')
    .description(words('staff.create.help'))
    .requiredOption('--username <name>', words('staff.create.--username'))
    .requiredOption('--full-name <name>', words('staff.create.--full-name'))
    .requiredOption('--email <address>', words('staff.create.--email'))
    .addOption(
      new Option('--role <role>', words('staff.create.--role')).choices([...ROLES]).makeOptionMandatory(),
    )
    .option('--password <password>', words('staff.create.--password'))
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
    .description(words('staff.reset-password.help'))
    .argument('<username>', words('staff.reset-password.username'))
    .addHelpText('after', example('switchdesk staff reset-password bob'))
    .action((username: string) => execute('resetStaffPassword', { username }));
  staff
    .command('reset-2fa')
    .description(words('staff.reset-2fa.help'))
    .argument('<username>', words('staff.reset-2fa.username'))
    .addHelpText('after', example('switchdesk staff reset-2fa bob'))
    .action((username: string) => execute('resetStaffTwoFactor', { username }));
}
