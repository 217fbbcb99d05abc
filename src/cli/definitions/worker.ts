import type { Command } from 'commander';
import { TERMINAL } from '../output.js';
import { example } from './execute.js';

export function addWorker(program: Command): void {
  program
    .command('worker')
    .description('carry mails and run jobs without the API, beside any number of others on one MariaDB/MySQL')
    .addHelpText('after', example('DATABASE_URL=mysql://desk:secret@db/desk PORT=3001 switchdesk worker'))
    .action(async () => (await import('../worker.js')).worker(TERMINAL));
}
