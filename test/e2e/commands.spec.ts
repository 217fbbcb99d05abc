import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { VERSION } from '../../src/common/version.js';
import { FLAVOURS, type FlavourName } from '../support/database.js';
import { Desk } from '../support/desk.js';

const desks: Desk[] = [];

async function newDesk(flavour: FlavourName = 'sqlite', env: Record<string, string> = {}): Promise<Desk> {
  const desk = await Desk.create(flavour, env);
  desks.push(desk);
  return desk;
}

afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.remove();
});

const signIn = (url: string, username: string, password: string): Promise<Response> =>
  fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });

const get = (url: string, path: string, token: string): Promise<Response> =>
  fetch(`${url}/api/v1/${path}`, { headers: { authorization: `Bearer ${token}` } });

async function itemsOf(url: string, path: string, token: string): Promise<Record<string, unknown>[]> {
  const answer = await get(url, path, token);
  const body = (await answer.json()) as { items: Record<string, unknown>[] };
  return Array.isArray(body) ? body : body.items;
}

const passwordIn = (text: string): string | undefined => /shown only now: (\S+)/.exec(text)?.[1];

const ALL = 'ALL0000000000000000000000000000000000000000000000000000000000';

const OF_INTERNAL = {
  emailSubmission: false,
  publicSubmission: false,
  locale: 'fr',
  newTicketCc: ['boss@example.com'],
  updatedTicketCc: ['Boss@example.com', 'archive@example.com'],
  defaultAssigneeId: 3,
  escalateDays: 5,
};

const FILE = {
  settings: { site_name: 'Example desk', tickets_page: 20 },
  departments: [
    { id: 4, name: 'Internal', private: 1, order: 2, slug: 'general', ...OF_INTERNAL },
    { id: 2, name: 'General', order: 1 },
  ],
  staff: [
    {
      id: 3,
      username: 'bob',
      password: 'bobpass1',
      fullName: 'Bob Agent',
      email: 'bob@example.com',
      role: 'staff',
      departments: [2, 4],
      createdAt: 1_700_000_000,
    },
    {
      id: 1,
      username: 'Ana',
      password: 'demo1234',
      fullName: 'Ana Admin',
      email: 'ana@example.com',
      role: 'admin',
    },
    { username: 'carol', fullName: 'Carol New', email: 'carol@example.com', role: 'staff', active: false },
  ],
  users: [
    { fullName: 'Ben 🎈', email: 'ben@example.com' },
    { id: 1, fullName: 'Zoë', email: 'Zoe@Example.com', createdAt: '2024-05-01T09:30:00Z' },
  ],
  apiTokens: [
    {
      name: 'all',
      token: ALL,
      permissions: ['users/read', 'staff/read', 'departments/read', 'settings/read', 'users/create'],
      allowedAddresses: ['127.0.0.*'],
    },
    { name: 'off', token: 'OFF0', permissions: ['users/read'], active: 0 },
  ],
};

