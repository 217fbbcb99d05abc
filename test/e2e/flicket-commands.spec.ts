import { readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAVOURS } from '../support/database.js';
import { Desk } from '../support/desk.js';

/** What Python's bcrypt wrote for `demo123`. */
const HASH = '$2b$10$K7uDhfOfQ12SahQ40bWjP.kOSnvG.pBHOK94bFtIWsjkDUWKbkoeW';
const JOE = { username: 'jblogs', name: 'Joe Blogs', email: 'jblogs@email.com', password: HASH };

const signIn = async (url: string, username: string, password: string): Promise<number> =>
  (
    await fetch(`${url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    })
  ).status;

describe.each(FLAVOURS)("Flicket's commands on %s", (flavour) => {
  let desk: Desk;
  let other: Desk;
  beforeAll(async () => {
    desk = await Desk.create(flavour);
    other = await Desk.create(flavour);
  });
  afterAll(async () => {
    await desk?.remove();
    await other?.remove();
  });

  // A dozen processes, one after the other.
  it(
    'set a desk up, take its people over, let them in, and give them to the next desk',
    { timeout: 90_000 },
    async () => {
      expect(await desk.command('db', 'upgrade')).toMatchObject({ code: 0, stderr: '' });
      const setUp = ['run_set_up', '--email', 'admin@example.com', '--base-url', 'https://desk.example.com'];
      const first = await desk.command(...setUp, '--password', 'secret');
      expect(first).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('The first administrator is "admin"'),
      });

      const rows = [JOE, { ...JOE, username: 'other' }, { ...JOE, password: 'clear', email: 'x@email.com' }];
      await writeFile(desk.pathOf('users.json'), JSON.stringify(rows));
      const dry = await desk.command('import_users', '--dry-run');
      expect(dry).toMatchObject({ code: 1, stdout: 'Would add staff "jblogs".\n' });
      expect(dry.stderr).toContain('Row 2: email is in use.\nRow 3: password is no hash of a password.\n');

      // What is said on the command line wins: nothing could listen here.
      const nowhere = { HOST: '203.0.113.9', PORT: '1' };
      const server = await desk.serve(nowhere, ['runserver', '--host', '127.0.0.1', '--port', '0']);
      expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d{2,}$/);
      // Inside the running desk, where there is one.
      expect(await desk.command('import-users-from-json')).toMatchObject({
        code: 1,
        stdout: 'Added staff "jblogs".\n',
      });
      await desk.answering([], 'export_users', '--file', 'before.json');
      expect(JSON.parse(readFileSync(desk.pathOf('before.json'), 'utf8'))).toContainEqual(JOE);
      expect(statSync(desk.pathOf('before.json')).mode & 0o777).toBe(0o600);
      expect(await signIn(server.url, 'jblogs', 'demo123')).toBe(200);
      expect(await signIn(server.url, 'admin', 'secret')).toBe(200);
      for (const name of ['update_user_posts', 'update_user_assigned'])
        expect(await desk.command(name)).toMatchObject({ code: 0, stdout: 'No updates were required.\n' });
      expect((await desk.command('email_outstanding_tickets')).stdout).toBe('Mails are owed to 0 people.\n');
      const sent = await desk.command('mail', 'test', '--to', 'ann@example.net');
      expect(sent).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/ann@example.net is sent: .*kept in/),
      });
      await server.stop();

      // Signed in, his hash is one of ours now: Flicket would not let him in, but the next desk does.
      const taken = await desk.command('export_users', '--file', 'before.json');
      expect(taken).toMatchObject({ code: 1, stderr: expect.stringContaining('--force') });
      const exported = await desk.command('export_users', '--file', 'before.json', '--force');
      expect(exported.stderr).toContain('"jblogs" has no bcrypt hash');
      await writeFile(other.pathOf('users.json'), readFileSync(desk.pathOf('before.json')));
      const imported = await other.command('import_users');
      expect(imported.stdout).toContain('Added staff "jblogs".');
      const next = await other.serve();
      expect(await signIn(next.url, 'jblogs', 'demo123')).toBe(200);
      await next.stop();
    },
  );
});

describe("Flicket's commands", () => {
  let desk: Desk;
  beforeAll(async () => (desk = await Desk.create('sqlite')));
  afterAll(() => desk?.remove());

  it('ask for what a start has to know, and write it once, for this account alone', async () => {
    const answers = ['3', 'me', 'p@ss w', 'db.example', '', 'desk', '8080', 'https://desk.example.com'];
    expect(await desk.answering(answers, 'create_json')).toMatchObject({ code: 0, stderr: '' });
    const written = readFileSync(desk.pathOf('.env'), 'utf8');
    expect(written).toContain('DATABASE_URL=mysql://me:p%40ss%20w@db.example:3306/desk\n');
    expect(written).toMatch(/APP_SECRET=\S{40,}\nPORT=8080\nPUBLIC_URL=https:\/\/desk.example.com\n$/);
    expect(statSync(desk.pathOf('.env')).mode & 0o777).toBe(0o600);
    const again = await desk.answering(['1', '', ''], 'create_json');
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('--force') });
    expect(readFileSync(desk.pathOf('.env'), 'utf8')).toBe(written);
    expect((await desk.answering(['1', '', ''], 'create_json', '--force')).code).toBe(0);
    expect(readFileSync(desk.pathOf('.env'), 'utf8')).toBe('DATA_DIR=./data\nPORT=3000\n');
  });

  it('open a prompt with the services of the desk, and help by -?', async () => {
    const shell = await desk.answering(['await UsersQueries.count()', '.exit'], 'shell');
    expect(shell).toMatchObject({ code: 0, stdout: expect.stringContaining('switchdesk> 0\n') });
    const help = await desk.command('-?');
    for (const name of ['run_set_up', 'export_users', 'import_users', 'shell', 'serve|run', 'create_json'])
      expect(help.stdout).toContain(`\n  ${name}`);
    expect((await desk.command('import_users', '-?')).stdout).toContain('--dry-run');
  });
});
