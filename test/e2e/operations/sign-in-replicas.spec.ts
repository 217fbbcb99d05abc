import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAVOURS } from '../../support/database.js';
import { Desk } from '../../support/desk.js';
import { mailTo, tokenIn } from '../native/account.js';
import { type Answer, Client, PASSWORDS, STATE, TOTP_SECRET, totp } from '../native/client.js';

describe.skipIf(!FLAVOURS.includes('mariadb'))('signing in at two replicas on one MariaDB', () => {
  let desk: Desk;
  let replicas: [Client, Client];

  beforeAll(async () => {
    desk = await Desk.create('mariadb', { TRUST_PROXY: '127.0.0.1' });
    await desk.load(STATE);
    const [one, two] = await Promise.all([desk.serve(), desk.serve()]);
    replicas = [new Client(one.url), new Client(two.url)];
  });
  afterAll(() => desk?.remove());

  let turn = 0;
  /** As a proxy would: one after the other. */
  const next = (): Client => replicas[turn++ % 2]!;
  const from = (address: string): Record<string, string> => ({ 'X-Forwarded-For': address });
  const wrong = (username: string, headers: Record<string, string>): Promise<Answer> =>
    next().login(username, 'wrong', headers);
  const refresh = (client: Client, refreshToken: string): Promise<Answer> =>
    client.post('/auth/refresh', { refreshToken }, { as: null });
  const challenge = async (): Promise<string> =>
    (await next().login('tom', PASSWORDS['tom']!)).body.challengeToken;
  /** From an address of its own: addresses are locked out sooner. */
  const answer = (client: Client, challengeToken: string, code: string): Promise<Answer> =>
    client.post(
      '/auth/two-factor',
      { challengeToken, code },
      { as: null, headers: from(`198.51.100.${++turn}`) },
    );

  it('locks an account out after three failures, wherever they were', async () => {
    const here = from('203.0.113.1');
    for (let round = 0; round < 3; round += 1) expect((await wrong('bob', here)).status).toBe(401);
    for (const client of replicas)
      expect((await client.login('bob', PASSWORDS['bob']!, here)).status).toBe(429);
    expect((await next().login('bob', PASSWORDS['bob']!, from('203.0.113.2'))).status).toBe(200);
  });

  it('locks an address out over all accounts', async () => {
    const here = from('203.0.113.3');
    const guesses = Array.from({ length: 30 }, (_, i) => wrong(`guess${i}`, here));
    for (const { status } of await Promise.all(guesses)) expect(status).toBe(401);
    for (const client of replicas)
      expect((await client.login('alice', PASSWORDS['alice']!, here)).status).toBe(429);
  });

  it('gives each refresh token one use, and ends the session at both', async () => {
    const { body } = await next().login('alice', PASSWORDS['alice']!);
    const answers = await Promise.all(replicas.map((client) => refresh(client, body.refreshToken)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    const second = answers.find(({ status }) => status === 200)!.body;
    // The loser has shown a spent token: nothing of that session is good any more.
    for (const client of replicas) expect((await refresh(client, second.refreshToken)).status).toBe(401);
  });

  it('takes a code once, and five wrong ones of a challenge', async () => {
    const challenges = [await challenge(), await challenge()];
    const right = totp(TOTP_SECRET);
    const answers = await Promise.all(replicas.map((client, i) => answer(client, challenges[i]!, right)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    const token = await challenge();
    const guesses = await Promise.all(
      Array.from({ length: 10 }, (_, i) => answer(next(), token, String(200_000 + i))),
    );
    const looked = guesses.filter(({ body }) => body.code === 'auth.invalid_code').length;
    // The code that came twice may count as one of the account's tries.
    expect([4, 5]).toContain(looked);
    expect((await answer(next(), token, totp(TOTP_SECRET, 1))).status).toBe(429);
  });

  it('redeems a link that was asked for elsewhere, once', async () => {
    const ask = { email: 'ann@example.org' };
    expect((await replicas[0].post('/user-auth/link', ask, { as: null })).status).toBe(202);
    const token = tokenIn(await mailTo(replicas[1], ask.email, 'sign_in_link'));
    const answers = await Promise.all(
      replicas.map((client) => client.post('/user-auth/link/redeem', { token }, { as: null })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
  });
});
