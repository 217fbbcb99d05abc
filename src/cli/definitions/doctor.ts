import type { Command } from 'commander';
import { TERMINAL } from '../output.js';
import { example, words } from './execute.js';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description(words('doctor.help'))
    .addHelpText('after', `\n${words('doctor.more')}\n${example('switchdesk doctor')}`)
    .action(async () => {
      process.exitCode = await (await import('../doctor.js')).doctor(TERMINAL);
    });
}