describe('the command line', () => {
  it('lists its commands and answers --version', async () => {
    const desk = await newDesk();
    const help = await desk.command('--help');
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const name of ['serve', 'migrate', 'load <file>', 'staff', 'api-token'])
      expect(help.stdout).toContain(`\n  ${name}`);
    expect(await desk.command('--version')).toMatchObject({ code: 0, stdout: `${VERSION}\n` });
    expect(existsSync(desk.dataDir)).toBe(false);
  });

  it('gives each command an example', async () => {
    const desk = await newDesk();
    for (const command of [['serve'], ['migrate'], ['load'], ['staff', 'create'], ['api-token', 'create']]) {
      const { stdout } = await desk.command(...command, '--help');
      expect(stdout).toMatch(new RegExp(`Example:\\n  \\$ .*switchdesk ${command.join(' ')}`));
    }
  });

  it('speaks the language of the terminal, whatever that of the server is', async () => {
    const desk = await newDesk();
    const say = async (language: Record<string, string>, ...command: string[]): Promise<string> => {
      const { stdout, stderr } = await desk.start(command, language).ended;
      return (stdout + stderr).replaceAll('\u00a0', ' ');
    };
    const french = { LANG: 'fr_FR.UTF-8' };
    const help = await say(french, '--help');
    expect(help).toMatch(/^Utilisation : switchdesk /);
    expect(help).toContain('afficher la version');
    expect(await say({ ...french, LC_ALL: 'C' }, '--help')).toMatch(/^Usage: switchdesk /);
    expect(await say({ LANG: 'tlh_QO' }, '--help')).toMatch(/^Usage: switchdesk /);
    expect(await say(french, 'staff', 'create', '--username', 'bob')).toContain(
      'erreur : l’option « --full-name <name> » est obligatoire',
    );
    expect(await say({ ...french, PORT: 'x', HOST: 'a b' }, 'serve')).toBe(
      'La configuration a 2 défauts :\n  PORT doit être un nombre de 0 à 65535.\n  HOST doit être une adresse IP ou un nom d’hôte.\n',
    );
    await desk.serve();
    const reset = (username: string): string[] => ['staff', 'reset-2fa', username];
    expect(await say(french, ...reset('nobody'))).toBe('Ce membre du personnel n’existe pas.\n');
    expect(await say(french, ...reset('admin'))).toBe(
      '« admin » se connecte désormais sans second facteur.\n',
    );
    expect(await say({}, ...reset('nobody'))).toBe('There is no such member of staff.\n');
  });

  it('names what is missing', async () => {
    const desk = await newDesk();
    const { code, stderr } = await desk.command('staff', 'create', '--username', 'bob');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("'--full-name <name>'") });
  });

  it('names every fault of the configuration at once, without a stack', async () => {
    const desk = await newDesk('sqlite', { PORT: 'x', HOST: 'a b', LOG_LEVEL: 'loud' });
    const { code, stdout, stderr } = await desk.command('serve');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      'The configuration has 3 faults:',
      '  PORT must be a number from 0 to 65535.',
      '  HOST must be an IP address or a host name.',
      expect.stringMatching(/^ {2}LOG_LEVEL "loud" is not one of /),
    ]);
  });

  it('names permissions that there are not, and takes none for a mistake', async () => {
    const desk = await newDesk();
    const create = (permissions: string) =>
      desk.command('api-token', 'create', '--name', 'x', '--permissions', permissions);
    expect(await create('users/read,users/reed')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no permission users/reed.'),
    });
    expect(await create('')).toMatchObject({ code: 1, stderr: expect.stringContaining('no permission') });
  });

  it('ends in peace when nobody reads on', async () => {
    const desk = await newDesk();
    const { child, ended } = desk.start(['openapi']);
    child.stdout!.destroy();
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });

  it.skipIf(!FLAVOURS.includes('mariadb'))('says in a line why the database refuses', async () => {
    const desk = await newDesk('mariadb');
    const right = new URL(desk.env['DATABASE_URL']!);
    const wrong = new URL(right);
    wrong.password = 'geheim';
    const missing = new URL(right);
    missing.pathname = '/nowhere';
    const nobody = new URL(right);
    nobody.port = '1';
    for (const [url, reason] of [
      [wrong, /^The database server refuses: Access denied for user .*\n$/],
      [missing, /^The database server refuses: Unknown database 'nowhere'\n$/],
      [nobody, /^connect ECONNREFUSED .*\n$/],
    ] as const) {
      desk.env['DATABASE_URL'] = url.href;
      const { code, stdout, stderr } = await desk.command('migrate');
      expect({ code, stdout, stderr }).toEqual({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(reason),
      });
      expect(stderr).not.toContain('geheim');
    }
  });

  it('says in a line that the port is taken', async () => {
    const desk = await newDesk();
    const { url } = await desk.serve();
    const second = await newDesk('sqlite', { PORT: new URL(url).port });
    const { code, stderr } = await second.command('serve');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^.*EADDRINUSE.*\n$/) });
  });
});

describe.each(FLAVOURS)('the first start on %s', (flavour) => {
  it('makes an administrator and prints the password once, beside the log', async () => {
    const desk = await newDesk(flavour, { LOG_LEVEL: 'trace' });
    const first = await desk.serve();
    const password = passwordIn(first.stdout())!;
    expect((await signIn(first.url, 'admin', password)).status).toBe(200);
    const { stdout, stderr } = await first.stop();
    expect((stdout + stderr).split(password)).toHaveLength(2);
    const second = await desk.serve();
    expect(second.stdout()).not.toContain('shown only now');
    expect((await signIn(second.url, 'admin', password)).status).toBe(200);
  });
});

it('takes ADMIN_PASSWORD and does not print it', async () => {
  const desk = await newDesk('sqlite', { ADMIN_PASSWORD: 'a password of mine' });
  const server = await desk.serve();
  expect((await signIn(server.url, 'admin', 'a password of mine')).status).toBe(200);
  expect((await server.stop()).stdout).not.toContain('a password of mine');
});

