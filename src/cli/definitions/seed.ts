import { InvalidArgumentError, type Command } from 'commander';
import { example, execute, words } from './execute.js';

export function addSeed(program: Command): void {
  program
    .command('seed')
    .description(words('seed.help'))
    .requiredOption('--tickets <number>', words('seed.--tickets'), ticketNumber)
    .addHelpText('after', example('switchdesk seed --tickets 1000'))
    .action((options: { tickets: number }) => execute('seed', options));
}

function ticketNumber(text: string): number {
  const number = Number(text);
  if (/^\d{1,7}$/.test(text) && number > 0) return number;
  throw new InvalidArgumentError(words('seed.number'));
}
