import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Desk, type Serving } from '../support/desk.js';

const PASSWORD = 'a password of the guide';
const HERE = 'http://127.0.0.1:3000';

/** What is to be typed, from the first block to the last. */
const commandsOf = (guide: string): string =>
  [...readFileSync(`docs/${guide}`, 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
    .map(([, block]) => block)
    .join('');

describe.skipIf(spawnSync('curl', ['--version']).error)('the commands of the guides', () => {
  let desk: Desk;
  let server: Serving;
  let folder: string;
  beforeAll(async () => {
    desk = await Desk.create('sqlite', { ADMIN_PASSWORD: PASSWORD });
    server = await desk.serve();
    folder = mkdtempSync(join(tmpdir(), 'switchdesk-guide-'));
    symlinkSync(resolve('dist/main.js'), join(folder, 'switchdesk'));
  });
  afterAll(async () => {
    await desk?.remove();
    rmSync(folder, { recursive: true });
  });

  /** As a person would, in a shell that stops at the first command which fails. */
  async function type(commands: string): Promise<{ code: number; printed: string }> {
    const env = {
      ...desk.env,
      PATH: `${folder}:${join(process.execPath, '..')}:${process.env['PATH']}`,
      NO_PROXY: '*',
    };
    const shell = spawn('sh', ['-eux'], { cwd: folder, env });
    let printed = '';
    for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk) => (printed += chunk));
    shell.stdin.end(commands.replaceAll(HERE, server.url));
    const code = await new Promise<number>((done) => shell.on('close', done));
    return { code, printed };
  }

  it('start a desk, sign in and open a ticket', { timeout: 60_000 }, async () => {
    const { code, printed } = await type(commandsOf('start.md'));
    expect(code, printed).toBe(0);
    expect(printed).toContain('"subject":"The printer is on fire"');
    expect(printed).toContain('"status":"closed"');
    expect(printed).toContain('Bob Agent');
  });

  it('back a desk up and restore it', { timeout: 60_000 }, async () => {
    const { code, printed } = await type(commandsOf('operate.md'));
    expect(code, printed).toBe(0);
    expect(printed).toMatch(/Restored \d+ rows and [1-9]\d* files/);
  });

  it('set a mailbox up and make a key for DKIM', { timeout: 60_000 }, async () => {
    const token = 'TOKEN=$(switchdesk api-token create --name mail --permissions all)\n';
    const { code, printed } = await type(token + commandsOf('mail.md'));
    expect(code, printed).toBe(0);
    expect(printed).toContain('"address":"support@example.com"');
    // There is no such server: the test says so, and of which one.
    expect(printed).toMatch(/"incoming":\{"ok":false/);
    expect(printed).toMatch(/^v=DKIM1; k=rsa; p=MII\w/m);
  });
});
