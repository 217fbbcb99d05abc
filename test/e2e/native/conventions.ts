import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Answer, type Client, type Json, TOKENS, file, next } from './client.js';

const PROBLEM = 'application/problem+json; charset=utf-8';
/** What docs/errors.md lists. */
const CODES = new Set(
  [
    ...readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8').matchAll(/^\| `(.+?)`/gm),
  ].map(([, code]) => code),
);
const REQUEST_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Every refusal is a problem, whatever refused it. */
export function expectProblem(answer: Answer, status: number, code: string, pointers?: string[]): void {
  expect({ status: answer.status, ...answer.body }, answer.text).toMatchObject({ status, code });
  expect(answer.headers['content-type']).toBe(PROBLEM);
  expect(CODES).toContain(code);
  expect(answer.body).toMatchObject({
    type: 'about:blank',
    title: expect.stringMatching(/\w/),
    detail: expect.stringMatching(/\w/),
    requestId: answer.headers['x-request-id'],
  });
  if (!pointers) return;
  expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
  for (const fault of answer.body.errors)
    expect(fault).toEqual({
      pointer: fault.pointer,
      code: expect.stringMatching(/^[a-z_]+$/),
      detail: expect.any(String),
    });
}

export function conventionsSuite(client: () => Client): void {
  const ticket = { departmentId: 1, subject: 'A subject', body: 'A body.' };

  describe('a refusal', () => {
    it('is a problem with a stable code and the id of the request', async () => {
      const answer = await client().get('/tickets/999999');
      expectProblem(answer, 404, 'ticket.not_found');
      expect(answer.headers['x-request-id']).toMatch(REQUEST_ID);
    });

    it('keeps a request id the caller gave, unless that is no id', async () => {
      const given = await client().get('/nowhere', { headers: { 'X-Request-Id': 'mine-42' } });
      expect(given.body.requestId).toBe('mine-42');
      const odd = await client().get('/nowhere', { headers: { 'X-Request-Id': 'a b<script>' } });
      expect(odd.body.requestId).toMatch(REQUEST_ID);
    });

    it.each([
      ['GET', '/nowhere', 404, 'route.not_found'],
      ['PUT', '/tickets/1', 405, 'route.method_not_allowed'],
      ['DELETE', '/tickets?limit=1', 405, 'route.method_not_allowed'],
      ['GET', '/tickets/%ff', 400, 'request.malformed'],
      ['GET', '/%', 400, 'request.malformed'],
      ['GET', `/tickets/${'9'.repeat(600)}`, 414, 'request.path_too_long'],
      ['GET', `/tags?cursor=${'x'.repeat(20_000)}`, 431, 'request.headers_too_large'],
      // A method that HTTP does not know.
      ['FETCH', '/tags', 400, 'request.malformed'],
      // A word of its own is nothing's id.
      ['PATCH', '/messages/preview', 405, 'route.method_not_allowed'],
      ['GET', '/users/import/', 405, 'route.method_not_allowed'],
    ])('answers %s %.20s', async (method, path, status, code) => {
      expectProblem(await client().call(method, path), status, code);
    });

    it('names the methods that a path does take', async () => {
      const allowed = async (method: string, path: string): Promise<unknown> =>
        (await client().call(method, path)).headers['allow'];
      expect(await allowed('DELETE', '/tickets')).toBe('GET, HEAD, POST');
      expect(await allowed('PUT', '/tickets/1/')).toBe('DELETE, GET, HEAD, PATCH');
      expect(await allowed('PUT', '/nowhere')).toBeUndefined();
      expect(await allowed('PUT', '/messages/preview')).toBe('POST');
      expect(await allowed('PATCH', '/users/export?x=1')).toBe('GET, HEAD');
    });

    it.each(['abc', '1e3', '0x1', '1.0', '+1', '1%20', '%20', '1%00', '..%2f1'])(
      'names the parameter that is no id: %s',
      async (id) => {
        for (const path of [
          '/tickets',
          '/users',
          '/staff',
          '/departments',
          '/api-tokens',
          '/messages',
          '/attachments',
        ])
          expectProblem(await client().get(`${path}/${id}`), 422, 'request.invalid', ['/id']);
      },
    );

    it.each(['0', '-1', '2147483648', '99999999999999', '9'.repeat(400)])(
      'says 404 to an id that no row has: %.20s',
      async (id) => {
        for (const [path, code] of [
          ['/tickets', 'ticket.not_found'],
          ['/users', 'user.not_found'],
          ['/staff', 'staff.not_found'],
          ['/departments', 'department.not_found'],
          ['/api-tokens', 'api_token.not_found'],
          ['/messages', 'message.not_found'],
          ['/attachments', 'attachment.not_found'],
        ] as const)
          expectProblem(await client().get(`${path}/${id}`), 404, code);
        expectProblem(await client().patch(`/tickets/${id}`, { subject: 'x' }), 404, 'ticket.not_found');
        expectProblem(await client().delete(`/tickets/${id}`), 404, 'ticket.not_found');
      },
    );
  });

  describe('what is created', () => {
    it('says where it is', async () => {
      const opened = await client().post('/tickets', ticket);
      expect(opened.headers['location']).toBe(`/api/v1/tickets/${opened.body.id}`);
      const reply = await client().post(`/tickets/${opened.body.id}/messages`, { body: 'A reply.' });
      expect(reply.headers['location']).toBe(`/api/v1/messages/${reply.body.id}`);
      expect((await client().callAt('GET', String(reply.headers['location']))).body.id).toBe(reply.body.id);
      expect((await client().get(`/tickets/${opened.body.id}`)).headers['location']).toBeUndefined();
    });
  });

  describe('a limit of requests', () => {
    const left = (answer: Answer): number => Number(answer.headers['ratelimit-remaining']);

    it('is told with each answer, and ends in 429 with the time to wait', async () => {
      const first = await client().get('/settings');
      const used = Number(first.headers['ratelimit-limit']) - left(first);
      expect(Number(first.headers['ratelimit-reset'])).toBeLessThanOrEqual(60);
      expect(left(await client().get('/settings'))).toBeLessThan(Number(first.headers['ratelimit-limit']));
      const limit = used + 40;
      await client().patch('/settings', { api_rate_limit: limit });
      const seen: Answer[] = [];
      // A minute may end meanwhile.
      while (seen.length < 3 * limit && seen.at(-1)?.status !== 429)
        seen.push(await client().get('/departments/1', { as: TOKENS.reader }));
      const last = seen.at(-1)!;
      expectProblem(last, 429, 'request.rate_limited');
      expect(last.headers).toMatchObject({
        'ratelimit-limit': String(limit),
        'ratelimit-remaining': '0',
        'retry-after': last.headers['ratelimit-reset'],
      });
      expect((await client().get('/departments/1', { as: 'alice' })).status).toBe(200);
      expect((await client().patch('/settings', { api_rate_limit: 0 })).status).toBe(200);
      const off = await client().get('/departments/1', { as: TOKENS.reader });
      expect([off.status, off.headers['ratelimit-limit']]).toEqual([200, undefined]);
      await client().patch('/settings', { api_rate_limit: 600_000 });
    });
  });

  describe('a body', () => {
    const raw = (type: string, text: string, path = '/tickets', method = 'POST'): Promise<Answer> =>
      client().call(method, path, { body: { type, bytes: Buffer.from(text) } });

    it.each([
      '{',
      '{"a":1',
      'nul',
      ' ',
      '{"__proto__":{"admin":true}}',
      '{"constructor":{"prototype":{"a":1}}}',
    ])('that is no JSON, or would reach into prototypes, is 400: %s', async (text) =>
      expectProblem(await raw('application/json', text), 400, 'request.malformed'),
    );

    it.each(['[]', '[1]', 'null', '5', '"text"', 'true'])(
      'that is no object is refused: %s',
      async (text) => {
        for (const [method, path] of [
          ['POST', '/tickets'],
          ['POST', '/departments'],
          ['PATCH', '/departments/1'],
        ] as const)
          expectProblem(await raw('application/json', text, path, method), 422, 'request.invalid', ['']);
      },
    );

    it('that is empty lacks its fields, or changes nothing', async () => {
      expectProblem(await raw('application/json', ''), 422, 'request.invalid', [
        '/departmentId',
        '/subject',
        '/body',
      ]);
      const { version } = (await client().get('/departments/1')).body;
      for (const text of ['', '{}'])
        expect(await raw('application/json', text, '/departments/1', 'PATCH')).toMatchObject({
          status: 200,
          body: { version },
        });
    });

    it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'garbage'])(
      'of the type %s is 415',
      async (type) => expectProblem(await raw(type, 'a=b'), 415, 'request.unsupported_media_type'),
    );

    it('that is a form is 415 where no files are taken', async () => {
      const form = { fields: { name: 'By form' } };
      expectProblem(
        await client().call('POST', '/departments', { form }),
        415,
        'request.unsupported_media_type',
      );
      expectProblem(
        await client().call('PATCH', '/departments/1', { form }),
        415,
        'request.unsupported_media_type',
      );
    });

    it('that is half a form is 400', async () => {
      const half = await raw(
        'multipart/form-data; boundary=b',
        '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n',
      );
      expectProblem(half, 400, 'request.malformed_multipart');
      expectProblem(await raw('multipart/form-data', 'no boundary'), 400, 'request.malformed_multipart');
    });

    it('that announces more than ten megabytes is 413', async () => {
      const answer = await client().call('POST', '/tickets', {
        headers: { 'Content-Type': 'application/json', 'Content-Length': String(11 * 1024 * 1024) },
      });
      expectProblem(answer, 413, 'request.too_large');
    });

    it('names every field that breaks a rule, missing and unknown ones too, at its place', async () => {
      const body = {
        subject: '',
        body: 5,
        priority: 'urgent',
        requester: { fullName: ' ', email: 'x' },
        'a/b~c': 1,
      };
      const answer = await client().post('/tickets', body);
      expectProblem(answer, 422, 'request.invalid');
      const faults = answer.body.errors.map(({ pointer, code }: Record<string, string>) => [pointer, code]);
      expect(faults.toSorted()).toEqual([
        ['/a~1b~0c', 'unknown'],
        ['/body', 'is_string'],
        ['/departmentId', 'required'],
        ['/priority', 'is_in'],
        ['/requester/email', 'email_address'],
        ['/requester/fullName', 'is_line'],
        ['/subject', 'is_line'],
      ]);
    });

    it.each([
      ['/departments', { name: 'x', surprise: 1 }],
      ['/users', { fullName: 'x', email: 'x@example.org', role: 'admin' }],
      ['/staff', { username: 'x', fullName: 'x', email: 'x@example.org', role: 'staff', passwordHash: 'x' }],
      ['/tickets', { ...ticket, status: 'closed' }],
      ['/api-tokens', { name: 'x', permissions: [], tokenHash: 'x' }],
      ['/auth/login', { username: 'x', password: 'x', role: 'admin' }],
    ])('with an unknown field is refused by %s', async (path, body) => {
      expectProblem(await client().post(path, body), 422, 'request.invalid', [
        `/${Object.keys(body).at(-1)}`,
      ]);
    });

    it('with an unknown parameter in the query is refused', async () => {
      for (const path of ['/tickets', '/users', '/staff', '/api-tokens', '/tickets/1/messages'])
        expectProblem(await client().get(`${path}?surprise=1`), 422, 'request.invalid', ['/surprise']);
    });
  });

  describe('null', () => {
    it.each([
      ['/departments', 'private'],
      ['/departments', 'position'],
      ['/users', 'fullName'],
      ['/users', 'email'],
      ['/staff', 'password'],
      ['/staff', 'active'],
      ['/staff', 'departmentIds'],
      ['/tickets', 'bodyFormat'],
      ['/tickets', 'priority'],
      ['/tickets', 'requester'],
      ['/api-tokens', 'allowedAddresses'],
      ['/api-tokens', 'active'],
    ])('is refused on creation at %s for %s, which cannot be empty', async (path, field) => {
      const number = next();
      const person = { fullName: 'Null', email: `null${number}@example.org` };
      const valid: Record<string, object> = {
        '/departments': { name: 'Null' },
        '/users': person,
        '/staff': { username: `null${number}`, role: 'staff', ...person },
        '/tickets': ticket,
        '/api-tokens': { name: 'null', permissions: [] },
      };
      const answer = await client().post(path, { ...valid[path], [field]: null });
      expectProblem(answer, 422, 'request.invalid', [`/${field}`]);
    });

    it.each([
      ['/departments/1', ['name', 'private', 'position']],
      ['/users/1', ['fullName', 'email', 'active']],
      ['/staff/4', ['username', 'password', 'fullName', 'email', 'role', 'active', 'departmentIds']],
      ['/auth/me', ['fullName', 'email']],
    ])('is refused in a change of %s', async (path, fields) => {
      for (const field of fields)
        expectProblem(await client().patch(path, { [field]: null }), 422, 'request.invalid', [`/${field}`]);
    });

    it('clears what may be empty on a ticket, and is refused for the rest', async () => {
      const { id } = await client().makeTicket({ assigneeId: 3, dueAt: '2026-12-24T18:00:00Z' });
      for (const field of ['subject', 'status', 'priority', 'departmentId', 'onHold'])
        expectProblem(await client().patch(`/tickets/${id}`, { [field]: null }), 422, 'request.invalid', [
          `/${field}`,
        ]);
      const left = await client().patch(`/tickets/${id}`, { priority: 'high' });
      expect(left.body).toMatchObject({ assigneeId: 3, dueAt: '2026-12-24T18:00:00.000Z', priority: 'high' });
      const cleared = await client().patch(`/tickets/${id}`, { assigneeId: null, dueAt: null });
      expect(cleared).toMatchObject({
        status: 200,
        body: { assigneeId: null, dueAt: null, priority: 'high' },
      });
      const empty = await client().makeTicket({ assigneeId: null, dueAt: null, requesterId: null });
      expect(empty).toMatchObject({ assigneeId: null, dueAt: null, requesterId: null });
    });
  });

  describe('a change', () => {
    it('leaves what it does not name as it is, defaults of the creation too', async () => {
      const number = next();
      const email = `keep${number}@example.org`;
      const kept: [string, Record<string, unknown>, Record<string, unknown>][] = [
        ['/departments', { name: 'Kept', private: true, position: 77 }, { name: 'Renamed' }],
        ['/users', { fullName: 'Kept', email }, { fullName: 'Renamed' }],
        [
          '/staff',
          {
            username: `keep${number}`,
            fullName: 'Kept',
            email,
            role: 'superuser',
            departmentIds: [2],
            active: false,
          },
          { fullName: 'Renamed' },
        ],
        [
          '/api-tokens',
          { name: 'Kept', permissions: ['users/read'], allowedAddresses: ['10.0.0.0/8'], active: false },
          { name: 'Renamed' },
        ],
        [
          '/tickets',
          { ...ticket, priority: 'low', assigneeId: 3, requesterId: 1, dueAt: '2027-01-01T00:00:00.000Z' },
          { subject: 'Renamed' },
        ],
      ];
      for (const [path, input, change] of kept) {
        const { token: _t, ...before } = await client().make(path, input);
        const { body } = await client().patch(`${path}/${before.id}`, change);
        const expected = { ...before, ...change, updatedAt: body.updatedAt, version: 2 };
        expect(body, path).toEqual(expected);
        expect((await client().get(`${path}/${before.id}`)).body, path).toEqual(expected);
      }
    });

    it('carries the version it was made for: a stale one is 412 and changes nothing', async () => {
      const number = next();
      const person = { fullName: 'Ed', email: `ed${number}@example.org` };
      const things: [string, object, object][] = [
        ['/departments', { name: 'Versioned' }, { name: 'B' }],
        ['/users', person, { fullName: 'B' }],
        ['/staff', { username: `ed${number}`, role: 'staff', ...person }, { fullName: 'B' }],
        ['/api-tokens', { name: 'Versioned', permissions: [] }, { name: 'B' }],
        ['/tickets', ticket, { subject: 'B' }],
      ];
      for (const [path, input, change] of things) {
        const created = await client().post(path, input);
        const one = `${path}/${created.body.id}`;
        expect(created.headers['etag'], path).toBe('"1"');
        expect((await client().get(one)).headers['etag'], path).toBe('"1"');
        const changed = await client().patch(one, change, { headers: { 'If-Match': '"1"' } });
        expect(changed, path).toMatchObject({ status: 200, body: { version: 2 }, headers: { etag: '"2"' } });
        const stale = { headers: { 'If-Match': '"1"' } };
        expectProblem(await client().patch(one, change, stale), 412, 'request.stale_version');
        expectProblem(await client().delete(one, stale), 412, 'request.stale_version');
        expect((await client().get(one)).body.version, path).toBe(2);
        expectProblem(await client().delete(one, { headers: { 'If-Match': 'x' } }), 422, 'request.invalid', [
          '/If-Match',
        ]);
        const deleted = await client().delete(one, { headers: { 'If-Match': '"2"' } });
        expect({ status: deleted.status, text: deleted.text }, path).toEqual({ status: 204, text: '' });
        expect((await client().get(one)).status, path).toBe(404);
        expect((await client().delete(one)).status, path).toBe(404);
      }
    });

    it('of a message carries its version too', async () => {
      const { id } = await client().makeTicket();
      const reply = await client().post(`/tickets/${id}/messages`, { body: 'one' });
      const path = `/messages/${reply.body.id}`;
      expect(reply.headers['etag']).toBe('"1"');
      const edited = await client().patch(path, { body: 'two' }, { headers: { 'If-Match': '"1"' } });
      expect(edited).toMatchObject({
        status: 200,
        headers: { etag: '"2"' },
        body: { bodyText: 'two', version: 2 },
      });
      expectProblem(
        await client().patch(path, { body: 'x' }, { headers: { 'If-Match': '"1"' } }),
        412,
        'request.stale_version',
      );
      expectProblem(
        await client().delete(path, { headers: { 'If-Match': '"1"' } }),
        412,
        'request.stale_version',
      );
      expect((await client().delete(path, { headers: { 'If-Match': '*' } })).status).toBe(204);
    });

    it('to what is so already is no change', async () => {
      const { id } = await client().makeTicket({ priority: 'low', dueAt: '2027-01-01T00:00:00Z' });
      const same = {
        subject: 'A subject',
        priority: 'low',
        status: 'open',
        dueAt: '2027-01-01T01:00:00+01:00',
      };
      expect((await client().patch(`/tickets/${id}`, same)).body.version).toBe(1);
      const { items } = (await client().get(`/tickets/${id}/events`)).body;
      expect(items.map(({ type }: Json) => type)).toEqual(['ticket.opened', 'ticket.subscribed']);
    });
  });

  describe('times', () => {
    it('are RFC 3339 in UTC wherever they stand', async () => {
      const { id } = await client().makeTicket({ dueAt: '2027-03-04T05:06:07.089+05:30' });
      const form = { fields: { body: 'with a file' }, files: [file('a.txt', 'text')] };
      await client().call('POST', `/tickets/${id}/messages`, { form });
      const paths = [
        '/tickets',
        `/tickets/${id}/messages`,
        `/tickets/${id}/events`,
        `/tickets/${id}/attachments`,
      ];
      for (const path of [...paths, '/users', '/staff', '/departments', '/api-tokens']) {
        const [item] = (await client().get(path)).body.items;
        const times = Object.entries(item).filter(([name, value]) => name.endsWith('At') && value !== null);
        expect(times.length, path).toBeGreaterThan(0);
        for (const [name, value] of times) expect(value, `${path} ${name}`).toMatch(TIME);
      }
      expect((await client().get(`/tickets/${id}`)).body.dueAt).toBe('2027-03-03T23:36:07.089Z');
    });

    it.each([
      5,
      true,
      {},
      '',
      '12/31/2026',
      '2026-12-31',
      '2026-12-31T10:00:00',
      '2026-02-30T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-12-31T24:00:00Z',
      '0999-12-31T00:00:00Z',
      '9999-12-31T23:59:59-01:00',
      '275760-01-01T00:00:00Z',
    ])('that no calendar or no database has are refused: %s', async (dueAt) => {
      expectProblem(await client().post('/tickets', { ...ticket, dueAt }), 422, 'request.invalid', [
        '/dueAt',
      ]);
    });
  });

  it('answers HEAD like GET, without the body', async () => {
    const { id } = await client().makeTicket();
    const got = await client().get(`/tickets/${id}`);
    const head = await client().call('HEAD', `/tickets/${id}`);
    expect(head).toMatchObject({ status: 200, text: '', headers: { etag: got.headers['etag'] } });
    expect(head.headers['content-length']).toBe(String(Buffer.byteLength(got.text)));
  });

  it('takes a trailing slash and doubled slashes', async () => {
    for (const path of ['/tickets/', '//tickets', '/tickets//'])
      expect((await client().get(path)).status, path).toBe(200);
  });
}
