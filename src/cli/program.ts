import { Command } from 'commander';
import { words } from './definitions/execute.js';
import { ENGLISH } from '../common/locales.js';
import type { CommandKey } from '../common/texts.js';
import { VERSION } from '../common/version.js';
import { addAccounts } from './definitions/accounts.js';
import { addApiToken } from './definitions/api-token.js';
import { addBackup } from './definitions/backup.js';
import { addDoctor } from './definitions/doctor.js';
import { addEnvironment } from './definitions/environment.js';
import { addLoad } from './definitions/load.js';
import { addMail } from './definitions/mail.js';
import { addMigrate } from './definitions/migrate.js';
import { addOpenapi } from './definitions/openapi.js';
import { addPipe } from './definitions/pipe.js';
import { addRecount } from './definitions/recount.js';
import { addReindex } from './definitions/reindex.js';
import { addReports } from './definitions/reports.js';
import { addSeed } from './definitions/seed.js';
import { addServe } from './definitions/serve.js';
import { addSetUp } from './definitions/set-up.js';
import { addShell } from './definitions/shell.js';
import { addStaff } from './definitions/staff.js';
import { addWorker } from './definitions/worker.js';
import { explain } from './failure.js';
import { TERMINAL } from './output.js';
import { usageError } from './usage-errors.js';

/** In the order of the help. */
const DEFINITIONS = [
  addServe,
  addWorker,
  addMigrate,
  addEnvironment,
  addSetUp,
  addLoad,
  addSeed,
  addAccounts,
  addStaff,
  addRecount,
  addApiToken,
  addPipe,
  addMail,
  addReindex,
  addReports,
  addBackup,
  addDoctor,
  addShell,
  addOpenapi,
];

/** Parses the command line and runs its command; a failure is said on standard error and ends the process with 1. */
export async function run(argv: string[]): Promise<void> {
  process.stdout.on('error', endWithReader);
  try {
    // Flicket's way to ask for help.
    await createProgram().parseAsync(argv.map((word) => (word === '-?' ? '--help' : word)));
  } catch (error) {
    // Ended explicitly: a start that failed half-way may have left a connection open.
    process.stderr.write(`${explain(error, TERMINAL.locale)}\n`, () => process.exit(1));
  }
}

/** `switchdesk openapi | head` has read enough: no fault of anybody's. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}

/** The titles of the parser of the command line, which speaks English alone. */
const TITLES: Readonly<Record<string, CommandKey>> = {
  'Usage:': 'program.usage',
  'Options:': 'program.options',
  'Commands:': 'program.commands',
  'Arguments:': 'program.arguments',
};

function createProgram(): Command {
  const program = new Command('switchdesk')
    .description(words('program.help'))
    .version(VERSION, '-V, --version', words('program.version'))
    .helpOption('-h, --help', words('program.--help'))
    .helpCommand(false)
    .configureHelp({ styleTitle: (title) => (TITLES[title] ? words(TITLES[title]) : title) })
    .configureOutput({
      outputError: (text, write) => write(TERMINAL.locale === ENGLISH ? text : usageError(text, TERMINAL)),
    })
    .showHelpAfterError(words('program.more_help'))
    .addHelpText(
      'after',
      `
${words('program.more')}

${words('program.examples')}
  $ switchdesk serve
  $ switchdesk load desk.json
  $ switchdesk api-token create --name monitoring --permissions tickets/read`,
    );
  for (const add of DEFINITIONS) add(program);
  return program;
}
