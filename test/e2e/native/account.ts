import { afterEach, describe, expect, it, vi } from 'vitest';
import { partOf, readMail } from '../../support/mail.js';
import { type Answer, type Client, type Json, next, totp } from './client.js';
import { expectProblem } from './conventions.js';

/** One of CORS_ORIGINS. */
export const APP_ORIGIN = 'https://app.example.com';

const PASSWORD = 'a good password';

interface Account {
  id: number;
  username: string;
  email: string;
}

interface Secured extends Account {
  secret: string;
  recoveryCodes: string[];
  accessToken: string;
}

const from = (): Record<string, string> => {
  const number = next();
  return { 'X-Forwarded-For': `198.18.${number >> 8}.${number & 255}` };
};

export async function newStaff(client: Client, role = 'staff'): Promise<Account> {
  const username = `own${next()}`;
  const email = `${username}@example.com`;
  return client.make('/staff', { username, password: PASSWORD, fullName: 'Olga Own', email, role });
}

/** The text of the newest mail of this kind to somebody, once it has left. */
export async function mailTo(client: Client, address: string, event: string): Promise<string> {
  const find = async (): Promise<Json> =>
    (await client.get(`/outbound-mails?recipient=${address}`)).body.items.find(
      (mail: Json) => mail.event === event && mail.state === 'sent',
    );
  const mail = await vi.waitFor(
    async () => {
      const found = await find();
      expect(found).toBeDefined();
      return found;
    },
    { timeout: 10_000, interval: 50 },
  );
  const raw = await client.get(`/outbound-mails/${mail.id}/raw`);
  return partOf(readMail(Buffer.from(raw.text)), 'text/plain')!.content.toString();
}

export const tokenIn = (text: string): string => /token=([\w-]{40,})/.exec(text)![1]!;

