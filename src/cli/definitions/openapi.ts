import { Option, type Command } from 'commander';
import { DIALECT_NAMES, type DialectName } from '../../config/config.js';
import { TERMINAL } from '../output.js';
import { example } from './execute.js';

export function addOpenapi(program: Command): void {
  program
    .command('openapi')
    .description('print the OpenAPI document; needs no database')
    .addOption(new Option('--dialect <name>', 'that of a foreign API instead').choices([...DIALECT_NAMES]))
    .addHelpText('after', example('switchdesk openapi --dialect helpdeskz > helpdeskz.json'))
    .action(async ({ dialect }: { dialect?: DialectName }) =>
      (await import('../openapi.js')).printDocument(dialect, TERMINAL),
    );
}
