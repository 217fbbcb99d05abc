import type { Command } from 'commander';
import { example, execute } from './execute.js';
import { Questions } from '../questions.js';

interface SetUpOptions {
  email?: string;
  password?: string;
  baseUrl?: string;
}

/** Flicket's `run_set_up`: the first administrator and the address of the desk. */
export function addSetUp(program: Command): void {
  program
    .command('run_set_up')
    .alias('run-set-up')
    .description('make the first administrator and say where the desk is reached; what is there stays')
    .option('--email <address>', 'of the administrator')
    .option('--password <password>', '6 characters or more; ADMIN_PASSWORD says it as well')
    .option('--base-url <address>', 'where people reach the desk')
    .addHelpText(
      'after',
      `\nOn a terminal it asks for what is not given.\n${example('switchdesk run_set_up --email admin@example.com --base-url https://desk.example.com')}`,
    )
    .action(async (given: SetUpOptions) => {
      await execute('setUp', process.stdin.isTTY ? await asked(given) : given);
    });
}

async function asked(given: SetUpOptions): Promise<SetUpOptions> {
  const questions = new Questions();
  try {
    const email = given.email ?? (await questions.ask('E-mail address of the administrator'));
    const password = given.password ?? (await questions.ask('Password (empty: one is made)'));
    const baseUrl = given.baseUrl ?? (await questions.ask('Address of the desk (https://…)'));
    return { ...(email && { email }), ...(password && { password }), ...(baseUrl && { baseUrl }) };
  } finally {
    questions.close();
  }
}
