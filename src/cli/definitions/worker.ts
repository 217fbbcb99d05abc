import type { Command } from 'commander';
import { TERMINAL } from '../output.js';
import { example, words } from './execute.js';

export function addWorker(program: Command): void {
  program
    .command('worker')
    .description(words('worker.help'))
    .addHelpText('after', example('DATABASE_URL=mysql://desk:secret@db/desk PORT=3001 switchdesk worker'))
    .action(async () => (await import('../worker.js')).worker(TERMINAL));
}
