import { Option, type Command } from 'commander';
import { TERMINAL } from '../output.js';
import { example } from './execute.js';

interface Place {
  host?: string;
  port?: string;
}

/** `serve`, and what Flicket calls it. */
export function addServe(program: Command): void {
  program
    .command('serve')
    .aliases(['run', 'runserver'])
    .description('start the desk; on the first start it makes an administrator and prints the password once')
    .addOption(new Option('-h, --host <address>', 'address to listen on, instead of HOST'))
    .option('-p, --port <number>', 'port to listen on, instead of PORT')
    .helpOption('--help', 'print this')
    .addHelpText('after', example('PORT=8080 switchdesk serve'))
    .action(async ({ host, port }: Place) =>
      (await import('../serve.js')).serve(TERMINAL, {
        ...(host !== undefined && { HOST: host }),
        ...(port !== undefined && { PORT: port }),
      }),
    );
}
