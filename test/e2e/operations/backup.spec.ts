import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { Switchdesk } from '../../../sdk/src/client.js';
import { FLAVOURS, type FlavourName } from '../../support/database.js';
import { Desk } from '../../support/desk.js';
import { PNG } from '../../support/files.js';
import { PASSWORDS, STATE, TOKENS } from '../native/client.js';

const OWN_SECRET = { APP_SECRET: '' };
const GIVEN_SECRET = { APP_SECRET: 'the same secret here and there, long enough' };

const desks: Desk[] = [];
const create = async (flavour: FlavourName, env: Record<string, string>): Promise<Desk> => {
  const desk = await Desk.create(flavour, env);
  desks.push(desk);
  return desk;
};
afterEach(async () => {
  await Promise.all(desks.splice(0).map((desk) => desk.remove()));
});

const LINE = 'Ünïcode 📎, "quotes" and \\';
const TEXT = 'Ünïcode 📎, "quotes", \\ and\nlines';

/** A desk in use: tickets, files, a second factor, a deleted ticket whose id is gone for good. */
async function fill(client: Switchdesk): Promise<void> {
  for (const number of [1, 2, 3])
    await client.createTicket({
      body: {
        departmentId: 1,
        subject: `${LINE} ${number}`,
        body: TEXT,
        requester: { fullName: LINE, email: `user${number}@example.org` },
        attachments: [new File([Uint8Array.from(PNG), `${number}`], 'pixel.png')],
      },
    });
  await client.deleteTicket({ path: { id: 3 } });
}

/** All that a desk shows to who may see all. */
async function everything(client: Switchdesk): Promise<unknown> {
  const tickets = await client.listTickets({ query: { sort: 'id' } });
  const details = tickets.items.map(async ({ id }) => {
    const { items: messages } = await client.listMessages({ path: { id } });
    const { items: events } = await client.listTicketEvents({ path: { id } });
    const files = messages.flatMap(({ attachments }) => attachments);
    const contents = files.map((file) => client.downloadAttachment({ path: { id: file.id } }));
    const bytes = await Promise.all((await Promise.all(contents)).map((blob) => blob.text()));
    return { messages: messages.map(({ attachments: _, ...message }) => message), events, bytes };
  });
  return {
    tickets: tickets.items,
    details: await Promise.all(details),
    users: (await client.listUsers()).items,
    staff: (await client.listStaff()).items,
    // Where files lie is another place there.
    settings: (await client.listSettings()).items.filter(({ environment }) => environment !== 'STORAGE_DIR'),
  };
}

/** A backup of a desk that runs, and what the desk showed when it was made. */
async function backUp(desk: Desk, file = 'desk.backup'): Promise<{ path: string; shown: unknown }> {
  expect(await desk.load(STATE)).toMatchObject({ code: 0 });
  const { url, stop } = await desk.serve();
  const client = new Switchdesk({ url, token: TOKENS.all });
  await fill(client);
  const shown = await everything(client);
  const writing = Array.from({ length: 5 }, (_, number) =>
    client.createUser({ body: { fullName: 'Meanwhile', email: `meanwhile${number}@example.org` } }),
  );
  const [made] = await Promise.all([desk.command('backup', file), ...writing]);
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Wrote .*: \d+ rows, \d+ files/) });
  await stop();
  return { path: join(desk.dataDir, '..', file), shown };
}

const PAIRS = FLAVOURS.flatMap((from) => FLAVOURS.map((to) => [from, to] as const));

