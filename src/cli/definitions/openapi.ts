import { Option, type Command } from 'commander';
import { DIALECT_NAMES, type DialectName } from '../../config/config.js';
import { TERMINAL } from '../output.js';
import { example, words } from './execute.js';

export function addOpenapi(program: Command): void {
  program
    .command('openapi')
    .description(words('openapi.help'))
    .addOption(new Option('--dialect <name>', words('openapi.--dialect')).choices([...DIALECT_NAMES]))
    .addHelpText('after', example('switchdesk openapi --dialect helpdeskz > helpdeskz.json'))
    .action(async ({ dialect }: { dialect?: DialectName }) =>
      (await import('../openapi.js')).printDocument(dialect, TERMINAL),
    );
}
