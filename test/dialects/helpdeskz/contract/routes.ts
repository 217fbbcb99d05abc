import { describe, expect, it } from 'vitest';
import { tokenNamed } from '../recording.js';
import { type Body, json, urlencoded } from '../../../support/wire.js';
import {
  type Desk,
  JSON_TYPE,
  expectError,
  expectSuccess,
  expectDone,
  ticketFields,
  unique,
} from './desk.js';

const FULL = tokenNamed('FULL');
const newUserFields = () => ({ fullname: 'Some One', email: `${unique('some')}@example.com` });
const nothing: Body = urlencoded({});

/** Sections 1.0, 1.1, 1.4 and 1.5 of the contract, and what we do better there. */
export function routesContract(desk: () => Desk): void {
  describe('the token', () => {
    const departments = (headers: Record<string, string>) =>
      desk().call('GET', '/api/departments', { headers });

    it.each<[Record<string, string>]>([
      [{ Token: FULL }],
      [{ Authorization: `Token ${FULL}` }],
      [{ Authorization: `Token: ${FULL}` }],
      [{ Authorization: `Bearer ${FULL}` }],
    ])('is accepted as %j', async (headers) => {
      expectSuccess(await departments(headers));
    });

    it.each<[Record<string, string>]>([
      [{}],
      [{ Token: '' }],
      [{ Token: FULL.toLowerCase() }],
      [{ Token: `${FULL}0` }],
      [{ Token: FULL.slice(0, -1) }],
      [{ Token: 'null' }],
      [{ Authorization: `Bearer ${FULL.toLowerCase()}` }],
      [{ Authorization: `Basic ${Buffer.from(`${FULL}:`).toString('base64')}` }],
      [{ Authorization: FULL }],
      [{ Token: 'nosuchtoken', Authorization: `Bearer ${FULL}` }],
    ])('is refused as %j', async (headers) => {
      expectError(await departments(headers), 'Invalid authentication.', 400);
    });

    it('is checked before the address, the address before the permission, the permission before the rest', async () => {
      const ask = (name: string) =>
        desk().call('POST', '/api/tickets/update/99999', {
          headers: { Token: tokenNamed(name) },
          body: nothing,
        });
      expectError(await ask('INACTIVE'), 'Invalid authentication.', 400);
      expectError(await ask('WRONGIP'), 'IP address `127.0.0.1 is not allowed.', 400);
      expectError(await ask('READONLY'), 'Permission not allowed: Update ticket status or department.', 400);
      expectError(await ask('FULL'), 'Ticket not found.');
    });
  });

  describe('an answer', () => {
    it('is JSON that nobody may keep, without cookies, whatever the client accepts', async () => {
      const headers = { Token: FULL, Accept: 'text/html' };
      for (const path of ['/api/departments', '/api/users/show/99999']) {
        const answer = await desk().call('GET', path, { headers });
        expect(answer.contentType).toBe(JSON_TYPE);
        expect(answer.headers['cache-control']).toBe('no-store, max-age=0, no-cache');
        expect(answer.headers).not.toHaveProperty('set-cookie');
        expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
      }
    });
  });

  describe('a path', () => {
    it.each([
      '/api/departments/',
      '/api//departments',
      '//api///departments//',
      '/helpdeskz/api/departments',
      '/helpdeskz/api/departments/',
      '/index.php/api/departments',
      '/index.php/api/departments/',
    ])('may be spelt %s', async (path) => {
      const answer = await desk().get(path);
      expect(answer.text).toBe((await desk().get('/api/departments')).text);
      expectSuccess(answer);
    });

    it.each([
      '/api/users/create/',
      '/api/users/',
      '/api/users',
      '/helpdeskz/api/users/create',
      '/index.php/api/users',
    ])('takes a POST at %s without a redirect', async (path) => {
      const answer = await desk().post(path, newUserFields());
      expect(expectSuccess<{ user_id: number }>(answer).user_id).toBeGreaterThan(0);
    });

    it('is an alias: POST of a resource creates, GET of an id shows', async () => {
      const department = await desk().post('/api/departments', { name: 'By alias', private: '0' });
      const { department_id } = expectSuccess<{ department_id: number }>(department);
      const { ticket_id } = expectSuccess<{ ticket_id: number }>(
        await desk().post('/api/tickets/', ticketFields()),
      );
      const reply = { ticket_id: String(ticket_id), message: 'By alias.', replier: 'user' };
      expectDone(await desk().post('/api/messages', reply), 'Message was created and added to ticket.');

      const shown = [
        `departments/%/${department_id}`,
        `tickets/%/${ticket_id}`,
        `messages/%/${ticket_id}`,
        'staff/%/1',
      ];
      for (const path of shown) {
        const short = await desk().get(`/api/${path.replace('/%', '')}`);
        expectSuccess(short);
        expect(short.text).toBe((await desk().get(`/api/${path.replace('%', 'show')}`)).text);
      }
    });

    it('with an id that is no number names nothing, and a trailing slash changes nothing', async () => {
      expectError(await desk().post('/api/users/delete/abc'), 'User not found.');
      expectError(await desk().post('/api/users/delete/-1/'), 'User not found.');
      expectError(await desk().post('/api/tickets/update/abc', { status: '5' }), 'Ticket not found.');
      expectError(await desk().post('/api/departments/delete/x/'), 'Department not found.');
      expectError(await desk().post('/api/attachments/delete/x'), 'Attachment not found.');
    });

    it.each([
      ['GET', '/api/messages', 'index'],
      ['GET', '/api/users/new', 'new'],
      ['GET', '/api/staff/edit/1', 'edit'],
      ['POST', '/api/staff/create', 'create'],
      ['POST', '/api/attachments/create', 'create'],
    ])('%s %s was never implemented, and says so', async (method, path, action) => {
      const answer = await desk().call(method, path, method === 'POST' ? { body: nothing } : {});
      expect(answer).toMatchObject({ status: 501, contentType: JSON_TYPE });
      expect(answer.text).toBe(
        JSON.stringify({
          status: 501,
          error: 501,
          messages: { error: `"${action}" action not implemented.` },
        }),
      );
    });

    it.each([
      ['GET', '/api/nothing'],
      ['POST', '/api/nothing/create'],
      ['POST', '/api/users/nothing'],
      ['GET', '/api/tickets/remove/2'],
      ['PUT', '/api/users/1'],
      ['DELETE', '/api/users/1'],
      ['GET', '/API/users'],
    ])('%s %s leads nowhere: 404 or 405 in JSON, where the original showed a page', async (method, path) => {
      const answer = await desk().call(
        method,
        path,
        method === 'POST' ? { body: urlencoded({ a: 'b' }) } : {},
      );
      expect([404, 405]).toContain(answer.status);
      expect(answer.contentType).toMatch(/^application\/(problem\+)?json\b/);
      expect(JSON.parse(answer.text)).toBeTypeOf('object');
    });

    it('that cannot be decoded is a fault of the request, said in JSON', async () => {
      const answer = await desk().get('/api/users/show/%ZZ');
      expect(answer.status).toBeGreaterThanOrEqual(200);
      expect(answer.status).toBeLessThan(500);
      expect(JSON.parse(answer.text)).toBeTypeOf('object');
    });
  });

  describe('parameters', () => {
    it('come from the query string of a POST', async () => {
      const email = `${unique('query')}@example.com`;
      const created = await desk().call('POST', `/api/users/create?fullname=Query&email=${email}&notify=0`);
      const { user_id } = expectSuccess<{ user_id: number }>(created);
      expect((await desk().get(`/api/users/show/${user_id}`)).text).toContain(
        `"fullname":"Query","email":"${email}"`,
      );

      const department = await desk().call('POST', '/api/departments/create?name=Query&private=1');
      const { department_id } = expectSuccess<{ department_id: number }>(department);
      expect((await desk().get(`/api/departments/${department_id}`)).text).toContain(
        '"name":"Query","private":"1"',
      );
    });

    it('come from the body where both name one', async () => {
      const fields = newUserFields();
      const { user_id } = expectSuccess<{ user_id: number }>(
        await desk().post('/api/users/create?fullname=Query', fields),
      );
      expect((await desk().get(`/api/users/show/${user_id}`)).text).toContain('"fullname":"Some One"');
    });

    it.each([1, '1', true])('come from a JSON body, with a department private as %j', async (value) => {
      const created = await desk().call('POST', '/api/departments/create', {
        body: json({ name: 'Json', private: value }),
      });
      const { department_id } = expectSuccess<{ department_id: number }>(created);
      expect((await desk().get(`/api/departments/${department_id}`)).text).toContain(
        '"name":"Json","private":"1"',
      );
    });

    it('come from a JSON body, with ids as numbers', async () => {
      const body = json({
        opener: 'staff',
        user_id: 1,
        staff_id: 2,
        department_id: 3,
        subject: 'Json',
        body: 'Json.',
      });
      const { ticket_id } = expectSuccess<{ ticket_id: number }>(
        await desk().call('POST', '/api/tickets/create', { body }),
      );
      expect(await desk().ticket(ticket_id)).toMatchObject({
        user_id: '1',
        department_id: '3',
        subject: 'Json',
      });
      expect(await desk().messages(ticket_id)).toMatchObject([{ staff_id: '2', message: 'Json.' }]);
    });

    it.each<[string, Body]>([
      ['broken JSON', { type: 'application/json', bytes: Buffer.from('{"fullname": ') }],
      ['an empty body that claims to be JSON', { type: 'application/json', bytes: Buffer.alloc(0) }],
      ['a JSON list', json(['fullname'])],
      ['JSON null', json(null)],
      [
        'a body of another type',
        { type: 'text/plain', bytes: Buffer.from('fullname=T&email=t@example.com') },
      ],
      ['a body of no type', { type: undefined, bytes: Buffer.from('fullname=T&email=t@example.com') }],
      ['no fields', nothing],
    ])('are all missing in %s', async (_, body) => {
      const answer = await desk().call('POST', '/api/users/create', { body });
      expectError(answer, 'Full name is missing. Email address is missing.');
    });

    it.each<[string, Body]>([
      [
        'a repeated fullname[]',
        urlencoded([
          ['fullname[]', 'A'],
          ['fullname[]', 'B'],
          ['email', 'list@example.com'],
        ]),
      ],
      ['an email[]', urlencoded({ fullname: 'A', 'email[]': 'list@example.com' })],
      ['a list in JSON', json({ fullname: ['A'], email: 'list@example.com' })],
      ['an object in JSON', json({ fullname: 'A', email: { a: 'list@example.com' } })],
    ])('refuse %s where one value is expected', async (_, body) => {
      const answer = await desk().call('POST', '/api/users/create', { body });
      expect(answer).toMatchObject({ status: 200, contentType: JSON_TYPE });
      expect(JSON.parse(answer.text)).toMatchObject({ error: 1 });
      expectError(await desk().get('/api/users?email=list@example.com'), 'User not found.');
    });

    it.each([
      'page[]=1',
      'page=1&page=2',
      'email[]=a',
      'page=99999999999999999999',
      'page=%00',
      'email=%F0%9F%98%80',
    ])('of a list may be odd (%s) without a crash', async (query) => {
      expect(await desk().get(`/api/users?${query}`)).toMatchObject({ status: 200, contentType: JSON_TYPE });
    });

    it('may ask for another method by _method, as recorded', async () => {
      const answer = await desk().post('/api/users/delete/3', { _method: 'DELETE' });
      expectError(answer, 'Api.error.authentications', 400);
      expectSuccess(await desk().get('/api/users/show/3'));
    });
  });
}
