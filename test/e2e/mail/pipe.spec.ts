import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FLAVOURS } from '../../support/database.js';
import { Desk, type Serving } from '../../support/desk.js';

const PIPE = fileURLToPath(new URL('../../../bin/pipe', import.meta.url));
const TOKEN = 'a-token-that-only-this-test-knows';
const authorization = { authorization: `Bearer ${TOKEN}` };

const mail = (subject: string, to = 'help@desk.test') =>
  [
    'From: Ada <ada@customers.example>',
    `To: ${to}`,
    `Subject: ${subject}`,
    `Message-ID: <${subject.replaceAll(' ', '.')}@customers.example>`,
    '',
    `Please help: ${subject}`,
    '',
  ].join('\r\n');

describe.each(FLAVOURS)('a mail forwarder that calls bin/pipe, desk on %s', (flavour) => {
  let desk: Desk;
  let serving: Serving;

  /** As the mail server does it: the mail on standard input, nothing else known but the environment. */
  async function pipe(text: string, args: string[] = [], env: Record<string, string> = {}) {
    const child = spawn(PIPE, args, {
      env: { ...desk.env, MAIL_SOCKET: socket(), ...env },
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdin.on('error', () => undefined);
    child.stdin.end(text);
    const [code] = (await once(child, 'close')) as [number];
    return { code, stderr };
  }

  /** Where the desk listens; it reads a relative path from its own folder. */
  const socket = (): string =>
    flavour === 'sqlite' ? join(desk.dataDir, 'mail.sock') : join(desk.dataDir, '..', 'mail.sock');

  async function subjects(): Promise<string[]> {
    const answer = await fetch(`${serving.url}/api/v1/tickets?limit=100`, { headers: authorization });
    const { items } = (await answer.json()) as { items: { subject: string }[] };
    return items.map(({ subject }) => subject);
  }

  const arrives = (subject: string) =>
    vi.waitFor(async () => expect(await subjects()).toContain(subject), { timeout: 10_000, interval: 50 });

  async function createMailbox(address: string, isDefault = false): Promise<void> {
    const answer = await fetch(`${serving.url}/api/v1/mailboxes`, {
      method: 'POST',
      headers: { ...authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ address, name: 'Desk', departmentId: 1, isDefault, incoming: { type: 'pipe' } }),
    });
    expect(answer.status, await answer.text()).toBe(201);
  }

  beforeAll(async () => {
    desk = await Desk.create(flavour, flavour === 'mariadb' ? { MAIL_SOCKET: 'mail.sock' } : {});
    const permissions = ['mailboxes/create', 'tickets/read', 'messages/read'];
    const { stderr } = await desk.load({
      departments: [{ id: 1, name: 'General' }],
      apiTokens: [{ name: 'test', token: TOKEN, permissions }],
    });
    if (stderr) throw new Error(stderr);
    serving = await desk.serve();
    await createMailbox('help@desk.test', true);
    await createMailbox('sales@desk.test');
  });

  afterAll(() => desk.remove());

  it('gets a ticket for it from the running desk', async () => {
    expect(await pipe(mail('The first one'))).toEqual({ code: 0, stderr: '' });
    await arrives('The first one');
  });

  it('gets one ticket for it, however often it is handed over', async () => {
    for (let times = 0; times < 2; times++) expect((await pipe(mail('Only once'))).code).toBe(0);
    await arrives('Only once');
    expect((await subjects()).filter((subject) => subject === 'Only once')).toHaveLength(1);
  });

  it('hands over a mail of 20 MB', async () => {
    const { code, stderr } = await pipe(mail('A big one') + `${'x'.repeat(70)}\r\n`.repeat(290_000));
    expect(stderr).toBe('');
    expect(code).toBe(0);
    await arrives('A big one');
  });

  it('may name the mailbox, and is told to try again where there is none of that name', async () => {
    expect((await pipe(mail('Named', 'list@elsewhere.example'), ['--mailbox', 'sales@desk.test'])).code).toBe(
      0,
    );
    await arrives('Named');
    const refused = await pipe(mail('Misdirected'), ['--mailbox', 'nobody@desk.test']);
    expect(refused.code).toBe(75);
    expect(refused.stderr).toContain('There is no mailbox "nobody@desk.test".');
  });

  it.skipIf(process.platform === 'win32')(
    'reaches the desk by a socket for mails that nobody else may use',
    () => {
      expect(existsSync(socket())).toBe(true);
      expect(statSync(socket()).mode & 0o777).toBe(0o600);
    },
  );

  it('stores it without a running desk, and the desk takes it in when it starts', async () => {
    await serving.stop();
    expect(await pipe(mail('While nobody was there'))).toEqual({ code: 0, stderr: '' });
    serving = await desk.serve();
    await arrives('While nobody was there');
  });

  it('is told to try again where there is no desk, and none is made there', async () => {
    const nowhere = join(desk.dataDir, 'elsewhere');
    const alone = { DATA_DIR: nowhere, DATABASE_URL: '', MAIL_SOCKET: '' };
    expect(await pipe(mail('Astray'), [], alone)).toEqual({
      code: 75,
      stderr: `There is no desk in ${nowhere}: see DATA_DIR and MAIL_SOCKET.\n`,
    });
    expect(existsSync(nowhere)).toBe(false);
  });

  it('is told to try again when the mail cannot be stored', async () => {
    await serving.stop();
    const broken = await pipe(mail('Lost?'), [], {
      MAIL_SOCKET: '/nowhere/mail.sock',
      // A file stands where the folder should be.
      STORAGE_DIR: join(PIPE, 'storage'),
    });
    expect(broken).toMatchObject({ code: 75, stderr: expect.stringContaining('ENOTDIR') });
    serving = await desk.serve();
  });
});
