import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ROLES } from '../common/actor.js';
import { AppError } from '../common/errors.js';
import { VERSION } from '../common/version.js';
import { DIALECT_NAMES, type DialectName } from '../config/config.js';
import { TOKEN_PERMISSIONS } from '../staff-auth/permissions.js';
import type { CommandInput, CommandName } from './commands.js';
import { explain } from './failure.js';
import { TERMINAL } from './output.js';

/** What a file for `load` may have: it is read whole, and JSON of that size already holds a million users. */
const FILE_MAX_BYTES = 100 * 1024 * 1024;

/** Parses the command line and runs its command; a failure is said on standard error and ends the process with 1. */
export async function run(argv: string[]): Promise<void> {
  process.stdout.on('error', endWithReader);
  try {
    await createProgram().parseAsync(argv);
  } catch (error) {
    // Ended explicitly: a start that failed half-way may have left a connection open.
    process.stderr.write(`${explain(error)}\n`, () => process.exit(1));
  }
}

/** `switchdesk openapi | head` has read enough: no fault of anybody's. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}

function createProgram(): Command {
  const program = new Command('switchdesk')
    .description('A help desk: REST API, mail, and the APIs of the desks people leave.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this, or the help of a command')
    .helpCommand(false)
    .showHelpAfterError('(--help says more)')
    .addHelpText(
      'after',
      `
Settings come from the environment and from .env in the working folder; .env.example has them all.
While a server has the embedded database, commands run inside that server.

Examples:
  $ switchdesk serve
  $ switchdesk load desk.json
  $ switchdesk api-token create --name monitoring --permissions tickets/read`,
    );
  addServe(program);
  addWorker(program);
  addMigrate(program);
  addLoad(program);
  addSeed(program);
  addStaff(program);
  addApiToken(program);
  addPipe(program);
  addMail(program);
  addReports(program);
  addBackup(program);
  addReindex(program);
  addDoctor(program);
  addOpenapi(program);
  return program;
}

function addServe(program: Command): void {
  program
    .command('serve')
    .description('start the desk; on the first start it makes an administrator and prints the password once')
    .addHelpText('after', example('PORT=8080 switchdesk serve'))
    // Loaded when needed: --help and --version answer without the framework.
    .action(async () => (await import('./serve.js')).serve(TERMINAL));
}

function addWorker(program: Command): void {
  program
    .command('worker')
    .description('carry mails and run jobs without the API, beside any number of others on one MariaDB/MySQL')
    .addHelpText('after', example('DATABASE_URL=mysql://desk:secret@db/desk PORT=3001 switchdesk worker'))
    .action(async () => (await import('./worker.js')).worker(TERMINAL));
}

function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the database up to date and say what ran; every start does it too')
    .addHelpText('after', example('DATABASE_URL=mysql://desk:secret@db/desk switchdesk migrate'))
    .action(async () => (await import('./migrate.js')).migrate(TERMINAL));
}

function addLoad(program: Command): void {
  program
    .command('load')
    .description('fill a new desk from a JSON file: settings, departments, staff, users, API tokens')
    .argument('<file>', 'all of it is loaded, or nothing')
    .addHelpText(
      'after',
      `
The desk may hold nothing but its first administrator; an administrator in the file takes that account's place.

Example file:
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

function addSeed(program: Command): void {
  program
    .command('seed')
    .description('fill a new desk with made-up users and tickets, to try it out or to measure it')
    .requiredOption('--tickets <number>', 'how many; a tenth as many users', ticketNumber)
    .addHelpText('after', example('switchdesk seed --tickets 1000'))
    .action((options: { tickets: number }) => execute('seed', options));
}

function addStaff(program: Command): void {
  const staff = program.command('staff').description('accounts of those who answer').helpCommand(false);
  staff
    .command('create')
    .description('create an account')
    .requiredOption('--username <name>', 'name to sign in with')
    .requiredOption('--full-name <name>', 'name that people see')
    .requiredOption('--email <address>', 'e-mail address')
    .addOption(
      new Option('--role <role>', 'what the account may do').choices([...ROLES]).makeOptionMandatory(),
    )
    .option('--password <password>', '8 characters or more; absent: one is made and printed once')
    .addHelpText(
      'after',
      example(
        'switchdesk staff create --username bob --full-name "Bob Agent" --email bob@example.com --role staff',
      ),
    )
    .action((options) => execute('createStaff', options));
  addStaffRescue(staff);
}

function addStaffRescue(staff: Command): void {
  staff
    .command('reset-password')
    .description('give an account a new password, which is printed once; its sessions end')
    .argument('<username>', 'name to sign in with')
    .addHelpText('after', example('switchdesk staff reset-password bob'))
    .action((username: string) => execute('resetStaffPassword', { username }));
  staff
    .command('reset-2fa')
    .description('take the second factor off an account; its sessions end')
    .argument('<username>', 'name to sign in with')
    .addHelpText('after', example('switchdesk staff reset-2fa bob'))
    .action((username: string) => execute('resetStaffTwoFactor', { username }));
}

interface ApiTokenOptions {
  name: string;
  permissions: string[];
  allow: string[];
  token?: string;
}

function addApiToken(program: Command): void {
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

function addPipe(program: Command): void {
  program
    .command('pipe')
    .description('store the mail on standard input: for mail servers, which call bin/pipe')
    .option('--mailbox <address>', 'the mailbox it is for; absent: found by its headers')
    .addHelpText(
      'after',
      `
Exit code 0: the mail is stored for good. 75: it is not, and the mail server is to try again.
A running desk takes it by MAIL_SOCKET; an account that may write there needs nothing else.
${example('switchdesk pipe --mailbox support@example.com < mail.eml')}`,
    )
    .action(async ({ mailbox }: { mailbox?: string }) => {
      const { pipe } = await import('./pipe.js');
      const code = await pipe(mailbox === undefined ? {} : { mailbox }, process.stdin, TERMINAL);
      // As in `run`: the mail server waits for the end.
      process.stderr.write('', () => process.exit(code));
    });
}

function addBackup(program: Command): void {
  program
    .command('backup')
    .description('write the whole desk, database and files, into one file; a running desk goes on meanwhile')
    .argument('<file>', 'must not be there yet')
    .addHelpText('after', example('switchdesk backup desk.backup'))
    .action((file: string) => execute('backup', { file: resolve(file) }));
  program
    .command('restore')
    .description('fill an empty DATA_DIR, or an empty database at DATABASE_URL, from a backup of either')
    .argument('<file>', 'what `backup` wrote')
    .addHelpText('after', example('DATA_DIR=./data switchdesk restore desk.backup'))
    .action(async (file: string) => (await import('./restore.js')).restore(file, TERMINAL));
}

function addReindex(program: Command): void {
  program
    .command('reindex')
    .description('make anew what tickets are searched and sorted by; a running desk goes on meanwhile')
    .addHelpText('after', example('switchdesk reindex'))
    .action(() => execute('reindex', {}));
}

function addReports(program: Command): void {
  program
    .command('reports')
    .description('the numbers that reports are read from')
    .helpCommand(false)
    .command('rebuild')
    .description('count them again, from tickets and messages; who writes meanwhile waits')
    .addHelpText('after', example('switchdesk reports rebuild'))
    .action(() => execute('rebuildReports', {}));
}

function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('look at settings, database, storage, mail and clock, and say what to do')
    .addHelpText('after', `\nExit code 1: there is a fault.\n${example('switchdesk doctor')}`)
    .action(async () => {
      process.exitCode = await (await import('./doctor.js')).doctor(TERMINAL);
    });
}

function addOpenapi(program: Command): void {
  program
    .command('openapi')
    .description('print the OpenAPI document; needs no database')
    .addOption(new Option('--dialect <name>', 'that of a foreign API instead').choices([...DIALECT_NAMES]))
    .addHelpText('after', example('switchdesk openapi --dialect helpdeskz > helpdeskz.json'))
    .action(async ({ dialect }: { dialect?: DialectName }) =>
      (await import('./openapi.js')).printDocument(dialect, TERMINAL),
    );
}

function addMail(program: Command): void {
  const mail = program.command('mail').description('mails in and out, by hand').helpCommand(false);
  mail
    .command('poll')
    .description('look into the mailboxes now')
    .option('--mailbox <address>', 'only into this one')
    .addHelpText('after', example('switchdesk mail poll --mailbox support@example.com'))
    .action(({ mailbox }: { mailbox?: string }) =>
      execute('pollMailboxes', mailbox === undefined ? {} : { mailbox }),
    );
  mail
    .command('reprocess')
    .description('process mails again, whatever kept them out')
    .argument('[ids...]', 'their ids in the ledger', ledgerIds)
    .addOption(
      new Option('--state <state>', 'all of this state instead').choices(['failed', 'held', 'quarantined']),
    )
    .addHelpText('after', example('switchdesk mail reprocess --state quarantined'))
    .action((ids: number[], { state }: { state?: 'failed' | 'held' | 'quarantined' }, command: Command) => {
      if (Boolean(state) === ids.length > 0) command.error('error: name either ids or a state');
      return execute('reprocessMails', state ? { state } : { ids });
    });
  mail
    .command('outbox')
    .description('list the mails that have not left yet')
    .option('--retry', 'try those that failed again', false)
    .addHelpText('after', example('switchdesk mail outbox --retry'))
    .action(({ retry }: { retry: boolean }) => execute('showOutbox', { retry }));
  program
    .command('imap_fetcher')
    .description('mail poll, by the name that the cron lines of HelpDeskZ know')
    .action(() => execute('pollMailboxes', {}));
}

async function execute<N extends CommandName>(name: N, input: CommandInput<N>): Promise<void> {
  const { runOnDesk } = await import('./desk.js');
  process.exitCode = await runOnDesk(name, input, TERMINAL);
}

/** Read here, for the path belongs to this working folder and this account. */
async function readText(file: string): Promise<string> {
  if ((await stat(file)).size > FILE_MAX_BYTES)
    throw new AppError('invalid', 'load.too_large', `${file} is larger than ${FILE_MAX_BYTES} bytes.`);
  return readFile(file, 'utf8');
}

function ticketNumber(text: string): number {
  const number = Number(text);
  if (/^\d{1,7}$/.test(text) && number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number from 1 to 9999999.');
}

function ledgerIds(text: string, ids: number[] = []): number[] {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.');
  return [...ids, Number(text)];
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

const example = (line: string): string => `\nExample:\n  $ ${line}`;
