import type { Command } from 'commander';
import { TERMINAL } from '../output.js';
import { example } from './execute.js';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('look at settings, database, storage, mail and clock, and say what to do')
    .addHelpText('after', `\nExit code 1: there is a fault.\n${example('switchdesk doctor')}`)
    .action(async () => {
      process.exitCode = await (await import('../doctor.js')).doctor(TERMINAL);
    });
}
