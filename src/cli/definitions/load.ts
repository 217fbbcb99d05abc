import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { AppError } from '../../common/errors.js';
import { example, execute, words } from './execute.js';

/** What a file may have: it is read whole, and JSON of that size already holds a million users. */
const FILE_MAX_BYTES = 100 * 1024 * 1024;

export function addLoad(program: Command): void {
  program
    .command('load')
    .description(words('load.help'))
    .argument('<file>', words('load.file'))
    .addHelpText(
      'after',
      `
${words('load.more')}

${words('load.example')}
  {
    "settings": { "site_name": "Example" },
    "departments": [{ "id": 1, "name": "General", "private": false, "order": 1 }],
    "staff": [{ "id": 1, "username": "ann", "password": "correct horse", "fullName": "Ann Admin",
                "email": "ann@example.com", "role": "admin", "departments": [1] }],
    "users": [{ "id": 1, "fullName": "Ben User", "email": "ben@example.com", "createdAt": 1700000000 }],
    "apiTokens": [{ "name": "shop", "token": "a long random text", "permissions": ["tickets/create"],
                    "allowedAddresses": ["10.0.0.*"] }]
  }
${example('switchdesk load desk.json')}`,
    )
    .action(async (file: string) => execute('load', { content: await readText(file) }));
}

/** Read here, for the path belongs to this working folder and this account. */
export async function readText(file: string): Promise<string> {
  if ((await stat(file)).size > FILE_MAX_BYTES)
    throw new AppError('invalid', 'load.too_large', { values: { file, most: FILE_MAX_BYTES } });
  return readFile(file, 'utf8');
}
