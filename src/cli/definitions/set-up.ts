import type { Command } from 'commander';
import { example, execute, words } from './execute.js';
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
    .description(words('set-up.run_set_up.help'))
    .option('--email <address>', words('set-up.run_set_up.--email'))
    .option('--password <password>', words('set-up.run_set_up.--password'))
    .option('--base-url <address>', words('set-up.run_set_up.--base-url'))
    .addHelpText(
      'after',
      `\n${words('set-up.more')}\n${example('switchdesk run_set_up --email admin@example.com --base-url https://desk.example.com')}`,
    )
    .action(async (given: SetUpOptions) => {
      await execute('setUp', process.stdin.isTTY ? await asked(given) : given);
    });
}

async function asked(given: SetUpOptions): Promise<SetUpOptions> {
  const questions = new Questions();
  try {
    const email = given.email ?? (await questions.ask(words('set-up.ask_email')));
    const password = given.password ?? (await questions.ask(words('set-up.ask_password')));
    const baseUrl = given.baseUrl ?? (await questions.ask(words('set-up.ask_address')));
    return { ...(email && { email }), ...(password && { password }), ...(baseUrl && { baseUrl }) };
  } finally {
    questions.close();
  }
}
