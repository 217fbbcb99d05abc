import { Option, type Command } from 'commander';
import { TERMINAL } from '../output.js';
import { example, words } from './execute.js';

interface Place {
  host?: string;
  port?: string;
}

/** `serve`, and what Flicket calls it. */
export function addServe(program: Command): void {
  program
    .command('serve')
    .aliases(['run', 'runserver'])
    .description(words('serve.help'))
    .addOption(new Option('-h, --host <address>', words('serve.--host')))
    .option('-p, --port <number>', words('serve.--port'))
    .helpOption('--help', words('serve.--help'))
    .addHelpText('after', example('PORT=8080 switchdesk serve'))
    .action(async ({ host, port }: Place) =>
      (await import('../serve.js')).serve(TERMINAL, {
        ...(host !== undefined && { HOST: host }),
        ...(port !== undefined && { PORT: port }),
      }),
    );
}
