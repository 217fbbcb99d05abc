import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Desk } from '../../support/desk.js';
import { type Answer, Client, PASSWORDS, STATE } from '../native/client.js';
import { expectProblem } from '../native/conventions.js';

const HERE = 'sd_here_0000000000000000000000000000000000000';
const THERE = 'sd_there_000000000000000000000000000000000000';
const ELSEWHERE = '203.0.113.9';

/** One program that may come from this machine, one that may come from another. */
const LOAD = {
  ...STATE,
  apiTokens: [
    { name: 'here', token: HERE, permissions: ['departments/read'], allowedAddresses: ['127.0.0.1'] },
    { name: 'there', token: THERE, permissions: ['departments/read'], allowedAddresses: [ELSEWHERE] },
  ],
};

/** A desk with these variables, for one block of tests. */
function deskWith(env: Record<string, string>): () => Client {
  let desk: Desk;
  let client: Client;
  beforeAll(async () => {
    desk = await Desk.create('sqlite', env);
    await desk.load(LOAD);
    client = new Client((await desk.serve()).url);
  });
  afterAll(() => desk?.remove());
  return () => client;
}

const whoMayCome = async (client: Client, forwarded: string): Promise<string[]> => {
  const ask = (as: string): Promise<Answer> =>
    client.get('/departments', { as, headers: { 'X-Forwarded-For': forwarded } });
  const answers = { here: await ask(HERE), there: await ask(THERE) };
  return Object.entries(answers).flatMap(([name, { status }]) => (status === 200 ? [name] : []));
};

/** Uses three attempts up, each from another forwarded address, and says what the fourth gets. */
async function afterThreeFailures(client: Client, username: string): Promise<number> {
  const attempt = (number: number, password: string): Promise<Answer> =>
    client.login(username, password, { 'X-Forwarded-For': `198.51.100.${number}` });
  for (let number = 1; number <= 3; number += 1) expect((await attempt(number, 'wrong')).status).toBe(401);
  return (await attempt(4, PASSWORDS[username]!)).status;
}

describe('a desk under a path, without dialects, called by a web page', () => {
  const client = deskWith({
    PUBLIC_URL: 'https://help.example.com/support/',
    DIALECTS: '',
    CORS_ORIGINS: 'https://app.example.com,https://other.example.com',
  });

  it('answers natively under the path and without it', async () => {
    for (const prefix of ['', '/support', '/support/index.php']) {
      const { status, body } = await call(`${prefix}/api/v1/departments`);
      expect({ status, count: body.items.length }, prefix).toEqual({ status: 200, count: 3 });
    }
    expectProblem(await call('/supportive/api/v1/departments'), 404, 'route.not_found');
  });

  it('documents itself under the path, with its public address', async () => {
    for (const prefix of ['', '/support']) {
      const { body } = await call(`${prefix}/docs/openapi.json`);
      expect(body).toMatchObject({
        openapi: '3.1.0',
        servers: [{ url: 'https://help.example.com/support' }],
      });
      expect((await call(`${prefix}/docs`)).text).toContain('swagger');
    }
  });

  it('has no foreign API: its paths and its document are unknown', async () => {
    for (const path of [
      '/api/users',
      '/api/tickets/create',
      '/helpdeskz/api/users',
      '/docs/helpdeskz/openapi.json',
      '/api',
    ])
      expectProblem(await call(path, { Token: HERE }), 404, 'route.not_found');
  });

  it('lets pages of its origins call, and no others', async () => {
    const preflight = (origin: string): Promise<Answer> =>
      call(
        '/api/v1/tickets/1',
        {
          Origin: origin,
          'Access-Control-Request-Method': 'PATCH',
          'Access-Control-Request-Headers': 'authorization,content-type,if-match',
        },
        'OPTIONS',
      );
    const allowed = await preflight('https://app.example.com');
    expect(allowed.status).toBe(204);
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example.com',
      'access-control-allow-methods': expect.stringContaining('PATCH'),
      'access-control-allow-headers': expect.stringContaining('if-match'),
      vary: expect.stringContaining('Origin'),
    });
    expect((await preflight('https://evil.example.com')).headers).not.toHaveProperty(
      'access-control-allow-origin',
    );
    const answer = await call('/api/v1/departments', { Origin: 'https://other.example.com' });
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'https://other.example.com',
      'access-control-expose-headers': expect.stringMatching(/etag/i),
    });
    // The refresh cookie may travel to the origins that are listed.
    expect(answer.headers['access-control-allow-credentials']).toBe('true');
  });

  it('believes nobody who says where a request came from', async () => {
    expect(await whoMayCome(client(), ELSEWHERE)).toEqual(['here']);
    expect(await afterThreeFailures(client(), 'bob')).toBe(429);
  });

  const call = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
    client().callAt(method, path, { as: method === 'GET' ? HERE : null, headers });
});

describe('a desk behind one proxy', () => {
  const client = deskWith({ TRUST_PROXY: '1' });

  it('believes the address that the proxy adds, and nothing before it', async () => {
    expect(await whoMayCome(client(), ELSEWHERE)).toEqual(['there']);
    expect(await whoMayCome(client(), `${ELSEWHERE}, 198.51.100.1`)).toEqual([]);
    expect(await whoMayCome(client(), `198.51.100.1, ${ELSEWHERE}`)).toEqual(['there']);
    expect(await whoMayCome(client(), `${ELSEWHERE}, 127.0.0.1`)).toEqual(['here']);
  });

  it('locks out by that address', async () => {
    expect(await afterThreeFailures(client(), 'bob')).toBe(200);
  });

  it('takes no calls from web pages unless told to', async () => {
    const answer = await client().get('/departments', {
      as: THERE,
      headers: { Origin: 'https://app.example.com', 'X-Forwarded-For': ELSEWHERE },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('a desk behind a proxy at another address', () => {
  const client = deskWith({ TRUST_PROXY: '10.0.0.0/8,192.0.2.1' });

  it('believes no other', async () => {
    expect(await whoMayCome(client(), ELSEWHERE)).toEqual(['here']);
  });
});

describe('a desk with a secret', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await Desk.create('sqlite', { APP_SECRET: 'the secret of the first start, long enough' });
    const { code, stderr } = await desk.load(LOAD);
    if (code !== 0) throw new Error(stderr);
  });
  afterAll(() => desk?.remove());

  it('does not start with another one, and says why in a line', async () => {
    const { ended } = desk.start(['serve'], { APP_SECRET: 'another secret, which is long enough too' });
    const { code, stderr } = await ended;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'The secret (APP_SECRET) is not the one this database was made with; with a new one goes APP_SECRET_PREVIOUS.\n',
    });
  });
});
