import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { multipart, send, urlencoded } from '../../support/wire.js';
import { type RunningServer, startServer } from '../../support/server.js';
import { mailTo, tokenIn } from '../native/account.js';
import { Client, PASSWORDS, STATE, TOKENS, TOTP_SECRET, file, totp } from '../native/client.js';

const PIPE = fileURLToPath(new URL('../../../bin/pipe', import.meta.url));

const MARK = {
  body: 'MARK-body-7f3a',
  file: 'MARK-file-7f3a',
  password: 'MARK-password-7f3a',
  cookie: 'MARK-cookie-7f3a',
  header: 'MARK-header-7f3a',
  email: 'MARK-email-7f3a@example.org',
  wrong: 'MARK-wrong-7f3a',
  inbound: 'MARK-inbound-7f3a',
};

describe('the log at its most talkative', () => {
  let server: RunningServer;
  let client: Client;
  const secrets: Record<string, string> = {
    ...MARK,
    ...TOKENS,
    alice: PASSWORDS['alice']!,
    tom: PASSWORDS['tom']!,
    TOTP_SECRET,
  };

  beforeAll(async () => {
    server = await startServer({ load: STATE, env: { LOG_LEVEL: 'trace' } });
    client = new Client(server.url);
    await signIns();
    await changes();
    await helpdeskz();
    await secondFactor();
    await links();
    await mails();
    await otherDoors();
  }, 60_000);
  afterAll(() => server?.stop());

  async function signIns(): Promise<void> {
    const { body } = await client.login('alice', PASSWORDS['alice']!);
    const again = await client.post('/auth/refresh', { refreshToken: body.refreshToken }, { as: null });
    await client.login('alice', MARK.wrong);
    const { challengeToken } = (await client.login('tom', PASSWORDS['tom']!)).body;
    const code = totp(TOTP_SECRET);
    await client.post('/auth/two-factor', { challengeToken, code }, { as: null });
    await client.call('POST', '/auth/login', {
      as: null,
      body: { type: 'application/json', bytes: Buffer.from(`{"password":"${MARK.password}`) },
    });
    Object.assign(secrets, {
      ...body,
      ...again.body,
      expiresIn: MARK.body,
      challengeToken,
      code: `"${code}"`,
    });
  }

  async function changes(): Promise<void> {
    const headers = { Cookie: `session=${MARK.cookie}`, 'X-Custom': MARK.header };
    const account = { username: 'logged', fullName: 'Logged', email: 'logged@example.com', role: 'staff' };
    const { id } = await client.make('/staff', { ...account, password: MARK.password }, { headers });
    await client.patch(`/staff/${id}`, { password: `${MARK.password}2` });
    const { token } = await client.make('/api-tokens', { name: 'Logged', permissions: ['users/read'] });
    secrets['created'] = token;
    await client.get(`/users?email=${encodeURIComponent(MARK.email)}`, { as: token, headers });
    await client.get(`/nowhere?email=${MARK.email}&token=${TOKENS.all}`, { as: null, headers });
    const ticket = await client.makeTicket({ body: MARK.body }, { as: TOKENS.all, headers });
    const form = { fields: { body: MARK.body }, files: [file('a.txt', MARK.file)] };
    await client.call('POST', `/tickets/${ticket.id}/messages`, { form, headers });
    await client.post('/tickets', { subject: MARK.body, body: MARK.body });
    await client.patch('/settings', { [MARK.body]: MARK.password });
  }

  async function helpdeskz(): Promise<void> {
    const headers = { Token: TOKENS.all, Cookie: MARK.cookie };
    const call = (path: string, fields: Record<string, string>): Promise<unknown> =>
      send(server.url, { method: 'POST', path, headers, body: urlencoded(fields) });
    await call('/api/staff/auth', {
      username: 'alice',
      password: PASSWORDS['alice']!,
      ip_address: '127.0.0.1',
    });
    await call('/api/staff/auth', { username: 'alice', password: MARK.wrong, ip_address: '127.0.0.1' });
    const ticket = { opener: 'user', user_id: '1', department_id: '1', subject: 'x', body: MARK.body };
    await call('/api/tickets/create', ticket);
    await send(server.url, {
      method: 'POST',
      path: `/api/tickets/create?body=${MARK.body}`,
      headers,
      body: multipart({}),
    });
    await send(server.url, { method: 'GET', path: `/api/users?email=${MARK.email}`, headers });
  }

  async function secondFactor(): Promise<void> {
    const as = (await client.login('bob', PASSWORDS['bob']!)).body.accessToken;
    const { secret } = (await client.post('/auth/two-factor/setup', {}, { as })).body;
    const code = totp(secret);
    await client.post('/auth/two-factor/enable', { code: '000000' }, { as });
    const { recoveryCodes } = (await client.post('/auth/two-factor/enable', { code }, { as })).body;
    const { password } = await client.make('/auth/app-passwords', { name: 'Logged' }, { as });
    Object.assign(secrets, { secret, setUpCode: `"${code}"`, recoveryCode: recoveryCodes[0], app: password });
    for (const each of [password, MARK.wrong]) {
      const pair = Buffer.from(`bob:${each}`).toString('base64');
      secrets[`basic ${each}`] = pair;
      const headers = { Authorization: `Basic ${pair}` };
      for (const path of ['/api/v1/auth/me', '/api/tickets/', '/flicket-api/users'])
        await client.callAt('GET', path, { as: null, headers });
      const token = await client.callAt('POST', '/flicket-api/tokens', { as: null, headers });
      if (token.body?.token) secrets['flicket'] = token.body.token;
    }
  }

  /** The token of a link is in paths, however those are spelt, and in paths that lead nowhere. */
  async function links(): Promise<void> {
    const { id } = await client.makeTicket({ requesterId: 1 });
    const { token } = await client.make(`/tickets/${id}/public-links`, {});
    const { token: revoked, id: linkId } = await client.make(`/tickets/${id}/public-links`, {});
    await client.delete(`/tickets/${id}/public-links/${linkId}`);
    Object.assign(secrets, { link: token, revoked });
    for (const each of [token, revoked])
      for (const path of [
        `/api/v1/public/tickets/${each}`,
        `/api//v1//public/tickets//${each}?x=${each}`,
        `/index.php/api/v1/public/tickets/${each}/messages?cursor=${each}`,
        `/api/v1/%70ublic/ticket%73/${each}`,
        `/api/v1/public/tickets/${each}/nowhere`,
        `/api/v1/public/tickets/${each}%ff`,
        `/t/${each}`,
      ])
        for (const method of ['GET', 'POST', 'PUT'])
          expect((await client.callAt(method, path, { as: null })).status).toBeLessThan(500);
    const reply = await client.post(`/public/tickets/${token}/messages`, { body: MARK.body }, { as: null });
    // Nobody is told where somebody comes from: there is the token.
    expect([reply.status, reply.headers['referrer-policy']]).toEqual([201, 'no-referrer']);
    expect(JSON.stringify(reply.headers)).not.toContain(token);
  }

  async function mails(): Promise<void> {
    const asked = { as: null };
    await client.post('/auth/forgot-password', { email: 'alice@example.com' }, asked);
    const reset = tokenIn(await mailTo(client, 'alice@example.com', 'password_link'));
    await client.post('/auth/reset-password', { token: reset, newPassword: `${MARK.password}3` }, asked);
    await client.post('/auth/reset-password', { token: reset, newPassword: `${MARK.password}4` }, asked);
    await client.post('/user-auth/link', { email: 'ann@example.org' }, asked);
    const link = tokenIn(await mailTo(client, 'ann@example.org', 'sign_in_link'));
    const { body } = await client.post('/user-auth/link/redeem', { token: link }, asked);
    Object.assign(secrets, { reset, link, ofUser: body.accessToken, refreshOfUser: body.refreshToken });
    const incoming = { type: 'pipe' };
    const outgoing = { host: '127.0.0.1', port: 1, tls: 'none', user: 'x', secret: `${MARK.password}5` };
    await client.make('/mailboxes', { address: 'piped@example.com', name: 'P', departmentId: 1, incoming });
    const box = { address: 'sends@example.com', name: 'S', departmentId: 2, outgoing };
    await client.post(`/mailboxes/${(await client.make('/mailboxes', box)).id}/test`);
    // An answer that cannot leave is talked about.
    await client.makeTicket({ departmentId: 2, requesterId: 2, body: MARK.body });
    for (const [subject, to] of Object.entries({
      Taken: 'piped@example.com',
      'Known to nobody': 'x@y.example',
    }))
      await piped(`From: ann@example.org\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\n${MARK.inbound}\r\n`);
    await vi.waitFor(async () => expect((await client.get('/tickets?q=Taken')).body.items).toHaveLength(1));
  }

  async function piped(mail: string): Promise<void> {
    const env = { PATH: process.env['PATH']!, MAIL_SOCKET: join(server.dataDir, 'mail.sock') };
    const child = spawn(PIPE, [], { env, stdio: ['pipe', 'ignore', 'ignore'] });
    child.stdin.end(mail);
    await once(child, 'close');
  }

  async function otherDoors(): Promise<void> {
    const url = 'https://hooks.example.org/';
    const { secret, id } = await client.make('/webhooks', { name: 'Hook', url, events: ['ticket.opened'] });
    secrets['webhook'] = secret;
    secrets['rotated'] = (await client.post(`/webhooks/${id}/rotate-secret`)).body.secret;
    for (const password of [PASSWORDS['susan']!, MARK.wrong])
      await send(server.url, {
        method: 'POST',
        path: '/api/hold_ticket/',
        body: urlencoded({ user: 'susan', password, ticket: '1' }),
      });
    secrets['susan'] = PASSWORDS['susan']!;
    const cookie = await client.post(
      '/auth/login',
      { username: 'susan', password: secrets['susan'], cookie: true },
      { as: null },
    );
    secrets['refresh cookie'] = /=([^;]+)/.exec(String(cookie.headers['set-cookie']))![1]!;
    await client.post(
      '/auth/refresh',
      {},
      { as: null, headers: { Cookie: String(cookie.headers['set-cookie']).split(';')[0]! } },
    );
  }

  it('has a line for every request, with its id, path, status and caller', async () => {
    // The last one is written after its answer was.
    await expect.poll(() => server.output()).toContain('"path":"/api/users"');
    const lines = server
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    const requests = lines.filter(({ msg }) => msg === 'request');
    const seen = requests.map(({ method, path, status, actor }) => [method, path, status, actor]);
    expect(seen).toContainEqual(['POST', '/api/v1/auth/login', 200, undefined]);
    expect(seen).toContainEqual(['POST', '/api/v1/tickets', 201, 'token:1']);
    expect(seen).toContainEqual(['GET', '/api/users', 200, 'token:1']);
    for (const { requestId, ms, address } of requests) {
      expect(requestId).toMatch(/^[\w.-]+$/);
      expect([typeof ms, address]).toEqual(['number', '127.0.0.1']);
    }
  });

  it('has no password, token, code, cookie, body, query or mail in it', () => {
    const output = server.output();
    expect(output).toContain('"path":"/api/v1/public/tickets/<token>"');
    for (const [name, secret] of Object.entries(secrets)) expect(output.includes(secret), name).toBe(false);
  });
});