export function accountSuite(client: () => Client): void {
  const login = async ({ username }: Account, password = PASSWORD): Promise<Json> =>
    (await client().login(username, password, from())).body;
  const answer = (challengeToken: string, code: string): Promise<Answer> =>
    client().post('/auth/two-factor', { challengeToken, code }, { as: null, headers: from() });
  const asOwner = (as: string, method: string, path: string, json?: unknown): Promise<Answer> =>
    client().call(method, `/auth${path}`, { as, json, headers: from() });
  const me = async (as: string): Promise<number> => (await client().get('/auth/me', { as })).status;
  const basic = (username: string, password: string, headers = from()): Promise<Answer> =>
    client().get('/auth/me', {
      as: null,
      headers: {
        ...headers,
        Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      },
    });

  async function secured(role?: string): Promise<Secured> {
    const account = await newStaff(client(), role);
    const { accessToken } = await login(account);
    const { secret } = (await asOwner(accessToken, 'POST', '/two-factor/setup')).body;
    const enabled = await asOwner(accessToken, 'POST', '/two-factor/enable', { code: totp(secret) });
    return { ...account, secret, accessToken, recoveryCodes: enabled.body.recoveryCodes };
  }

  describe('a second factor', () => {
    it('is set up with a QR code and a first code, and ends the sessions that began without it', async () => {
      const account = await newStaff(client());
      const { accessToken } = await login(account);
      const other = await login(account);
      expectProblem(
        await asOwner(accessToken, 'POST', '/two-factor/enable', { code: '123456' }),
        409,
        'auth.two_factor_missing',
      );
      const setUp = await asOwner(accessToken, 'POST', '/two-factor/setup');
      const { secret, otpauthUrl, qrSvg, qrPng } = setUp.body;
      expect(secret).toMatch(/^[A-Z2-7]{32}$/);
      expect(new URL(otpauthUrl).searchParams.get('secret')).toBe(secret);
      expect(otpauthUrl).toContain(account.username);
      expect(qrSvg).toMatch(/^<svg [^]*<\/svg>\s*$/);
      expect(qrPng).toMatch(/^data:image\/png;base64,iVBOR/);
      expectProblem(
        await asOwner(accessToken, 'POST', '/two-factor/enable', { code: '000000' }),
        422,
        'request.invalid',
        ['/code'],
      );
      expect((await login(account)).accessToken).toEqual(expect.any(String));
      const enabled = await asOwner(accessToken, 'POST', '/two-factor/enable', { code: totp(secret) });
      expect(enabled.body.recoveryCodes).toHaveLength(10);
      expect([await me(accessToken), await me(other.accessToken)]).toEqual([200, 401]);
      expectProblem(await asOwner(accessToken, 'POST', '/two-factor/setup'), 409, 'auth.two_factor_active');
      expect(await login(account)).toEqual({ challengeToken: expect.any(String) });
    });

    it('takes each recovery code once in place of a code, until there are new ones', async () => {
      const account = await secured();
      const [first, second, third] = account.recoveryCodes as [string, string, string];
      const { challengeToken } = await login(account);
      const { accessToken } = (await answer(challengeToken, first.toUpperCase().replaceAll('-', ' '))).body;
      expect(await me(accessToken)).toBe(200);
      expectProblem(await answer((await login(account)).challengeToken, first), 401, 'auth.invalid_code');
      const renewed = await asOwner(accessToken, 'POST', '/two-factor/recovery-codes', {
        password: PASSWORD,
        code: second,
      });
      expect(renewed.body.recoveryCodes).toHaveLength(10);
      expectProblem(await answer((await login(account)).challengeToken, third), 401, 'auth.invalid_code');
      const fresh = await answer((await login(account)).challengeToken, renewed.body.recoveryCodes[0]);
      expect(fresh.status).toBe(200);
    });

    it('lets one of two in who show the same recovery code at once', async () => {
      const account = await secured();
      const challenges = [await login(account), await login(account)];
      const answers = await Promise.all(
        challenges.map(({ challengeToken }) => answer(challengeToken, account.recoveryCodes[0]!)),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    });

    it('looks at five codes of a challenge, however many come at once', async () => {
      const account = await secured();
      const { challengeToken } = await login(account);
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, i) => answer(challengeToken, String(100_000 + i))),
      );
      const codes = answers.map(({ body }) => body.code);
      expect(codes.filter((code) => code === 'auth.invalid_code')).toHaveLength(5);
      expect(codes.filter((code) => code === 'auth.locked')).toHaveLength(7);
      expect((await answer(challengeToken, totp(account.secret, 1))).status).toBe(429);
    });

    it('is switched off with password and code, and by an administrator without', async () => {
      const account = await secured();
      const disable = (password: string, code: string): Promise<Answer> =>
        asOwner(account.accessToken, 'POST', '/two-factor/disable', { password, code });
      const [code] = account.recoveryCodes as [string];
      expectProblem(await disable('not it', code), 422, 'request.invalid', ['/password']);
      expectProblem(await disable(PASSWORD, '000000'), 422, 'request.invalid', ['/code']);
      expect((await disable(PASSWORD, code)).status).toBe(204);
      expect((await login(account)).accessToken).toEqual(expect.any(String));

      const lost = await secured();
      expect((await client().post(`/staff/${lost.id}/two-factor/reset`)).status).toBe(204);
      expect(await me(lost.accessToken)).toBe(401);
      expect((await login(lost)).accessToken).toEqual(expect.any(String));
      expect((await client().get(`/staff/${lost.id}`)).body).toMatchObject({ twoFactor: false });
    });

    describe('that a role requires', () => {
      const require = (roles: string[]): Promise<Answer> =>
        client().patch('/settings', { two_factor_required_roles: roles });
      afterEach(() => require([]));

      it('leaves a session nothing but its set-up, and passwords no door', async () => {
        expectProblem(await require(['boss']), 422, 'request.invalid', ['/two_factor_required_roles']);
        const account = await newStaff(client(), 'superuser');
        await require(['superuser']);
        const { accessToken } = await login(account);
        const get = (path: string): Promise<Answer> => client().get(path, { as: accessToken });
        expect((await get('/auth/me')).body).toMatchObject({ twoFactor: false });
        for (const path of ['/tickets', '/auth/sessions', '/auth/app-passwords', '/staff'])
          expectProblem(await get(path), 403, 'auth.two_factor_required');
        expectProblem(await basic(account.username, PASSWORD), 401, 'auth.app_password_required');
        const { secret } = (await asOwner(accessToken, 'POST', '/two-factor/setup')).body;
        await asOwner(accessToken, 'POST', '/two-factor/enable', { code: totp(secret) });
        expect((await get('/tickets')).status).toBe(200);
        expect((await asOwner(accessToken, 'POST', '/logout')).status).toBe(204);
      });
    });
  });

  describe('sessions', () => {
    it('are listed with where they began, and ended one by one or all at once', async () => {
      const account = await newStaff(client());
      const [here, there] = [await login(account), await login(account)];
      await client().post('/auth/refresh', { refreshToken: there.refreshToken }, { as: null });
      const list = async (): Promise<Json[]> =>
        (await client().get('/auth/sessions', { as: here.accessToken })).body.items;
      const sessions = await list();
      expect(sessions.map(({ current }) => current).toSorted()).toEqual([false, true]);
      expect(sessions[0]).toMatchObject({ current: false, agent: '', address: expect.any(String) });
      const other = sessions.find(({ current }) => !current)!;
      const end = (id: string): Promise<Answer> => asOwner(here.accessToken, 'DELETE', `/sessions/${id}`);
      expect((await end(other.id)).status).toBe(204);
      expectProblem(await end(other.id), 404, 'session.not_found');
      expect([await me(here.accessToken), await me(there.accessToken)]).toEqual([200, 401]);
      expect(await list()).toHaveLength(1);

      const stranger = (await login(await newStaff(client()))).accessToken;
      const [own] = (await client().get('/auth/sessions', { as: stranger })).body.items;
      expectProblem(await end(own.id), 404, 'session.not_found');
      await login(account);
      expect((await asOwner(here.accessToken, 'POST', '/logout-everywhere')).status).toBe(204);
      expect(await me(here.accessToken)).toBe(401);
      expect((await client().get(`/staff/${account.id}/sessions`)).body.items).toEqual([]);
    });

    it('of others are ended by an administrator', async () => {
      const account = await newStaff(client());
      const [one, two] = [await login(account), await login(account)];
      const path = `/staff/${account.id}/sessions`;
      const { items } = (await client().get(path)).body;
      expect(items).toHaveLength(2);
      expect((await client().delete(`${path}/${items[0].id}`)).status).toBe(204);
      expect([await me(one.accessToken), await me(two.accessToken)]).toEqual([200, 401]);
      expect((await client().delete(path)).status).toBe(204);
      expect(await me(one.accessToken)).toBe(401);
    });
  });

  describe('the refresh cookie', () => {
    const cookieOf = ({ headers }: Answer): string => String(headers['set-cookie']);
    const refresh = (cookie: string, origin?: string): Promise<Answer> =>
      client().call('POST', '/auth/refresh', {
        as: null,
        headers: { Cookie: cookie, ...(origin && { Origin: origin }) },
      });

    it('carries the token where scripts cannot read it, and only for pages we know', async () => {
      const { username } = await newStaff(client());
      const first = await client().post(
        '/auth/login',
        { username, password: PASSWORD, cookie: true },
        { as: null, headers: from() },
      );
      expect(first.body).toEqual({ accessToken: expect.any(String), expiresIn: 900 });
      expect(cookieOf(first)).toMatch(
        /^switchdesk_refresh=[\w-]{43}; Max-Age=2592000; Path=\/api\/v1\/auth; HttpOnly; Secure; SameSite=Strict$/,
      );
      const cookie = cookieOf(first).split(';')[0]!;
      for (const origin of [undefined, 'https://evil.example', 'null', `${APP_ORIGIN}.evil.example`])
        expectProblem(await refresh(cookie, origin), 403, 'auth.origin_refused');
      const second = await refresh(cookie, APP_ORIGIN);
      expect(second.body).toEqual({ accessToken: expect.any(String), expiresIn: 900 });
      expect(cookieOf(second)).not.toContain(cookie);
      expect(second.headers['access-control-allow-credentials']).toBe('true');

      const logout = (origin: string): Promise<Answer> =>
        client().post('/auth/logout', undefined, {
          as: second.body.accessToken,
          headers: { Cookie: cookieOf(second), Origin: origin },
        });
      expectProblem(await logout('https://evil.example'), 403, 'auth.origin_refused');
      expect(cookieOf(await logout(APP_ORIGIN))).toMatch(/^switchdesk_refresh=; Max-Age=0; /);
      expectProblem(await refresh(cookieOf(second).split(';')[0]!, APP_ORIGIN), 401, 'auth.invalid_token');
    });
  });

  describe('other pages', () => {
    const ask = (origin: string): Promise<Answer> =>
      client().call('OPTIONS', '/tickets', {
        as: null,
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'authorization,content-type',
        },
      });

    it('may call where they are listed, and are told nothing elsewhere', async () => {
      const known = await ask(APP_ORIGIN);
      expect(known.status).toBe(204);
      expect(known.headers).toMatchObject({
        'access-control-allow-origin': APP_ORIGIN,
        'access-control-allow-headers': 'authorization,content-type',
        'access-control-allow-methods': expect.stringContaining('PATCH'),
      });
      for (const origin of ['https://evil.example', 'null'])
        expect((await ask(origin)).headers).not.toHaveProperty('access-control-allow-origin');
      const read = (origin: string): Promise<Answer> =>
        client().get('/departments', { headers: { Origin: origin } });
      expect((await read(APP_ORIGIN)).headers['access-control-allow-origin']).toBe(APP_ORIGIN);
      expect((await read('https://evil.example')).headers).not.toHaveProperty('access-control-allow-origin');
    });
  });

  describe('an app password', () => {
    it('opens the doors of its owner to a program, but not the account', async () => {
      const account = await secured();
      const { body: made } = await asOwner(account.accessToken, 'POST', '/app-passwords', { name: 'Phone' });
      expect(made).toMatchObject({ name: 'Phone', password: expect.stringMatching(/^sdp_/) });
      const list = async (): Promise<Json[]> =>
        (await asOwner(account.accessToken, 'GET', '/app-passwords')).body.items;
      expect(await list()).toEqual([
        { id: made.id, name: 'Phone', createdAt: expect.any(String), lastUsedAt: null },
      ]);
      expectProblem(await basic(account.username, PASSWORD), 401, 'auth.app_password_required');
      const right = await basic(account.username, made.password);
      expect(right.body).toMatchObject({ id: account.id });
      const authorization = `Basic ${Buffer.from(`${account.username}:${made.password}`).toString('base64')}`;
      for (const path of ['/auth/app-passwords', '/auth/sessions'])
        expectProblem(
          await client().get(path, { as: null, headers: { Authorization: authorization } }),
          403,
          'auth.forbidden',
        );
      expectProblem(await basic('alice', made.password), 401, 'auth.invalid_credentials');
      expect((await login(account, made.password)).code).toBe('auth.invalid_credentials');
      await expect.poll(async () => (await list())[0]!.lastUsedAt).not.toBeNull();
      await asOwner(account.accessToken, 'DELETE', `/app-passwords/${made.id}`);
      expectProblem(await basic(account.username, made.password), 401, 'auth.invalid_credentials');
    });

    it('is not needed without a second factor, and failures lock out as in a sign-in', async () => {
      const account = await newStaff(client());
      const here = from();
      expect((await basic(account.username, PASSWORD)).body).toMatchObject({ id: account.id });
      for (const wrong of ['one', 'sdp_two', 'three'])
        expectProblem(await basic(account.username, wrong, here), 401, 'auth.invalid_credentials');
      const locked = await client().login(account.username, PASSWORD, here);
      expectProblem(locked, 429, 'auth.locked');
      expectProblem(await basic(account.username, `${PASSWORD}!`, here), 429, 'auth.locked');
      await client().patch(`/staff/${account.id}`, { password: 'another password' });
      expectProblem(await basic(account.username, PASSWORD), 401, 'auth.invalid_credentials');
    });
  });

  describe('a forgotten password', () => {
    const ask = (body: object, headers = from()): Promise<Answer> =>
      client().post('/auth/forgot-password', body, { as: null, headers });
    const reset = (token: string, newPassword = 'a new password'): Promise<Answer> =>
      client().post('/auth/reset-password', { token, newPassword }, { as: null, headers: from() });

    it('is set anew by a link that works once, and ends all sessions', async () => {
      const account = await newStaff(client());
      const session = await login(account);
      const known = await ask({ email: account.email.toUpperCase() });
      const unknown = await ask({ email: 'nobody@example.com' });
      expect(known.status).toBe(202);
      expect([unknown.status, unknown.text]).toEqual([known.status, known.text]);
      const earlier = tokenIn(await mailTo(client(), account.email, 'password_link'));
      expect(earlier).toHaveLength(43);
      expectProblem(await reset('x'.repeat(43)), 401, 'auth.invalid_token');
      expectProblem(await reset(earlier, 'short'), 422, 'request.invalid', ['/newPassword']);
      expect((await reset(earlier)).status).toBe(204);
      expect(await me(session.accessToken)).toBe(401);
      expectProblem(await reset(earlier), 401, 'auth.invalid_token');
      expect((await login(account)).code).toBe('auth.invalid_credentials');
      expect((await login(account, 'a new password')).accessToken).toEqual(expect.any(String));
    });

    it('is asked for by username too, and not without end, whether there is such an account or not', async () => {
      const { username } = await newStaff(client());
      expectProblem(await ask({}), 422, 'request.invalid', ['/email']);
      for (const name of [username, `${username}-nobody`]) {
        for (let round = 0; round < 5; round += 1) expect((await ask({ username: name })).status).toBe(202);
        expectProblem(await ask({ username: name }), 429, 'auth.too_many_links');
      }
    });
  });
}
