import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { multipart, send, urlencoded } from '../../support/wire.js';
import { type RunningServer, startServer } from '../../support/server.js';
import { Client, PASSWORDS, STATE, TOKENS, TOTP_SECRET, file, totp } from '../native/client.js';

const MARK = {
  body: 'MARK-body-7f3a',
  file: 'MARK-file-7f3a',
  password: 'MARK-password-7f3a',
  cookie: 'MARK-cookie-7f3a',
  header: 'MARK-header-7f3a',
  email: 'MARK-email-7f3a@example.org',
  wrong: 'MARK-wrong-7f3a',
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
  });
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

  it('has no password, token, code, cookie, body or query in it', () => {
    const output = server.output();
    for (const [name, secret] of Object.entries(secrets)) expect(output.includes(secret), name).toBe(false);
  });
});
