import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { judge, loadLaws } from '../../scripts/laws/judge.mjs';
import { sourceTree } from '../../scripts/laws/source-tree.mjs';

type Files = Record<string, string>;

const README = '# A room\n\nWhat it is.\n';
const laws = await loadLaws();
const folders: string[] = [];

/** A project of these files alone, outside of ours. */
function project(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), 'switchdesk-laws-'));
  folders.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function faultsOf(law: string, files: Files): string[] {
  const found = laws.find(({ name }) => name === law);
  if (!found) throw new Error(`there is no law ${law}`);
  return judge({ ...found, exceptions: {} }, sourceTree(project(files)));
}

describe('the laws that scripts hold', () => {
  it('lets no room but config read the environment, however it is written', () => {
    const faults = faultsOf('environment', {
      'src/config/environment.ts': 'export const port = process.env.PORT;',
      'src/http/plain.ts': '\nexport const port = process.env.PORT;',
      'src/http/brackets.ts': "export const port = globalThis.process['env'].PORT;",
      'src/http/unpacked.ts': 'const { env: e } = process; export const port = e.PORT;',
      'src/http/imported.ts': "import { env } from 'node:process'; export const port = env.PORT;",
      'src/http/fine.ts': '// process.env is read in config\nexport const pid = process.pid;',
    });
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
      'src/http/brackets.ts:1',
      'src/http/imported.ts:1',
      'src/http/plain.ts:2',
      'src/http/unpacked.ts:1',
    ]);
  });

  it('lets nobody but database ask for the SQL flavour or speak one', () => {
    const faults = faultsOf('sql-flavour', {
      'src/database/flavour.ts': "export const isSqlite = (type: string) => type === 'better-sqlite3';",
      'migrations/columns.ts': "export const sqlite = (type: string) => type === 'better-sqlite3';",
      'migrations/20260101000000-tickets__add.ts': 'export const sqlite = true;',
      'src/tickets/asks.ts': 'export const type = (source: any) => source.options.type;',
      'src/tickets/imports.ts': "import mysql from 'mysql2';\nexport const pool = mysql;",
      'src/tickets/speaks.ts':
        'export const sql = `insert into t values (1) on duplicate key update n = ${1}`;',
      'src/tickets/fine.ts': "export const help = 'An empty DATABASE_URL means SQLite';",
    });
    const places = new Set(faults.map((fault) => fault.split(':')[0]));
    expect([...places]).toEqual([
      'src/tickets/asks.ts',
      'src/tickets/imports.ts',
      'src/tickets/speaks.ts',
      'migrations/20260101000000-tickets__add.ts',
    ]);
  });

  it('counts lines, dependencies, decorators and statements against the budgets', () => {
    const lines = (count: number) => '\n'.repeat(count);
    const route = (body: string, ...decorators: string[]) =>
      `@Get() ${decorators.join(' ')} route() { ${body} }`;
    const faults = faultsOf('budgets', {
      'src/a/long.controller.ts': `@Controller() export class LongController {${lines(120)}}`,
      'src/a/long.service.ts': `export class LongService {${lines(300)}}`,
      'src/a/long.dto.ts': `export class LongDto {}${lines(150)}export const end = 1;`,
      'src/a/methods.service.ts': `export class MethodsService { work() {${lines(40)}} }`,
      'src/a/functions.ts': `export const work = () => {${lines(40)}};`,
      'src/a/many.service.ts':
        'export class ManyService { constructor(a: A, b: B, c: C, d: D, e: E, f: F, g: G) {} }',
      'src/a/routes.controller.ts': `export class RoutesController {
        ${route('return 1;', '@A()', '@B()', '@C()')}
        ${route('const a = 1; return a;')}
        ${route('return 1;', '@A()', '@B()')}
      }`,
      'src/a/right.controller.ts': `@Controller() export class RightController {${lines(119)}}`,
    });
    expect(faults).toEqual([
      'src/a/functions.ts:1 lines of a function: 41, the budget is 40',
      'src/a/long.controller.ts:1 lines of LongController: 121, the budget is 120',
      'src/a/long.dto.ts:1 lines of a DTO file: 151, the budget is 150',
      'src/a/long.service.ts:1 lines of LongService: 301, the budget is 300',
      'src/a/many.service.ts:1 constructor dependencies: 7, the budget is 6',
      'src/a/methods.service.ts:1 lines of work: 41, the budget is 40',
      'src/a/routes.controller.ts:2 decorators of route route: 4, the budget is 3',
      'src/a/routes.controller.ts:3 statements of route route: 2, the budget is 1',
    ]);
  });

  it('refuses names that say nothing, barrels, prefixed interfaces and a class in the wrong file', () => {
    const faults = faultsOf('names', {
      'src/tickets/index.ts': '',
      'src/tickets/ticket.types.ts': '',
      'src/tickets/string-utils.ts': '',
      'src/helpers/text.ts': '',
      'src/tickets/ticketRules.ts': '',
      'src/tickets/all.ts': "export * from './ticket.entity.js';",
      'src/tickets/clock.ts': 'export interface IClock { now(): Date }',
      'src/tickets/tickets.service.ts': 'export class UsersService {}',
      'src/dialects/helpdeskz/tickets.controller.ts': 'export class HelpDeskZTicketsController {}',
      'src/knowledge-base/full-text-index.ts': 'export const right = 1;',
    });
    expect(faults.toSorted()).toEqual([
      'src/helpers:1 "helpers" says nothing: name the thing',
      'src/tickets/all.ts:1 re-exports: let each importer import the file that has the thing',
      'src/tickets/clock.ts:1 IClock: no I prefix',
      'src/tickets/index.ts:1 "index" says nothing: name the thing',
      'src/tickets/string-utils.ts:1 "utils" says nothing: name the thing',
      'src/tickets/ticket.types.ts:1 "types" says nothing: name the thing',
      'src/tickets/ticketRules.ts:1 is not kebab-case',
      'src/tickets/tickets.service.ts:1 UsersService stands in a file of another name',
    ]);
  });

  it('asks every top folder, room and dialect for a README of a few lines', () => {
    const faults = faultsOf('readmes', {
      'src/README.md': '# Source\n',
      'src/tickets/tickets.service.ts': '',
      'src/users/README.md': `${README}${'more\n'.repeat(40)}`,
      'src/dialects/README.md': README,
      'src/dialects/helpdeskz/README.md': `${README}${'more\n'.repeat(400)}`,
      'src/dialects/jutda/jutda.module.ts': '',
      'bench/run.mjs': '',
    });
    expect(faults).toEqual([
      'bench:1 has no README.md',
      'src/README.md:1 says too little: 1 lines, at least 3',
      'src/dialects/jutda:1 has no README.md',
      'src/tickets:1 has no README.md',
      'src/users/README.md:1 says too much: 43 lines, at most 40',
    ]);
  });

  it('honours an explained exception, and wants it gone once nothing needs it', () => {
    const law = {
      name: 'lines',
      sentence: 'No file has a second line.',
      exceptions: { 'src/a.ts': 'two lines by contract', 'src/gone.ts': 'was long once' },
      check: () => [
        { file: 'src/a.ts', line: 2, message: 'has a second line' },
        { file: 'src/b.ts', line: 2, message: 'has a second line' },
      ],
    };
    expect(judge(law, sourceTree(project({})))).toEqual([
      'src/b.ts:2 has a second line',
      'src/gone.ts:1 is an exception in lines.mjs that nothing needs any more',
    ]);
  });
});

