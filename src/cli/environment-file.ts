import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { AppError } from '../common/errors.js';
import { readEnvironment } from '../config/environment.js';
import type { Output } from './output.js';
import { Questions } from './questions.js';

const FILE = '.env';

/**
 * Writes `.env` from the answers, for this account's eyes only. What would not start is not written.
 * @throws AppError `environment.exists`, ConfigError
 */
export async function createEnvironmentFile({ force }: { force: boolean }, out: Output): Promise<void> {
  if (existsSync(FILE) && !force)
    throw new AppError('conflict', 'environment.exists', { values: { file: FILE } });
  const questions = new Questions();
  try {
    const environment = await askFor(questions, out);
    readEnvironment(environment);
    const lines = Object.entries(environment).map(([name, value]) => `${name}=${quoted(value)}\n`);
    await rm(FILE, { force: true });
    await writeFile(FILE, lines.join(''), { mode: 0o600, flag: 'wx' });
  } finally {
    questions.close();
  }
  out.say('environment.done', { file: FILE });
}

async function askFor(questions: Questions, out: Output): Promise<Record<string, string>> {
  const database = await questions.ask(out.words('environment.ask_database'), '1');
  if (database !== '1' && database !== '3') throw new AppError('invalid', 'environment.database');
  const url = database === '3' ? await askForDatabase(questions, out) : '';
  const port = await questions.ask(out.words('environment.ask_port'), '3000');
  const publicUrl = await questions.ask(out.words('environment.ask_address'));
  return {
    ...(url
      ? { DATABASE_URL: url, APP_SECRET: randomBytes(32).toString('base64url') }
      : { DATA_DIR: './data' }),
    PORT: port,
    ...(publicUrl && { PUBLIC_URL: publicUrl }),
  };
}

async function askForDatabase(questions: Questions, out: Output): Promise<string> {
  const user = await questions.ask(out.words('environment.ask_user'), 'switchdesk');
  const password = await questions.ask(out.words('environment.ask_password'));
  const host = await questions.ask(out.words('environment.ask_host'), 'localhost');
  const port = await questions.ask(out.words('environment.ask_database_port'), '3306');
  const name = await questions.ask(out.words('environment.ask_name'), 'switchdesk');
  const part = encodeURIComponent;
  return `mysql://${part(user)}:${part(password)}@${host}:${port}/${part(name)}`;
}

/** A value with a sign that the file's format knows stands in quotes. */
const quoted = (value: string): string => (/^[\w.:/@%?&=+-]*$/.test(value) ? value : `'${value}'`);
