import type { Command } from 'commander';
import { TERMINAL } from '../output.js';
import { example } from './execute.js';

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the database up to date and say what ran; every start does it too')
    .addHelpText('after', example('DATABASE_URL=mysql://desk:secret@db/desk switchdesk migrate'))
    .action(async () => (await import('../migrate.js')).migrate(TERMINAL));
  program
    .command('db')
    .description('the database, by the name that Flicket has for it')
    .helpCommand(false)
    .command('upgrade')
    .description('migrate, by the name that Flicket has for it')
    .addHelpText('after', example('switchdesk db upgrade'))
    .action(async () => (await import('../migrate.js')).migrate(TERMINAL));
}
