import { afterEach, describe, expect, it } from 'vitest';
import { deriveKey } from '../../../src/common/derived-key.js';
import { SEALING, openText } from '../../../src/common/sealing.js';
import { FLAVOURS } from '../../support/database.js';
import { Desk } from '../../support/desk.js';
import { rawRows } from '../../support/raw-database.js';
import { Client, PASSWORDS, STATE, TOTP_SECRET, totp, type Answer, type Json } from '../native/client.js';

const NEW = 'another secret of the test, 32 characters or more';
const MAILBOX = {
  address: 'support@desk.example',
  name: 'Support',
  departmentId: 1,
  incoming: {
    type: 'imap',
    host: '127.0.0.1',
    port: 1,
    tls: 'none',
    user: 'x',
    secret: 'the mailbox secret',
  },
};

let desk: Desk | undefined;
afterEach(() => desk?.remove());

const passwordIn = (text: string): string => /shown only now: (\S+)/.exec(text)![1]!;

async function textColumns(env: Record<string, string>): Promise<[table: string, column: string][]> {
  if (env['DATABASE_URL']) {
    const rows = await rawRows<{ t: string; c: string }>(
      env,
      `select table_name as t, column_name as c from information_schema.columns
       where table_schema = database() and data_type in ('varchar', 'mediumtext', 'text')`,
    );
    return rows.map(({ t, c }) => [t, c]);
  }
  const rows = await rawRows<{ t: string; c: string }>(
    env,
    `select m.name as t, p.name as c from sqlite_master m join pragma_table_info(m.name) p
     where m.type = 'table' and (p.type like 'varchar%' or p.type like 'text%')`,
  );
  return rows.map(({ t, c }) => [t, c]);
}

/** Every text of the database that a SecretBox has sealed, wherever it stands. */
async function sealedTexts(env: Record<string, string>): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [table, column] of await textColumns(env)) {
    const rows = await rawRows<{ value: string }>(
      env,
      `select ${column} as value from ${table} where ${column} like 'v1:%'`,
    );
    for (const [index, { value }] of rows.entries()) found[`${table}.${column}[${index}]`] = value;
  }
  return found;
}

async function signInByCode(client: Client, step: number): Promise<Answer> {
  const { challengeToken } = (await client.login('tom', PASSWORDS['tom']!)).body;
  return client.post('/auth/two-factor', { challengeToken, code: totp(TOTP_SECRET, step) }, { as: null });
}

describe.each(FLAVOURS)('another APP_SECRET on %s', (flavour) => {
  it('takes all that is sealed along, once the one before stands beside it', async () => {
    desk = await Desk.create(flavour, { APP_SECRET: 'the first secret of the test, 32 characters' });
    expect((await desk.load({ ...STATE, mailboxes: [MAILBOX] })).stderr).toBe('');
    const first = await desk.serve();
    const { body: tokens } = await new Client(first.url).login('alice', PASSWORDS['alice']!);
    await new Client(first.url).post('/auth/two-factor/setup', undefined, { as: tokens.accessToken });
    expect((await signInByCode(new Client(first.url), -1)).status).toBe(200);
    await first.stop();
    const before = await sealedTexts(desk.env);
    expect(Object.keys(before)).toEqual(
      expect.arrayContaining([
        'staff.twoFactorSecret[0]',
        'staff.twoFactorPending[0]',
        'mailboxes.imapSecret[0]',
      ]),
    );

    const second = await desk.serve({ APP_SECRET: NEW, APP_SECRET_PREVIOUS: desk.env['APP_SECRET']! });
    const client = new Client(second.url);
    const refreshed = await client.post('/auth/refresh', { refreshToken: tokens.refreshToken }, { as: null });
    expect(refreshed.status).toBe(200);
    expect((await signInByCode(client, 1)).status).toBe(200);
    await second.stop();

    const after = await sealedTexts(desk.env);
    const key = deriveKey(NEW, SEALING);
    expect(Object.keys(after)).toEqual(expect.arrayContaining(Object.keys(before)));
    for (const [place, sealed] of Object.entries(after)) {
      expect(() => openText(key, sealed), place).not.toThrow();
      expect(sealed).not.toBe(before[place]);
    }
    expect(openText(key, after['mailboxes.imapSecret[0]']!)).toBe('the mailbox secret');
  }, 120_000);
});

describe.each(FLAVOURS)('whoever has lost the way in, on %s', (flavour) => {
  it('gets it back by a command, while the desk runs', async () => {
    desk = await Desk.create(flavour);
    await desk.load(STATE);
    const client = new Client((await desk.serve()).url);
    const { body: session } = await client.login('alice', PASSWORDS['alice']!);
    const reset = await desk.command('staff', 'reset-password', 'ALICE');
    expect(reset).toMatchObject({ code: 0, stderr: '' });
    const login = async (username: string, password: string): Promise<Json> =>
      (await client.login(username, password)).body;
    expect(await login('alice', passwordIn(reset.stdout))).toHaveProperty('accessToken');
    const refreshed = await client.post(
      '/auth/refresh',
      { refreshToken: session.refreshToken },
      { as: null },
    );
    expect(refreshed.status).toBe(401);
    expect(await login('tom', PASSWORDS['tom']!)).toHaveProperty('challengeToken');
    expect(await desk.command('staff', 'reset-2fa', 'tom')).toMatchObject({ code: 0, stderr: '' });
    expect(await login('tom', PASSWORDS['tom']!)).toHaveProperty('accessToken');
    expect(await desk.command('staff', 'reset-2fa', 'nobody')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'There is no such member of staff.\n',
    });
  }, 120_000);
});
