import { InvalidArgumentError, type Command } from 'commander';
import { example, execute } from './execute.js';

export function addSeed(program: Command): void {
  program
    .command('seed')
    .description('fill a new desk with made-up users and tickets, to try it out or to measure it')
    .requiredOption('--tickets <number>', 'how many; a tenth as many users', ticketNumber)
    .addHelpText('after', example('switchdesk seed --tickets 1000'))
    .action((options: { tickets: number }) => execute('seed', options));
}

function ticketNumber(text: string): number {
  const number = Number(text);
  if (/^\d{1,7}$/.test(text) && number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number from 1 to 9999999.');
}