it('says where the API, the docs and the data are', async () => {
  const desk = await newDesk();
  const { url, stdout } = await desk.serve();
  await setTimeout(50);
  expect(stdout()).toContain(`  API   ${url}/api/v1\n  Docs  ${url}/docs\n  Data  ${desk.dataDir}\n`);
});

describe.each(FLAVOURS)('load on %s', (flavour) => {
  it('fills a new desk, ids and times as in the file', async () => {
    const desk = await newDesk(flavour);
    expect(await desk.load(FILE)).toMatchObject({
      code: 0,
      stdout: 'Loaded departments: 2, staff: 3, users: 2, API tokens: 2, mailboxes: 0, settings: 2.\n',
      stderr: '',
    });
    const { url, stdout } = await desk.serve();
    expect(stdout()).not.toContain('first administrator');
    expect(await itemsOf(url, 'departments', ALL)).toMatchObject([
      // Its name makes the slug that the other one brings.
      {
        id: 2,
        name: 'General',
        private: false,
        slug: 'general-2',
        emailSubmission: true,
        escalateDays: null,
      },
      { id: 4, name: 'Internal', private: true, slug: 'general', ...OF_INTERNAL },
    ]);
    expect(await itemsOf(url, 'staff', ALL)).toMatchObject([
      { id: 1, username: 'Ana', role: 'admin', active: true, departmentIds: [] },
      { id: 3, username: 'bob', role: 'staff', departmentIds: [2, 4], createdAt: '2023-11-14T22:13:20.000Z' },
      { id: 4, username: 'carol', active: false },
    ]);
    const users = await itemsOf(url, 'users', ALL);
    expect(users.toSorted((a, b) => Number(a['id']) - Number(b['id']))).toMatchObject([
      { id: 1, fullName: 'Zoë', email: 'Zoe@Example.com', createdAt: '2024-05-01T09:30:00.000Z' },
      { id: 2, fullName: 'Ben 🎈' },
    ]);
    expect((await signIn(url, 'bob', 'bobpass1')).status).toBe(200);
    expect((await get(url, 'users', 'OFF0')).status).toBe(401);
  });

  it('gives a place to an administrator of the file, while the desk serves', async () => {
    const desk = await newDesk(flavour, { ADMIN_PASSWORD: 'first password' });
    const { url } = await desk.serve();
    expect(await desk.load(FILE)).toMatchObject({ code: 0 });
    expect((await signIn(url, 'admin', 'first password')).status).toBe(401);
    expect((await signIn(url, 'ana', 'demo1234')).status).toBe(200);
    expect((await itemsOf(url, 'staff', ALL)).map(({ id }) => id)).toEqual([1, 3, 4]);
  });

  it('keeps the first administrator where the file has none, and moves it out of the way', async () => {
    const desk = await newDesk(flavour, { ADMIN_PASSWORD: 'first password' });
    const { url } = await desk.serve();
    const staff = [{ id: 1, username: 'bob', fullName: 'Bob', email: 'bob@example.com', role: 'staff' }];
    const apiTokens = [FILE.apiTokens[0]!];
    const clash = await desk.load({ staff: [{ ...staff[0], username: 'Admin' }] });
    expect(clash.stderr).toContain('staff[0].username is that of the first administrator, who stays');
    expect(await desk.load({ staff, apiTokens })).toMatchObject({ code: 0 });
    expect((await signIn(url, 'admin', 'first password')).status).toBe(200);
    expect(await itemsOf(url, 'staff', ALL)).toMatchObject([
      { id: 1, username: 'bob' },
      { username: 'admin' },
    ]);
  });

  it('refuses a desk that has more, and a file with faults: nothing of it is loaded', async () => {
    const desk = await newDesk(flavour);
    const faulty = await desk.load({ ...FILE, users: [{ fullName: 'A', email: 'nobody' }, { name: 'B' }] });
    expect(faulty).toMatchObject({ code: 1, stdout: '' });
    expect(faulty.stderr.trimEnd().split('\n')).toEqual([
      'The file has 4 faults:',
      '  users[0].email is not an e-mail address',
      '  users[1].name is unknown',
      '  users[1].fullName is missing',
      '  users[1].email is missing',
    ]);
    expect(await desk.load(FILE)).toMatchObject({ code: 0 });
    expect(await desk.load({ users: [{ fullName: 'C', email: 'c@example.com' }] })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The desk holds more than its first administrator: .*\n$/),
    });
    const { url } = await desk.serve();
    expect(await itemsOf(url, 'users', ALL)).toHaveLength(2);
  });
});

