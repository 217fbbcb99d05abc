import { InvalidArgumentError, type Command } from 'commander';
import { TOKEN_PERMISSIONS } from '../../staff-auth/permissions.js';
import { example, execute } from './execute.js';

interface ApiTokenOptions {
  name: string;
  permissions: string[];
  allow: string[];
  token?: string;
}

export function addApiToken(program: Command): void {
  const apiToken = program.command('api-token').description('keys for programs').helpCommand(false);
  apiToken
    .command('create')
    .description('create an API token and print it, this once')
    .requiredOption('--name <name>', 'what it is for')
    .requiredOption('--permissions <list>', 'all, or some separated by commas', permissionList)
    .option(
      '--allow <list>',
      'addresses, a.b.c.* wildcards or CIDR ranges it may be used from',
      commaList,
      [],
    )
    .option('--token <value>', 'a token that programs know already; absent: one is made')
    .addHelpText(
      'after',
      `
The token is all that goes to standard output.

Permissions:
  ${TOKEN_PERMISSIONS.toSorted().join('\n  ')}
${example('switchdesk api-token create --name shop --permissions tickets/create,users/read --allow 10.0.0.0/8')}`,
    )
    .action(({ name, permissions, allow, token }: ApiTokenOptions) =>
      execute('createApiToken', {
        name,
        permissions,
        allowedAddresses: allow,
        token,
      }),
    );
}

function permissionList(text: string): string[] {
  const names = commaList(text);
  const known: readonly string[] = ['all', ...TOKEN_PERMISSIONS];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length) throw new InvalidArgumentError(`There is no permission ${unknown.join(', ')}.`);
  if (!names.length) throw new InvalidArgumentError('It names no permission.');
  return names.includes('all') ? [...TOKEN_PERMISSIONS] : names;
}

const commaList = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
