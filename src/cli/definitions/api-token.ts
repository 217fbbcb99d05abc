import { InvalidArgumentError, type Command } from 'commander';
import { TOKEN_PERMISSIONS } from '../../staff-auth/permissions.js';
import { example, execute, words } from './execute.js';

interface ApiTokenOptions {
  name: string;
  permissions: string[];
  allow: string[];
  token?: string;
}

export function addApiToken(program: Command): void {
  const apiToken = program.command('api-token').description(words('api-token.help')).helpCommand(false);
  apiToken
    .command('create')
    .description(words('api-token.create.help'))
    .requiredOption('--name <name>', words('api-token.create.--name'))
    .requiredOption('--permissions <list>', words('api-token.create.--permissions'), permissionList)
    .option('--allow <list>', words('api-token.create.--allow'), commaList, [])
    .option('--token <value>', words('api-token.create.--token'))
    .addHelpText(
      'after',
      `
${words('api-token.create.more')}

${words('api-token.permissions')}
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
  if (unknown.length)
    throw new InvalidArgumentError(words('api-token.unknown', { names: unknown.join(', ') }));
  if (!names.length) throw new InvalidArgumentError(words('api-token.none'));
  return names.includes('all') ? [...TOKEN_PERMISSIONS] : names;
}

const commaList = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
