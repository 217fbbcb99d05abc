import type { Command } from 'commander';
import { TERMINAL } from '../output.js';
import { example, words } from './execute.js';

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description(words('migrate.help'))
    .addHelpText('after', example('DATABASE_URL=mysql://desk:secret@db/desk switchdesk migrate'))
    .action(async () => (await import('../migrate.js')).migrate(TERMINAL));
  program
    .command('db')
    .description(words('migrate.db.help'))
    .helpCommand(false)
    .command('upgrade')
    .description(words('migrate.upgrade.help'))
    .addHelpText('after', example('switchdesk db upgrade'))
    .action(async () => (await import('../migrate.js')).migrate(TERMINAL));
}
