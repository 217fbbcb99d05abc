import { describe, expect, it } from 'vitest';
import { type Answer, type Client, PASSWORDS, TOTP_SECRET, next, totp } from './client.js';

/** No refusal comes sooner, so that none tells by its time. */
const REFUSAL_MS = 250;

/** Failures count by address: each test that fails on purpose comes from one of its own. */
const from = (address: string): Record<string, string> => ({ 'X-Forwarded-For': address });
const newAddress = (): string => {
  const number = next();
  return `203.0.${number >> 8}.${number & 255}`;
};

/** What a caller can see of an answer, but for the number of the request. */
function visible({ status, headers, body }: Answer): object {
  const {
    date: _d,
    'x-request-id': _i,
    'ratelimit-remaining': _l,
    'ratelimit-reset': _r,
    'content-length': length,
    ...rest
  } = headers;
  return { status, headers: { ...rest, length }, body: { ...body, requestId: undefined } };
}

export function signInSuite(client: () => Client): void {
  const me = (token: string): Promise<Answer> => client().get('/auth/me', { as: token });
  const refresh = (refreshToken: string): Promise<Answer> =>
    client().post('/auth/refresh', { refreshToken }, { as: null });
  const code = (challengeToken: string, text: string, address = newAddress()): Promise<Answer> =>
    client().post('/auth/two-factor', { challengeToken, code: text }, { as: null, headers: from(address) });

  describe('signing in', () => {
    it('by password gives a bearer token for fifteen minutes, and the account behind it', async () => {
      const { status, body } = await client().login('Alice', PASSWORDS['alice']!);
      expect({ status, body }).toEqual({
        status: 200,
        body: { accessToken: expect.any(String), refreshToken: expect.any(String), expiresIn: 900 },
      });
      expect((await me(body.accessToken)).body).toMatchObject({
        id: 3,
        username: 'alice',
        role: 'staff',
        departmentIds: [1],
        twoFactor: false,
      });
    });

    it('never shows a hash or a secret of an account', async () => {
      for (const path of ['/auth/me', '/staff', '/staff/5'])
        expect((await client().get(path)).text).not.toMatch(/hash|secret|\$argon2|JBSWY/i);
    });

    it('gives each refresh token one use; a spent one ends the session', async () => {
      const first = (await client().login('susan', PASSWORDS['susan']!)).body;
      const second = await refresh(first.refreshToken);
      expect(second.status).toBe(200);
      expect(second.body.refreshToken).not.toBe(first.refreshToken);
      expect((await me(second.body.accessToken)).status).toBe(200);
      expect(await refresh(first.refreshToken)).toMatchObject({
        status: 401,
        body: { code: 'auth.invalid_token' },
      });
      expect((await refresh(second.body.refreshToken)).status).toBe(401);
      expect((await me(second.body.accessToken)).status).toBe(401);
    });

    it('lets one of two who refresh at once through', async () => {
      const { refreshToken } = (await client().login('susan', PASSWORDS['susan']!)).body;
      const answers = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    });

    it('with a second factor takes the password first and then a code, once', async () => {
      const first = await client().login('tom', PASSWORDS['tom']!);
      expect(first).toMatchObject({ status: 200, body: { challengeToken: expect.any(String) } });
      expect(first.body).not.toHaveProperty('accessToken');
      expect((await me(first.body.challengeToken)).status).toBe(401);
      const wrong = await code(first.body.challengeToken, '000000');
      expect(wrong).toMatchObject({ status: 401, body: { code: 'auth.invalid_code' } });
      const right = totp(TOTP_SECRET);
      const tokens = await code(first.body.challengeToken, right);
      expect(tokens.status).toBe(200);
      expect((await me(tokens.body.accessToken)).body).toMatchObject({ username: 'tom', twoFactor: true });
      const again = (await client().login('tom', PASSWORDS['tom']!)).body;
      expect((await code(again.challengeToken, right)).body.code).toBe('auth.invalid_code');
    });

    it('ends with the logout, and not for others', async () => {
      const one = (await client().login('bob', PASSWORDS['bob']!)).body;
      const other = (await client().login('bob', PASSWORDS['bob']!)).body;
      expect((await client().post('/auth/logout', undefined, { as: one.accessToken })).status).toBe(204);
      expect((await me(one.accessToken)).status).toBe(401);
      expect((await refresh(one.refreshToken)).status).toBe(401);
      expect((await me(other.accessToken)).status).toBe(200);
    });

    it('ends all other sessions when the password changes', async () => {
      const number = next();
      const account = { username: `pat${number}`, password: 'the old password', role: 'staff' };
      await client().make('/staff', { ...account, fullName: 'Pat', email: `pat${number}@example.com` });
      const own = (await client().login(account.username, account.password)).body;
      const other = (await client().login(account.username, account.password)).body;
      const change = (currentPassword: string): Promise<Answer> =>
        client().patch(
          '/auth/me/password',
          { currentPassword, newPassword: 'the new password' },
          { as: own.accessToken, headers: from(newAddress()) },
        );
      expect(await change('not the old one')).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '/currentPassword', code: 'wrong' }] },
      });
      expect((await change(account.password)).status).toBe(204);
      expect((await me(own.accessToken)).status).toBe(200);
      expect((await me(other.accessToken)).status).toBe(401);
      const old = await client().login(account.username, account.password, from(newAddress()));
      expect(old.status).toBe(401);
      expect((await client().login(account.username, 'the new password')).status).toBe(200);
    });

    it.each([
      ['nothing', {}, 'auth.required'],
      ['a made-up token', { Authorization: 'Bearer nobody' }, 'auth.invalid_token'],
      ['another scheme', { Authorization: 'Digest YWRtaW46YWRtaW4=' }, 'auth.invalid_token'],
      [
        'a token nobody signed',
        {
          Authorization: `Bearer ${[
            '{"alg":"none","typ":"JWT"}',
            '{"sub":"1","aud":"staff","exp":9999999999}',
            '',
          ]
            .map((part) => Buffer.from(part).toString('base64url'))
            .join('.')}`,
        },
        'auth.invalid_token',
      ],
    ])('is asked for by 401 where somebody comes with %s', async (_, headers, problem) => {
      const answer = await client().get('/tickets', { as: null, headers: headers as Record<string, string> });
      expect(answer).toMatchObject({ status: 401, body: { code: problem } });
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    });

    it('does not tell who has an account: unknown, wrong and disabled are one answer in one time', async () => {
      const attempts: [string, string][] = [
        ['nobody-of-this-name', 'a password'],
        ['bob', 'a wrong password'],
        ['dora', 'a wrong password'],
        ['dora', PASSWORDS['dora']!],
      ];
      const seen = [];
      for (const [username, password] of attempts) {
        const times: number[] = [];
        for (let round = 0; round < 2; round += 1) {
          const start = performance.now();
          seen.push(visible(await client().login(username, password, from(newAddress()))));
          times.push(performance.now() - start);
        }
        expect(Math.min(...times), username).toBeGreaterThan(REFUSAL_MS - 5);
        expect(Math.min(...times), username).toBeLessThan(REFUSAL_MS * 2);
      }
      expect(seen[0]).toMatchObject({ status: 401, body: { code: 'auth.invalid_credentials' } });
      for (const answer of seen) expect(answer).toEqual(seen[0]);
    });

    it.each(['bob', 'nobody-of-that-name'])(
      'locks %s out after three failures from an address, and only there',
      async (username) => {
        const address = newAddress();
        for (let round = 0; round < 3; round += 1)
          expect((await client().login(username, 'wrong', from(address))).status).toBe(401);
        const locked = await client().login(username, PASSWORDS['bob']!, from(address));
        expect(locked).toMatchObject({ status: 429, body: { code: 'auth.locked' } });
        expect(Number(locked.headers['retry-after'])).toBeGreaterThan(200);
        const elsewhere = await client().login(username, PASSWORDS['bob']!, from(newAddress()));
        expect(elsewhere.status).toBe(username === 'bob' ? 200 : 401);
      },
    );

    it('survives a proxy that passes on what is no address', async () => {
      for (const text of ['x'.repeat(5000), `fe80::1%${'a'.repeat(500)}`, ',']) {
        expect((await client().login('alice', 'wrong', from(text))).status).toBe(401);
        expect((await client().login('alice', PASSWORDS['alice']!, from(text))).status).toBe(200);
      }
    });
  });
}