it('loads a file of tens of megabytes into a running desk', async () => {
  const desk = await newDesk();
  await desk.serve();
  expect(await desk.load(JSON.stringify(FILE) + ' '.repeat(30 * 1024 * 1024))).toMatchObject({ code: 0 });
});

it('says which file it cannot read', async () => {
  const desk = await newDesk();
  const { code, stderr } = await desk.command('load', 'nothing.json');
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^ENOENT.*nothing\.json'\n$/) });
});

describe.each(FLAVOURS)('commands on %s', (flavour) => {
  const tokenArgs = ['api-token', 'create', '--name', 'monitoring', '--permissions', 'users/read,staff/read'];

  it('create API tokens, whether the desk runs or not', async () => {
    const desk = await newDesk(flavour);
    const stopped = await desk.command(...tokenArgs);
    expect(stopped).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\S+\n$/) });
    const { url } = await desk.serve();
    const running = await desk.command(...tokenArgs);
    expect(running).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\S+\n$/) });
    expect((await get(url, 'users', stopped.stdout.trim())).status).toBe(200);
    expect((await get(url, 'users', running.stdout.trim())).status).toBe(200);
    expect((await get(url, 'departments', running.stdout.trim())).status).toBe(403);
  });

  it('migrate an empty database and say what ran', async () => {
    const desk = await newDesk(flavour);
    const first = await desk.command('migrate');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^Ran \w+\.\n(Ran \w+\.\n)+The schema is up to date\.\n$/);
    expect(await desk.command('migrate')).toMatchObject({ stdout: 'The schema was up to date already.\n' });
  });
});

describe('commands', () => {
  it('create API tokens of a known value, for some addresses', async () => {
    const desk = await newDesk();
    const { url } = await desk.serve();
    const create = (token: string, allow: string) =>
      desk.command(
        'api-token',
        'create',
        '--name',
        'x',
        '--permissions',
        'all',
        '--token',
        token,
        '--allow',
        allow,
      );
    expect(await create('HERE', '10.0.0.0/8,127.0.0.*')).toMatchObject({ code: 0, stdout: 'HERE\n' });
    expect(await create('THERE', '10.0.0.0/8')).toMatchObject({ code: 0, stdout: 'THERE\n' });
    expect((await get(url, 'users', 'HERE')).status).toBe(200);
    expect((await get(url, 'users', 'THERE')).status).toBe(403);
    expect(await create('two words', '::1')).toMatchObject({ code: 1, stdout: '' });
    expect(await create('HERE', '::1')).toMatchObject({
      code: 1,
      stderr: 'Another API token has this value.\n',
    });
    expect(await create('ELSE', 'nowhere')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nowhere'),
    });
  });

  it('create staff, with a password that is given or made', async () => {
    const desk = await newDesk();
    const { url } = await desk.serve();
    const create = (username: string, ...more: string[]) =>
      desk.command(
        'staff',
        'create',
        '--username',
        username,
        '--full-name',
        'B',
        '--email',
        `${username}@example.com`,
        '--role',
        'superuser',
        ...more,
      );
    const made = await create('bob');
    expect((await signIn(url, 'bob', passwordIn(made.stdout)!)).status).toBe(200);
    const given = await create('carol', '--password', 'correct horse');
    expect(given.stdout).toMatch(/^Created superuser "carol" with id \d+\.\n$/);
    expect((await signIn(url, 'carol', 'correct horse')).status).toBe(200);
    expect(await create('bob')).toMatchObject({ code: 1, stdout: '' });
    expect(await create('dora', '--password', 'short')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('password'),
    });
  });
});

