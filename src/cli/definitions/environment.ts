import type { Command } from 'commander';
import { TERMINAL } from '../output.js';
import { example, words } from './execute.js';

/** Flicket's `create_json`, which asks for what a start has to know. */
export function addEnvironment(program: Command): void {
  program
    .command('create_json')
    .alias('create-json')
    .description(words('environment.create_json.help'))
    .option('--force', words('environment.create_json.--force'), false)
    .addHelpText('after', example('switchdesk create_json'))
    .action(async (options: { force: boolean }) =>
      (await import('../environment-file.js')).createEnvironmentFile(options, TERMINAL),
    );
}