describe.each(PAIRS)('a backup of a running desk on %s, restored on %s,', (from, to) => {
  it('is that desk again, with its accounts, files and numbers', { timeout: 120_000 }, async () => {
    const secret = from === 'sqlite' && to === 'sqlite' ? OWN_SECRET : GIVEN_SECRET;
    const { path, shown } = await backUp(await create(from, secret));
    const desk = await create(to, secret);
    expect(await desk.command('restore', path)).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^Restored \d+ rows and \d+ files of 20/),
    });
    const { url } = await desk.serve();
    const client = new Switchdesk({ url, token: TOKENS.all });
    const again = (await everything(client)) as { users: { fullName: string }[] };
    // What came while it was made is in it or not.
    again.users = again.users.filter(({ fullName }) => fullName !== 'Meanwhile');
    expect(again).toEqual(shown);
    const next = await client.createTicket({ body: { departmentId: 1, subject: 'Next', body: 'One.' } });
    expect(next.id).toBe(4);
    await client.signIn({ username: 'alice', password: PASSWORDS['alice']! });
    expect(await client.getMe()).toMatchObject({ id: 3 });
    // Only into an empty place.
    const other = await desk.command('restore', path);
    expect(other).toMatchObject({ code: 1, stderr: expect.stringMatching(/in use|not empty/) });
  });
});

describe('a backup', () => {
  it('is whole or not there, and for its owner only', { timeout: 60_000 }, async () => {
    const desk = await create('sqlite', OWN_SECRET);
    const { path } = await backUp(desk);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await desk.command('backup', path)).toMatchObject({
      code: 1,
      stderr: `${path} exists already.\n`,
    });
    expect(await desk.command('backup', 'no/such/folder/x')).toMatchObject({ code: 1 });
    expect(readdirSync(join(desk.dataDir, '..')).filter((name) => name.endsWith('.part'))).toEqual([]);
    const text = gunzipSync(readFileSync(path)).toString('latin1');
    expect(JSON.parse(text.split('\n')[0]!)).toMatchObject({
      secret: readFileSync(join(desk.dataDir, 'app-secret'), 'utf8').trim(),
    });
  });

  it(
    'that is cut, changed or foreign is refused, and leaves nothing behind',
    { timeout: 60_000 },
    async () => {
      const { path } = await backUp(await create('sqlite', OWN_SECRET));
      const whole = readFileSync(path);
      const text = gunzipSync(whole).toString('latin1');
      const zipped = (changed: string): Buffer => gzipSync(Buffer.from(changed, 'latin1'));
      const faulty: [Buffer, RegExp][] = [
        [whole.subarray(0, whole.length / 2), /no whole backup/],
        [zipped(text.slice(0, text.lastIndexOf('{"end"'))), /no whole backup/],
        [zipped(text.replace(/IHDR/, 'IHDX')), /is not whole/],
        [zipped(text.replace(/"file":"blobs\/[^"]*"/, '"file":"../../evil"')), /strange name/],
        [zipped(text.replace('"switchdesk":1', '"switchdesk":2')), /another format/],
        [zipped(text.replace('"migrations":["', '"migrations":["FromTheFuture1","')), /newer version/],
        [zipped('{}\n'), /no backup/],
        [Buffer.from('{}'), /no whole backup/],
      ];
      const desk = await create('sqlite', OWN_SECRET);
      for (const [content, words] of faulty) {
        const file = join(desk.dataDir, '../faulty.backup');
        writeFileSync(file, content);
        expect(await desk.command('restore', file)).toMatchObject({
          code: 1,
          stderr: expect.stringMatching(words),
        });
        expect(readdirSync(desk.dataDir).filter((name) => !/^(process\.lock|storage)/.test(name))).toEqual(
          [],
        );
        expect(existsSync(join(desk.dataDir, 'storage/blobs'))).toBe(false);
      }
      expect(await desk.command('restore', path)).toMatchObject({ code: 0 });
    },
  );

  it('asks for the secret that is not in it', { timeout: 60_000 }, async () => {
    const { path } = await backUp(await create('sqlite', GIVEN_SECRET));
    const without = await create('sqlite', OWN_SECRET);
    expect(await without.command('restore', path)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('set APP_SECRET'),
    });
    const other = await create('sqlite', { APP_SECRET: 'some other secret, which is long enough' });
    expect(await other.command('restore', path)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('APP_SECRET'),
    });
  });
});