describe('the command socket', () => {
  it('is for its owner only and goes with the server', async () => {
    const desk = await newDesk();
    const server = await desk.serve();
    const path = join(desk.dataDir, 'switchdesk.sock');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await server.stop();
    expect(existsSync(path)).toBe(false);
  });

  it('lets a second server know that the folder is taken', async () => {
    const desk = await newDesk();
    const { url } = await desk.serve();
    expect(await desk.command('serve')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `The data folder ${desk.dataDir} is in use by another process.\n`,
    });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('finds another place where the path of the folder is too long for one', async () => {
    const desk = await newDesk();
    desk.env['DATA_DIR'] = join(desk.dataDir, 'x'.repeat(120));
    const server = await desk.serve();
    expect(await desk.load(FILE)).toMatchObject({ code: 0 });
    expect((await get(server.url, 'users', ALL)).status).toBe(200);
    expect(await server.stop()).toMatchObject({ code: 0 });
  });

  it('neither blocks the next start nor a command after kill -9', async () => {
    const desk = await newDesk();
    const killed = await desk.serve();
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(existsSync(join(desk.dataDir, 'switchdesk.sock'))).toBe(true);
    const token = await desk.command('api-token', 'create', '--name', 'x', '--permissions', 'all');
    expect(token).toMatchObject({ code: 0 });
    const { url } = await desk.serve();
    expect((await get(url, 'users', token.stdout.trim())).status).toBe(200);
    expect(await desk.load('{}')).toMatchObject({ code: 1, stderr: expect.stringContaining('holds more') });
  });

  it('survives rubbish, strangers and clients that go away', async () => {
    const desk = await newDesk();
    const server = await desk.serve();
    const ask = async (line: string): Promise<string> => {
      const socket = connect(join(desk.dataDir, 'switchdesk.sock'));
      socket.write(line);
      let answer = '';
      for await (const chunk of socket) answer += chunk;
      return answer;
    };
    expect(await ask('GET / HTTP/1.1\r\n\r\n')).toBe('');
    expect(await ask('null\n')).toBe('');
    const stranger = JSON.stringify({ version: '0.0.0', command: 'load', input: { content: '{}' } });
    expect(await ask(`${stranger}\n`)).toContain('restart the desk first');
    const unknown = JSON.stringify({ version: VERSION, command: 'toString', input: {} });
    expect(await ask(`${unknown}\n`)).toContain('{"exit":1}');
    const faulty = JSON.stringify({ version: VERSION, command: 'load', input: null });
    expect(await ask(`${faulty}\n`)).toContain('{"exit":1}');
    connect(join(desk.dataDir, 'switchdesk.sock')).end('{"version"').destroy();
    expect(await desk.load(FILE)).toMatchObject({ code: 0 });
    expect(await server.stop()).toMatchObject({ code: 0 });
  });

  it('does not hold up the end of the server while somebody is silent on it', async () => {
    const desk = await newDesk();
    const server = await desk.serve();
    const silent = connect(join(desk.dataDir, 'switchdesk.sock'));
    silent.on('error', () => undefined);
    await once(silent, 'connect');
    const asked = Date.now();
    expect(await server.stop()).toMatchObject({ code: 0 });
    expect(Date.now() - asked).toBeLessThan(5_000);
  });
});

describe('a desk that is told to stop', () => {
  /** A request whose body ends when `finish` is called. */
  async function slowRequest(url: string) {
    const request = httpRequest(`${url}/api/v1/users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ALL}`, 'content-type': 'application/json' },
    });
    const answered = once(request, 'response').then(([response]) => response.statusCode as number);
    answered.catch(() => undefined);
    request.write('{"fullName":"Slow",');
    await setTimeout(200);
    const finish = (): Promise<number> => {
      request.end('"email":"slow@example.com"}');
      return answered;
    };
    return { finish, answered };
  }

  it.for(['SIGTERM', 'SIGINT'] as const)(
    'by %s takes nothing new and finishes what has come',
    async (signal) => {
      const desk = await newDesk();
      await desk.load(FILE);
      const server = await desk.serve();
      const { finish } = await slowRequest(server.url);
      server.child.kill(signal);
      await setTimeout(300);
      await expect(fetch(`${server.url}/healthz`)).rejects.toThrow('fetch failed');
      expect(await finish()).toBe(201);
      expect(await server.ended).toMatchObject({ code: 0, stderr: '' });
      const next = await desk.serve();
      const users = await itemsOf(next.url, 'users', ALL);
      expect(users.map(({ email }) => email)).toContain('slow@example.com');
    },
  );

  it('ends at once at the second signal, but not at the echo of the first', async () => {
    const desk = await newDesk();
    await desk.load(FILE);
    const server = await desk.serve();
    const { answered } = await slowRequest(server.url);
    server.child.kill('SIGINT');
    server.child.kill('SIGTERM');
    await setTimeout(1_200);
    expect(server.child.exitCode).toBe(null);
    server.child.kill('SIGINT');
    expect(await server.ended).toMatchObject({ code: 1 });
    await expect(answered).rejects.toThrow('socket hang up');
  });
});