describe('the ladder', () => {
  /** What dependency-cruiser says of a project under our rules, as `rule: from > to`. */
  async function breaches(files: Files): Promise<string[]> {
    const root = project({
      'package.json': '{ "type": "module", "devDependencies": { "for-tests": "1.0.0" } }',
      'node_modules/for-tests/package.json': '{ "name": "for-tests", "main": "main.js" }',
      'node_modules/for-tests/main.js': '',
      'node_modules/undeclared/package.json': '{ "name": "undeclared", "main": "main.js" }',
      'node_modules/undeclared/main.js': '',
      ...files,
    });
    const cruiser = join(process.cwd(), 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const config = join(process.cwd(), '.dependency-cruiser.cjs');
    const args = [cruiser, '--config', config, '--output-type', 'json', 'src', 'migrations'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
    const { summary } = JSON.parse(stdout) as {
      summary: { violations: { rule: { name: string }; from: string; to: string }[] };
    };
    return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} > ${to}`);
  }

  const imports = (...paths: string[]) => paths.map((path) => `import '${path}';`).join('\n');

  it('refuses every import against it', async () => {
    const found = await breaches({
      'src/main.ts': imports('./app.module.js'),
      'src/app.module.ts': imports(
        './tickets/tickets.module.js',
        './tickets/tickets.controller.js',
        './cli/serve.js',
      ),
      'src/common/actor.ts': imports('../users/users.service.js'),
      'src/users/users.service.ts': imports('../departments/departments.service.js', './user.entity.js'),
      'src/users/user.entity.ts':
        "import type { Users } from './users.service.js'; export type User = Users;",
      'src/departments/departments.service.ts': 'export const d = 1;',
      'src/tickets/tickets.module.ts': imports('./tickets.controller.js', './ticket.dto.js'),
      'src/tickets/tickets.controller.ts': 'export const c = 1;',
      'src/tickets/ticket.dto.ts': 'export const dto = 1;',
      'src/dialects/jutda/jutda.module.ts': imports(
        '../../tickets/ticket.dto.js',
        '../../tickets/tickets.controller.js',
        '../flicket/flicket.module.js',
        '../../cli/serve.js',
      ),
      'src/dialects/flicket/flicket.module.ts': 'export const f = 1;',
      'src/cli/serve.ts': imports('../app.module.js', '../nowhere.js', 'undeclared'),
      'src/stock/stock.service.ts': 'export const s = 1;',
      'src/mail-ingest/mail-ingest.module.ts': imports('../stock/stock.service.js', 'for-tests'),
      'src/mail-ingest/mail.spec.ts': imports('./mail-ingest.module.js', 'for-tests', '../../test/server.js'),
      'src/outbox/outbox.service.ts': imports('../../test/server.js', '../mail-ingest/mail.spec.js'),
      'test/server.ts': 'export const server = 1;',
      'migrations/20260101000000-tickets__add.ts': imports('./columns.ts', '../src/users/user.entity.js'),
      'migrations/columns.ts': 'export const columns = 1;',
      'src/tags/alone.ts': 'export const alone = 1;',
    });
    expect(found.toSorted()).toEqual([
      'app-below-main: src/app.module.ts > src/cli/serve.ts',
      'controller-only-by-its-module: src/app.module.ts > src/tickets/tickets.controller.ts',
      'controller-only-by-the-module-beside-it: src/dialects/jutda/jutda.module.ts > src/tickets/tickets.controller.ts',
      'declared-packages-only: src/cli/serve.ts > node_modules/undeclared/main.js',
      'dialect-alone: src/dialects/jutda/jutda.module.ts > src/dialects/flicket/flicket.module.ts',
      'dialect-without-dtos: src/dialects/jutda/jutda.module.ts > src/tickets/ticket.dto.ts',
      'ladder-common: src/common/actor.ts > src/users/users.service.ts',
      'ladder-dialects: src/dialects/jutda/jutda.module.ts > src/cli/serve.ts',
      'ladder-outbox: src/outbox/outbox.service.ts > src/mail-ingest/mail.spec.ts',
      'ladder-users: src/users/users.service.ts > src/departments/departments.service.ts',
      'main-imports-nothing-before-the-check: src/main.ts > src/app.module.ts',
      'migration-alone: migrations/20260101000000-tickets__add.ts > src/users/user.entity.ts',
      'no-cycles: src/app.module.ts > src/cli/serve.ts',
      'no-cycles: src/users/user.entity.ts > src/users/users.service.ts',
      'no-development-packages-shipped: src/mail-ingest/mail-ingest.module.ts > node_modules/for-tests/main.js',
      'no-orphans: src/tags/alone.ts > src/tags/alone.ts',
      'resolvable: src/cli/serve.ts > ../nowhere.js',
      'room-on-the-ladder: src/mail-ingest/mail-ingest.module.ts > src/stock/stock.service.ts',
      'source-without-tests: src/outbox/outbox.service.ts > src/mail-ingest/mail.spec.ts',
      'source-without-tests: src/outbox/outbox.service.ts > test/server.ts',
    ]);
  });

  it('lets through what goes down it', async () => {
    const found = await breaches({
      'src/main.ts': "await import('./cli/program.js');",
      'migrations/20260101000000-tickets__add.ts': imports('./columns.ts'),
      'migrations/columns.ts': 'export const columns = 1;',
      'src/cli/program.ts': imports('../app.module.js', '../common/version.js'),
      'src/app.module.ts': imports('./tickets/tickets.module.js', './dialects/jutda/jutda.module.js'),
      'src/tickets/tickets.module.ts': imports('./tickets.controller.js', './tickets.service.js'),
      'src/tickets/tickets.controller.ts': imports('./tickets.service.js'),
      'src/tickets/tickets.controller.spec.ts': imports('./tickets.controller.js'),
      'src/tickets/tickets.service.ts': imports('../users/users.service.js'),
      'src/users/users.service.ts': imports('../common/version.js'),
      'src/common/version.ts': 'export const v = 1;',
      'src/dialects/jutda/jutda.module.ts': imports('../../tickets/tickets.service.js'),
    });
    expect(found).toEqual([]);
  });
});
