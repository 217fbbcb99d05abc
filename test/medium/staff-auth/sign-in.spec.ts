import { createHash } from 'node:crypto';
import { createGuardrails } from 'otplib';
import { generateSync } from 'otplib/functional';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SYSTEM } from '../../../src/common/actor.js';
import { ApiTokensService } from '../../../src/staff-auth/api-tokens.service.js';
import { SignInService } from '../../../src/staff-auth/sign-in.service.js';
import { StaffService } from '../../../src/staff-auth/staff.service.js';
import { FLAVOURS } from '../../support/database.js';
import { PASSWORD, openDesk, type Desk } from './desk.js';

const SECRET = 'JBSWY3DPEHPK3PXP';
/** PHP's password_hash('demo123', PASSWORD_BCRYPT). */
const BCRYPT = '$2y$10$K7uDhfOfQ12SahQ40bWjP.kOSnvG.pBHOK94bFtIWsjkDUWKbkoeW';
const SHA1 = createHash('sha1').update('oldpass1').digest('hex');

describe.each(FLAVOURS)('signing in on %s', (flavour) => {
  let desk: Desk;

  beforeAll(async () => {
    desk = await openDesk(flavour);
    await desk.staff(
      { username: 'admin', role: 'admin' },
      { username: 'bob', id: 2 },
      { username: 'carol', id: 3, twoFactorSecret: SECRET },
      { username: 'dave', id: 4, active: false },
      { username: 'phil', passwordHash: BCRYPT },
      { username: 'old', passwordHash: SHA1 },
      { username: 'open' },
    );
  });

  afterAll(() => desk?.close());

  /** Longer than any lock-out, so that no test inherits the failures of another. */
  beforeEach(() => desk.clock.pass(6 * 60));

  const code = (step = 0): string =>
    generateSync({
      secret: SECRET,
      epoch: Math.floor(desk.clock.now().getTime() / 1000) + 30 * step,
      guardrails: createGuardrails({ MIN_SECRET_BYTES: 10 }),
    });
  const verify = (username: string, password: string, more: { code?: string; address?: string } = {}) =>
    desk
      .get(SignInService)
      .verify({ username, password, address: '198.51.100.1', door: 'helpdeskz', ...more });
  const challenge = async (address?: string): Promise<string> =>
    (await desk.login('carol', PASSWORD, address)).body.challengeToken;
  const answer = (challengeToken: string, given: string, address?: string) =>
    desk.call('POST', '/auth/two-factor', { body: { challengeToken, code: given }, address });
  const hashOf = async (username: string): Promise<string> =>
    (
      await desk.rows<{ passwordHash: string }>('select passwordHash from staff where username = ?', [
        username,
      ])
    )[0]!.passwordHash;

  describe('at the native door', () => {
    it('gives tokens for the right password, whatever the case of the username', async () => {
      const { status, body } = await desk.login('BOB', PASSWORD);
      expect(status).toBe(200);
      expect(body).toEqual({
        accessToken: expect.any(String),
        refreshToken: expect.any(String),
        expiresIn: 900,
      });
      const me = await desk.call('GET', '/auth/me', { token: body.accessToken });
      expect(me.body).toMatchObject({ id: 2, username: 'bob', role: 'staff', departmentIds: [] });
      expect(me.body).not.toHaveProperty('passwordHash');
    });

    it('says the same for an unknown account, a wrong password and a disabled account', async () => {
      const answers = [
        await desk.login('nobody', PASSWORD),
        await desk.login('bob', 'wrong horse'),
        await desk.login('dave', PASSWORD),
        await desk.login('dave', 'wrong horse'),
      ];
      for (const { status, body } of answers) {
        expect(status).toBe(401);
        expect({ ...body, requestId: '' }).toEqual({ ...answers[0]!.body, requestId: '' });
      }
      expect(answers[0]!.body.code).toBe('auth.invalid_credentials');
    });

    it('takes no less time to refuse an unknown account than a known one', async () => {
      for (const username of ['nobody', 'bob', 'old']) {
        const start = performance.now();
        await desk.login(username, 'wrong horse');
        expect(performance.now() - start).toBeGreaterThan(240);
      }
    });

    it.each(['bob', 'nobody', 'dave'])(
      'locks %s out after three failures, for that address only',
      async (username) => {
        for (let i = 0; i < 3; i++) expect((await desk.login(username, 'wrong horse')).status).toBe(401);
        const locked = await desk.login(username, PASSWORD);
        expect(locked.status).toBe(429);
        expect(locked.body.code).toBe('auth.locked');
        expect(Number(locked.headers['retry-after'])).toBe(300);
        expect((await desk.login(username, PASSWORD, '192.0.2.99')).status).toBe(
          username === 'bob' ? 200 : 401,
        );
        desk.clock.pass(301);
        expect((await desk.login(username, PASSWORD)).status).toBe(username === 'bob' ? 200 : 401);
      },
    );

    it('throttles an address over all accounts', async () => {
      const address = '203.0.113.77';
      await Promise.all(
        Array.from({ length: 30 }, (_, i) => desk.login(`guess${i}`, 'wrong horse', address)),
      );
      expect((await desk.login('bob', PASSWORD, address)).body.code).toBe('auth.locked');
      expect((await desk.login('bob', PASSWORD)).status).toBe(200);
    });

    it('asks for the code where there is a second factor, and takes each code once', async () => {
      const { status, body } = await desk.login('carol', PASSWORD);
      expect(status).toBe(200);
      expect(Object.keys(body)).toEqual(['challengeToken']);
      expect((await desk.call('GET', '/auth/me', { token: body.challengeToken })).status).toBe(401);
      const used = code();
      expect((await answer(body.challengeToken, used)).body).toHaveProperty('accessToken');
      const replay = await answer(await challenge(), used);
      expect([replay.status, replay.body.code]).toEqual([401, 'auth.invalid_code']);
      expect((await answer(await challenge(), code(1))).status).toBe(200);
    });

    it('lets one of two in who use the same code at the same moment', async () => {
      const challenges = [await challenge(), await challenge()];
      const answers = await Promise.all(challenges.map((token) => answer(token, code())));
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    });

    it('takes five wrong codes, over all challenges and addresses', async () => {
      for (let i = 0; i < 5; i++) {
        const address = `203.0.113.${i}`;
        expect((await answer(await challenge(address), '000000', address)).body.code).toBe(
          'auth.invalid_code',
        );
      }
      const { status, body } = await answer(await challenge(), code());
      expect([status, body.code]).toEqual([429, 'auth.locked']);
    });

    it('refuses a challenge that is none', async () => {
      const { body } = await desk.login('bob', PASSWORD);
      for (const token of ['', 'x', body.accessToken])
        expect((await answer(token, code())).body.code).toBe('auth.invalid_token');
    });
  });

  describe('at the HelpDeskZ door', () => {
    it('counts per address that is told, the same for an unknown account and a wrong password', async () => {
      expect(await verify('nobody', 'x')).toEqual({ outcome: 'wrong_credentials', attempts: 1, max: 3 });
      expect(await verify('bob', 'x')).toEqual({ outcome: 'wrong_credentials', attempts: 2, max: 3 });
      expect(await verify('bob', 'x', { address: '198.51.100.2' })).toMatchObject({ attempts: 1 });
      expect(await verify('bob', 'x')).toMatchObject({ attempts: 3 });
      expect(await verify('bob', PASSWORD)).toMatchObject({
        outcome: 'locked',
        attempts: 3,
        max: 3,
        minutes: 5,
      });
      expect(await verify('bob', PASSWORD, { address: '198.51.100.2' })).toMatchObject({ outcome: 'ok' });
      desk.clock.pass(299);
      expect(await verify('bob', PASSWORD)).toMatchObject({ outcome: 'locked', retryAfterSeconds: 1 });
      desk.clock.pass(1);
      expect(await verify('bob', 'x')).toMatchObject({ attempts: 1 });
    });

    it('forgets the failures of an address after a success', async () => {
      await verify('bob', 'x');
      await verify('bob', 'x');
      expect(await verify('bob', PASSWORD)).toMatchObject({ outcome: 'ok' });
      expect(await verify('bob', 'x')).toMatchObject({ attempts: 1 });
    });

    it('tells a disabled account and a missing code after the right password only, and counts neither', async () => {
      expect(await verify('dave', PASSWORD)).toEqual({ outcome: 'inactive' });
      expect(await verify('carol', PASSWORD)).toMatchObject({ outcome: 'code_missing' });
      expect(await verify('dave', 'x')).toMatchObject({ outcome: 'wrong_credentials', attempts: 1 });
      expect(await verify('carol', PASSWORD, { code: '000000' })).toEqual({
        outcome: 'wrong_code',
        attempts: 2,
        max: 3,
      });
      expect(await verify('carol', PASSWORD, { code: code() })).toMatchObject({ outcome: 'ok' });
    });

    it('ignores a code where there is no second factor', async () => {
      expect(await verify('bob', PASSWORD, { code: '815435' })).toMatchObject({ outcome: 'ok' });
    });

    it('counts two failures at the same moment as two', async () => {
      const together = await Promise.all([verify('bob', 'x'), verify('bob', 'x')]);
      expect(together.map((result) => (result as { attempts: number }).attempts).toSorted()).toEqual([1, 2]);
    });

    it('looks at no more passwords than the limit, however many come at once', async () => {
      const results = await Promise.all(Array.from({ length: 20 }, () => verify('bob', 'x')));
      const looked = results.filter(({ outcome }) => outcome === 'wrong_credentials');
      expect(looked).toHaveLength(3);
      expect(results.every(({ outcome }) => outcome === 'wrong_credentials' || outcome === 'locked')).toBe(
        true,
      );
    });

    it('locks nobody out while the setting is 0', async () => {
      await desk.setting('login_attempt', 0);
      for (let i = 0; i < 5; i++)
        expect(await verify('bob', 'x')).toEqual({ outcome: 'wrong_credentials', attempts: 0, max: 0 });
      await desk.setting('login_attempt', 3);
    });
  });

  it('is remembered: this time, the time before, and an event', async () => {
    const first = desk.clock.now();
    await verify('open', PASSWORD);
    desk.clock.pass(60);
    expect(await desk.get(StaffService).findByUsername('OPEN')).toMatchObject({
      signedInAt: first,
      previousSignInAt: first,
    });
    await verify('open', 'x');
    await verify('open', PASSWORD);
    const member = await desk.get(StaffService).findByUsername('open');
    expect(member).toMatchObject({ signedInAt: desk.clock.now(), previousSignInAt: first, version: 1 });
    const events = await desk.rows<{ type: string }>(
      `select type from events where resource = 'staff' and resourceId = ? order by id`,
      [member!.id],
    );
    expect(events.map(({ type }) => type)).toEqual([
      'staff.signed_in',
      'staff.sign_in_failed',
      'staff.signed_in',
    ]);
  });

  it.each([
    ['phil', 'demo123'],
    ['old', 'oldpass1'],
  ])('turns the imported hash of %s into argon2id on success only', async (username, password) => {
    const imported = await hashOf(username);
    await verify(username, 'wrong horse');
    expect(await hashOf(username)).toBe(imported);
    expect(await verify(username, password)).toMatchObject({ outcome: 'ok' });
    expect(await hashOf(username)).toMatch(/^\$argon2id\$/);
    expect(await verify(username, password)).toMatchObject({ outcome: 'ok' });
  });

  it('keeps the secret of a second factor sealed', async () => {
    const [row] = await desk.rows<{ twoFactorSecret: string }>(
      'select twoFactorSecret from staff where id = 3',
    );
    expect(row!.twoFactorSecret).toMatch(/^v1:/);
    expect(row!.twoFactorSecret).not.toContain(SECRET);
  });

  describe('a session', () => {
    const refresh = (refreshToken: string) => desk.call('POST', '/auth/refresh', { body: { refreshToken } });
    const me = (token: string) => desk.call('GET', '/auth/me', { token });

    it('goes on with a new refresh token each time', async () => {
      const first = (await desk.login('bob', PASSWORD)).body;
      const second = (await refresh(first.refreshToken)).body;
      expect(second.refreshToken).not.toBe(first.refreshToken);
      expect((await me(second.accessToken)).status).toBe(200);
      const third = await refresh(second.refreshToken);
      expect(third.status).toBe(200);
    });

    it('ends as a whole when a spent refresh token is shown again', async () => {
      const first = (await desk.login('bob', PASSWORD)).body;
      const other = (await desk.login('bob', PASSWORD)).body;
      const second = (await refresh(first.refreshToken)).body;
      const reuse = await refresh(first.refreshToken);
      expect([reuse.status, reuse.body.code]).toEqual([401, 'auth.invalid_token']);
      expect((await refresh(second.refreshToken)).status).toBe(401);
      expect((await me(second.accessToken)).status).toBe(401);
      expect((await me(other.accessToken)).status).toBe(200);
    });

    it('gives the next tokens once when two ask at the same moment', async () => {
      const { refreshToken } = (await desk.login('bob', PASSWORD)).body;
      const answers = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    });

    it('is over after 30 days without use, and after signing out', async () => {
      const { accessToken, refreshToken } = (await desk.login('bob', PASSWORD)).body;
      expect((await desk.call('POST', '/auth/logout', { token: accessToken })).status).toBe(204);
      expect((await me(accessToken)).status).toBe(401);
      expect((await refresh(refreshToken)).status).toBe(401);
      const unused = (await desk.login('bob', PASSWORD)).body;
      desk.clock.pass(30 * 86_400);
      expect((await refresh(unused.refreshToken)).status).toBe(401);
    });

    it('has an access token of 15 minutes', async () => {
      const { accessToken } = (await desk.login('bob', PASSWORD)).body;
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 899_000 });
      try {
        expect((await me(accessToken)).status).toBe(200);
        vi.setSystemTime(Date.now() + 2_000);
        expect((await me(accessToken)).body.code).toBe('auth.invalid_token');
      } finally {
        vi.useRealTimers();
      }
    });

    it('keeps no token in clear', async () => {
      const { refreshToken } = (await desk.login('bob', PASSWORD)).body;
      const rows = await desk.rows('select * from staff_sessions');
      expect(JSON.stringify(rows)).not.toContain(refreshToken);
    });
  });

  it('is over at every door once the account is disabled', async () => {
    const { accessToken, refreshToken } = (await desk.login('open', PASSWORD)).body;
    expect((await desk.call('GET', '/auth/me', { token: accessToken })).status).toBe(200);
    const { id } = (await desk.get(StaffService).findByUsername('open'))!;
    await desk.get(StaffService).update(SYSTEM, id, { active: false });
    expect((await desk.call('GET', '/auth/me', { token: accessToken })).status).toBe(401);
    expect((await desk.call('POST', '/auth/refresh', { body: { refreshToken } })).status).toBe(401);
    expect((await desk.login('open', PASSWORD)).status).toBe(401);
    expect(await verify('open', PASSWORD)).toEqual({ outcome: 'inactive' });
  });

  it('needs the current password to change it, and ends the other sessions then', async () => {
    await desk.get(StaffService).create(SYSTEM, {
      username: 'pat',
      password: PASSWORD,
      fullName: 'Pat',
      email: 'pat@example.com',
      role: 'staff',
    });
    const [here, elsewhere] = [
      (await desk.login('pat', PASSWORD)).body,
      (await desk.login('pat', PASSWORD)).body,
    ];
    const change = (currentPassword: string) =>
      desk.call('PATCH', '/auth/me/password', {
        token: here.accessToken,
        body: { currentPassword, newPassword: 'battery staple' },
      });
    const wrong = await change('wrong horse');
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, '/currentPassword']);
    expect((await change(PASSWORD)).status).toBe(204);
    expect((await desk.call('GET', '/auth/me', { token: here.accessToken })).status).toBe(200);
    expect((await desk.call('GET', '/auth/me', { token: elsewhere.accessToken })).status).toBe(401);
    expect((await desk.login('pat', PASSWORD)).status).toBe(401);
    expect((await desk.login('pat', 'battery staple')).status).toBe(200);
  });

  it('is nothing for an API token', async () => {
    const { token } = await desk
      .get(ApiTokensService)
      .create(SYSTEM, { name: 't', permissions: ['staff/read'], allowedAddresses: [] });
    expect((await desk.call('GET', '/auth/me', { token })).body.code).toBe('auth.forbidden');
  });
});
