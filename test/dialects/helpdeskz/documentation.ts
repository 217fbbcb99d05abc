import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoadFile } from '../../support/server.js';
import { GOLDEN, storedPassword, tokenNamed, initialState } from './recording.js';

export const DOCUMENTED_TOKEN = tokenNamed('FULL');
/** Where the documentation's examples find the pictures they send. */
export const DOCUMENTED_PICTURES = '/home/andres/Images/';
export const PICTURES = fileURLToPath(GOLDEN);

/** What the documentation's examples begin from: a fresh installation with one administrator and one token. */
export function documentedState(): LoadFile {
  const { departments, apiTokens } = initialState();
  return {
    settings: { site_name: 'HelpDeskZ' },
    departments: departments.slice(0, 3),
    staff: [
      {
        id: 1,
        username: 'admin',
        passwordHash: storedPassword({ password: 'demo123', stored_as: 'bcrypt' }),
        fullName: 'Andres Mendoza',
        email: 'andres@demo.com',
        role: 'admin',
        createdAt: 1_611_613_586,
      },
    ],
    apiTokens: apiTokens.slice(0, 1),
  };
}

/** Times of now become `<now>`; the one the state was loaded with stays. */
export const withoutTimes = (text: string): string =>
  text.replace(/"(date|last_update|last_login)":"1[7-9]\d{8}"/g, '"$1":"<now>"');

/** Runs a program to its end with `input` as standard input and answers what it printed. */
export async function run(
  command: string,
  args: string[],
  input = '',
): Promise<{ stdout: string; stderr: string }> {
  const child = spawn(command, args, { env: { ...process.env, NO_PROXY: '*' } });
  const printed = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (printed.stdout += chunk));
  child.stderr.on('data', (chunk) => (printed.stderr += chunk));
  child.stdin.end(input);
  await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  return printed;
}
