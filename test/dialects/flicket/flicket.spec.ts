import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PNG } from '../../support/files.js';
import { FLAVOURS } from '../../support/database.js';
import { type RunningServer, startServer } from '../../support/server.js';
import { type Answer, json, send } from '../../support/wire.js';

const PASSWORD = 'fido and friends';
const DESK_TOKEN = 'TOKEN-OF-THE-DESK-0123456789';
const BASE = 'https://desk.example.org/help';
const RFC_1123 = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

const person = (id: number, username: string, role: string, departments: number[] = [], more = {}) => ({
  id,
  username,
  password: PASSWORD,
  fullName: `${username[0]!.toUpperCase()}${username.slice(1)} of staff`,
  email: `${username}@desk.test`,
  role,
  departments,
  ...more,
});

const state = {
  settings: { base_url: BASE, posts_per_page: 10 },
  departments: [
    { id: 1, name: 'Quality' },
    { id: 2, name: 'Design' },
  ],
  staff: [
    person(1, 'admin', 'admin'),
    person(2, 'super', 'superuser'),
    person(3, 'alice', 'staff', [1]),
    person(4, 'bob', 'staff', [2]),
    person(5, 'gone', 'staff', [1], { active: false }),
  ],
  users: [{ id: 1, fullName: 'Ann', email: 'ann@example.com', username: 'ann', password: PASSWORD }],
  apiTokens: [
    {
      name: 'test',
      token: DESK_TOKEN,
      permissions: [
        'tickets/read',
        'tickets/create',
        'tickets/update',
        'messages/create',
        'messages/update',
        'staff/read',
        'staff/update',
        'subscribers/update',
        'attachments/read',
        'events/read',
      ],
    },
  ],
};

// oxlint-disable-next-line no-explicit-any -- each test says what it expects of it
type Json = any;

const basic = (name: string, password: string): string =>
  `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;

/** Sections 6 and 9.2 of the contract, with real HTTP. */
describe.each(FLAVOURS)('the Flicket API on %s', (flavour) => {
  let server: RunningServer;
  const tokens: Record<string, string> = {};

  const ask = (method: string, path: string, more: { as?: string; body?: unknown; auth?: string } = {}) => {
    const authorization = more.auth ?? (more.as && `Bearer ${tokens[more.as]}`);
    return send(server.url, {
      method,
      path: `/flicket-api${path}`,
      ...(more.body !== undefined && { body: json(more.body) }),
      ...(authorization && { headers: { authorization } }),
    });
  };
  const get = async (path: string, as = 'admin'): Promise<Json> => {
    const answer = await ask('GET', path, { as });
    expect([path, answer.status], answer.text).toEqual([path, 200]);
    return JSON.parse(answer.text);
  };
  const create = async (path: string, body: unknown, as = 'admin'): Promise<Json> => {
    const answer = await ask('POST', path, { as, body });
    expect(answer.status, answer.text).toBe(201);
    const made = JSON.parse(answer.text);
    expect(answer.headers.location).toBe(made.links.self);
    return made;
  };
  const native = async (method: string, path: string, body?: unknown, as?: string): Promise<Json> => {
    const form = body instanceof FormData;
    const answer = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: as ? basic(as, PASSWORD) : `Bearer ${DESK_TOKEN}`,
        ...(!form && body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: form ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    expect(answer.status, text).toBeLessThan(300);
    return text ? JSON.parse(text) : undefined;
  };
  const sessionOf = async (username: string): Promise<Record<string, string>> => {
    const answer = await fetch(`${server.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password: PASSWORD }),
    });
    const { accessToken } = (await answer.json()) as Json;
    return { authorization: `Bearer ${accessToken}` };
  };
  const expectRefusal = (answer: Answer, status: number, body: object): void => {
    expect([answer.status, JSON.parse(answer.text)]).toEqual([status, body]);
    expect(answer.contentType).toMatch(/^application\/json/);
  };
  const url = (path: string): string => `${BASE}/flicket-api/${path}`;
  /** Number of a category by its name. */
  const categories: Record<string, number> = {};
  const open = (title: string, category: string, as = 'admin', more = {}): Promise<Json> =>
    create(
      '/tickets',
      { title, content: `*${title}*`, category_id: categories[category], ticket_priority_id: 2, ...more },
      as,
    );

  beforeAll(async () => {
    server = await startServer({ flavour, load: state });
    for (const name of ['admin', 'super', 'alice', 'bob']) {
      const answer = await ask('POST', '/tokens', { auth: basic(name, PASSWORD) });
      tokens[name] = JSON.parse(answer.text).token;
    }
    for (const [category, department_id] of [
      ['Procedures', 1],
      ['Manuals', 1],
      ['Dataset', 2],
      ['Other', 2],
    ] as const)
      categories[category] = (await create('/categories', { category, department_id }, 'super')).id;
  });
  afterAll(() => server?.stop());

  describe('tokens', () => {
    it('are 32 characters, a new one each time, and the older ones go on', async () => {
      const [first, second] = await Promise.all(
        [1, 2].map(async () =>
          JSON.parse((await ask('POST', '/tokens/', { auth: basic('alice', PASSWORD) })).text),
        ),
      );
      for (const { token } of [first, second]) {
        expect(token).toMatch(/^[A-Za-z0-9+/]{32}$/);
        expect((await ask('GET', '/statuses/', { auth: `Bearer ${token}` })).status).toBe(200);
      }
      expect(first.token).not.toBe(second.token);
    });

    it.each([
      ['a wrong password', basic('alice', 'wrong')],
      ['an e-mail address', basic('alice@desk.test', PASSWORD)],
      ['a disabled account', basic('gone', PASSWORD)],
      ['a customer', basic('ann', PASSWORD)],
      ['nobody', undefined],
      ['a bearer', 'Bearer x'],
    ])('are refused to %s by a challenge for Basic', async (_, auth) => {
      const answer = await ask('POST', '/tokens', auth ? { auth } : {});
      expectRefusal(answer, 401, { error: 'Unauthorized' });
      expect(answer.headers['www-authenticate']).toBe('Basic realm="Authentication Required"');
    });

    it.each([
      ['no token', undefined],
      ['an unknown token', 'Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
      ['a password', basic('alice', PASSWORD)],
      ['an API token of the desk', `Bearer ${DESK_TOKEN}`],
    ])('are asked of everybody else: %s', async (_, auth) => {
      for (const path of ['/tickets/', '/ticket/1', '/users/']) {
        const answer = await ask('GET', path, auth ? { auth } : {});
        expectRefusal(answer, 401, { error: 'Unauthorized' });
        expect(answer.headers['www-authenticate']).toBe('Bearer realm="Authentication Required"');
      }
    });

    it('end by DELETE, alone', async () => {
      const [one, other] = await Promise.all(
        [1, 2].map(async () =>
          JSON.parse((await ask('POST', '/tokens', { auth: basic('bob', PASSWORD) })).text),
        ),
      );
      const answer = await ask('DELETE', '/tokens', { auth: `Bearer ${one.token}` });
      expect([answer.status, answer.text]).toEqual([204, '']);
      expect((await ask('GET', '/users/', { auth: `Bearer ${one.token}` })).status).toBe(401);
      expect((await ask('DELETE', '/tokens', { auth: `Bearer ${one.token}` })).status).toBe(401);
      expect((await ask('GET', '/users/', { auth: `Bearer ${other.token}` })).status).toBe(200);
    });

    it('are twenty of an account at most: the oldest makes room', async () => {
      const { token: first } = JSON.parse(
        (await ask('POST', '/tokens', { auth: basic('super', PASSWORD) })).text,
      );
      for (let at = 0; at < 19; at++) await ask('POST', '/tokens', { auth: basic('super', PASSWORD) });
      expect((await ask('GET', '/users/', { auth: `Bearer ${first}` })).status).toBe(200);
      const last = await ask('POST', '/tokens', { auth: basic('super', PASSWORD) });
      expect((await ask('GET', '/users/', { auth: `Bearer ${first}` })).status).toBe(401);
      tokens['super'] = JSON.parse(last.text).token;
    });

    it('follow the account at once: role, disabling, password, and the app password they came by', async () => {
      await native('PATCH', '/staff/4', { role: 'superuser' });
      await create('/departments', { department: 'Of Bob' }, 'bob');
      await native('PATCH', '/staff/4', { active: false });
      expect((await ask('GET', '/users/', { as: 'bob' })).status).toBe(401);
      await native('PATCH', '/staff/4', { active: true, role: 'staff' });
      // A lesser role ends what there was.
      expect((await ask('GET', '/users/', { as: 'bob' })).status).toBe(401);
      const { token } = JSON.parse((await ask('POST', '/tokens', { auth: basic('bob', PASSWORD) })).text);
      await native('PATCH', '/staff/4', { password: 'another password of bob' });
      expect((await ask('GET', '/users/', { auth: `Bearer ${token}` })).status).toBe(401);
      await native('PATCH', '/staff/4', { password: PASSWORD });

      const headers = { ...(await sessionOf('bob')), 'content-type': 'application/json' };
      const made = await fetch(`${server.url}/api/v1/auth/app-passwords`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ name: 'script' }),
      });
      const { id, password } = (await made.json()) as Json;
      const own = JSON.parse((await ask('POST', '/tokens', { auth: basic('bob', password) })).text);
      expect((await ask('GET', '/users/', { auth: `Bearer ${own.token}` })).status).toBe(200);
      await fetch(`${server.url}/api/v1/auth/app-passwords/${id}`, {
        method: 'DELETE',
        headers: await sessionOf('bob'),
      });
      expect((await ask('GET', '/users/', { auth: `Bearer ${own.token}` })).status).toBe(401);
      tokens['bob'] = JSON.parse((await ask('POST', '/tokens', { auth: basic('bob', PASSWORD) })).text).token;
    });
  });

  describe('the wire', () => {
    it.each([
      ['GET', '/nothing', 404, 'Not Found'],
      ['GET', '/ticket/0', 404, 'Not Found'],
      ['GET', '/ticket/abc', 404, 'Not Found'],
      ['GET', '/ticket/99999999999999', 404, 'Not Found'],
      ['GET', '/post/77777', 404, 'Not Found'],
      ['GET', '/user/77777', 404, 'Not Found'],
      ['GET', '/status/5', 404, 'Not Found'],
      ['GET', '/priority/4', 404, 'Not Found'],
      ['GET', '/department/77777', 404, 'Not Found'],
      ['GET', '/category/77777', 404, 'Not Found'],
      ['GET', '/department_category/77777', 404, 'Not Found'],
      ['GET', '/subscription/77777', 404, 'Not Found'],
      ['GET', '/history/77777', 404, 'Not Found'],
      ['GET', '/upload/77777', 404, 'Not Found'],
      ['GET', '/action/77777', 404, 'Not Found'],
      ['GET', '/tickets/x/', 404, 'Not Found'],
      ['PUT', '/ticket/1', 405, 'Method Not Allowed'],
      ['POST', '/users', 405, 'Method Not Allowed'],
      ['PATCH', '/tickets/', 405, 'Method Not Allowed'],
    ])('answers %s %s by %i, as JSON', async (method, path, status, error) => {
      const answer = await ask(method, path, { as: 'admin' });
      expectRefusal(answer, status, { error });
      if (status === 405) expect(answer.headers.allow).toMatch(/GET/);
    });

    it('serves every path with and without its last slash, and redirects nowhere', async () => {
      for (const path of ['tickets', 'users', 'statuses', 'priorities', 'departments', 'categories']) {
        const answers = await Promise.all(
          [`/${path}`, `/${path}/`].map((one) => ask('GET', one, { as: 'alice' })),
        );
        expect(answers.map(({ status }) => status)).toEqual([200, 200]);
        expect(answers[0]!.text).toBe(answers[1]!.text);
      }
      const { id } = await create('/tickets/', {
        title: 'With a slash',
        content: 'x',
        category_id: categories['Other'],
        ticket_priority_id: 1,
      });
      expect((await get(`/ticket/${id}/`)).title).toBe('With a slash');
    });

    it('sorts every key', async () => {
      await open('Keys', 'Manuals');
      const isSorted = (value: Json): boolean =>
        typeof value !== 'object' ||
        value === null ||
        (Array.isArray(value)
          ? value.every(isSorted)
          : Object.keys(value).join() === Object.keys(value).toSorted().join() &&
            Object.values(value).every(isSorted));
      for (const path of [
        'tickets',
        'users',
        'statuses',
        'priorities',
        'departments',
        'categories',
        'department_categories',
        'subscriptions',
        'actions/1',
      ])
        expect([path, isSorted(await get(`/${path}`))]).toEqual([path, true]);
    });

    it('names addresses below what the request was sent to, where the desk knows none', async () => {
      await native('PATCH', '/settings', { base_url: '' }, 'admin');
      const { _links: links } = await get('/statuses/');
      await native('PATCH', '/settings', { base_url: BASE }, 'admin');
      expect(links.self).toBe(`${server.url}/flicket-api/statuses/?page=1&per_page=10`);
    });

    it('is described at /docs/flicket, each endpoint once', async () => {
      const response = await fetch(`${server.url}/docs/flicket/openapi.json`);
      const { paths } = (await response.json()) as Json;
      const operations = Object.values(paths).flatMap((path: Json) => Object.values(path)) as Json[];
      expect([Object.keys(paths).length, operations.length]).toEqual([26, 30]);
      expect(operations.filter(({ summary, responses }) => !summary || !responses['4XX'])).toEqual([]);
    });
  });

  describe('status and priority', () => {
    it('have the numbers of Flicket, in lists whose links lead back to them', async () => {
      const statuses = await get('/statuses/');
      expect(statuses.items.map(({ id, status }: Json) => [id, status])).toEqual([
        [1, 'Open'],
        [2, 'Closed'],
        [3, 'In Work'],
        [4, 'Awaiting Information'],
      ]);
      expect(statuses['_links']).toEqual({
        next: null,
        prev: null,
        self: url('statuses/?page=1&per_page=10'),
      });
      expect(statuses['_meta']).toEqual({ page: 1, per_page: 10, total_items: 4, total_pages: 1 });
      expect(await get('/status/3')).toEqual({
        id: 3,
        links: { self: url('status/3'), statuses: url('statuses/') },
        status: 'In Work',
      });
      const priorities = await get('/priorities/');
      expect(priorities.items.map(({ id, priority }: Json) => [id, priority])).toEqual([
        [1, 'low'],
        [2, 'medium'],
        [3, 'high'],
      ]);
      expect(await get('/priority/2')).toEqual({
        id: 2,
        links: { priorities: url('priorities/'), self: url('priority/2') },
        priority: 'medium',
      });
    });

    it.each([
      ['status', 'open', 1],
      ['status', 'reopened', 1],
      ['status', 'awaiting_reply', 1],
      ['status', 'answered', 4],
      ['status', 'in_progress', 3],
      ['status', 'resolved', 2],
      ['status', 'duplicate', 2],
      ['status', 'closed', 2],
      ['priority', 'critical', 3],
      ['priority', 'high', 3],
      ['priority', 'normal', 2],
      ['priority', 'low', 1],
      ['priority', 'very_low', 1],
    ])('read %s %s as %i', async (field, value, number) => {
      const { id } = await open('Numbers', 'Procedures');
      await native('PATCH', `/tickets/${id}`, { [field]: value });
      const ticket = await get(`/ticket/${id}`);
      expect(ticket[field === 'status' ? 'status_id' : 'ticket_priority_id']).toBe(number);
      const kind = field === 'status' ? 'status' : 'priority';
      expect(ticket.links[kind]).toBe(url(`${kind}/${number}`));
    });
  });

  describe('pages', () => {
    it('go by path or by `page`, with links that work and filters that stay', async () => {
      for (let at = 0; at < 5; at++) await open(`Page ${at}`, 'Dataset');
      const all = await get('/tickets/?per_page=100');
      const total = all['_meta'].total_items;
      expect(all.items).toHaveLength(total);
      const second = await get('/tickets/2/?per_page=2');
      expect(second['_meta']).toEqual({
        page: 2,
        per_page: 2,
        total_items: total,
        total_pages: Math.ceil(total / 2),
      });
      expect(second['_links']).toEqual({
        next: url('tickets/3/?per_page=2'),
        prev: url('tickets/1/?per_page=2'),
        self: url('tickets/2/?per_page=2'),
      });
      expect(await get('/tickets/?page=2&per_page=2')).toEqual(second);
      const seen: number[] = [];
      let next: string | null = url('tickets/1/?per_page=3');
      while (next) {
        const page: Json = await get(next.replace(`${BASE}/flicket-api`, ''));
        seen.push(...page.items.map(({ id }: Json) => id));
        next = page['_links'].next;
      }
      expect(seen).toEqual(all.items.map(({ id }: Json) => id));
      const users = await get('/users/?name=OF%20STAFF&per_page=2&page=2');
      expect(users['_links'].next).toBe(url('users/?page=3&per_page=2&name=OF+STAFF'));
      const subscriptions = await get('/subscriptions/?per_page=2&page=2');
      expect(subscriptions['_links'].prev).toBe(url('subscriptions/?page=1&per_page=2'));
      expect(subscriptions.items[0].id).toBeGreaterThan(
        (await get('/subscriptions/?per_page=2')).items[1].id,
      );
    });

    it.each([
      ['', 10],
      ['?per_page=3', 3],
      ['?per_page=100', 100],
      ['?per_page=101', 100],
      ['?per_page=x', 10],
      ['?per_page=0', 10],
      ['?per_page=-1', 10],
    ])('have with "%s" %i entries', async (query, perPage) => {
      expect((await get(`/tickets/${query}`))['_meta'].per_page).toBe(perPage);
    });

    it.each([
      '/tickets/999/',
      '/users/?page=999',
      '/statuses/?page=999',
      '/uploads/999',
      '/histories/?page=9',
      '/posts/1/99/',
    ])('beyond the end are empty and no error: %s', async (path) => {
      const page = await get(path);
      expect(page.items).toEqual([]);
      expect(page['_links'].next).toBeNull();
    });

    it('before the first are the first', async () => {
      expect((await get('/tickets/0/'))['_meta'].page).toBe(1);
      expect((await get('/users/?page=x'))['_meta'].page).toBe(1);
    });
  });

  describe('tickets', () => {
    it('open in the department of the category, as Markdown of whoever has the token', async () => {
      const made = await create(
        '/tickets',
        {
          title: 'Printer',
          content: '**on fire**',
          category_id: categories['Manuals'],
          ticket_priority_id: 3,
        },
        'alice',
      );
      const { id } = made;
      expect(made).toEqual({
        assigned_id: null,
        category_id: categories['Manuals'],
        content: '**on fire**',
        date_added: expect.stringMatching(RFC_1123),
        date_modified: null,
        id,
        links: {
          assigned: null,
          category: url(`category/${categories['Manuals']}`),
          histories: url(`histories/?topic_id=${id}`),
          modified_by: null,
          priority: url('priority/3'),
          self: url(`ticket/${id}`),
          started_ny: url('user/3'),
          status: url('status/1'),
          subscribers: url(`subscriptions/${id}/`),
          tickets: url('tickets/'),
        },
        modified_id: null,
        started_id: 3,
        status_id: 1,
        ticket_priority_id: 3,
        title: 'Printer',
      });
      expect(Math.abs(Date.parse(made.date_added) - Date.now())).toBeLessThan(60_000);
      expect(await get(`/ticket/${id}`, 'alice')).toEqual(made);
      expect(await native('GET', `/tickets/${id}`)).toMatchObject({
        departmentId: 1,
        openedById: 3,
        requesterId: null,
      });
      const { items } = await get(`/subscriptions/${id}/`);
      expect(items).toEqual([
        {
          id: expect.any(Number),
          links: {
            self: url(`subscription/${items[0].id}`),
            subscriptions: url('subscriptions/'),
            ticket: url(`ticket/${id}`),
            user: url('user/3'),
          },
          ticket_id: id,
          user_def: 'Alice of staff',
          user_id: 3,
        },
      ]);
      expect(await get(`/subscription/${items[0].id}`)).toEqual(items[0]);
    });

    const fine = { title: 'T', content: 'C', category_id: 1, ticket_priority_id: 1 };
    const MISSING = 'Must include title, content, category_id and ticket_priority_id.';
    const INTEGERS = 'ticket_priority_id and category_id must be integers.';
    it.each<[object, string]>([
      [{}, MISSING],
      [{ ...fine, title: undefined }, MISSING],
      [{ ...fine, content: undefined }, MISSING],
      [{ ...fine, category_id: undefined }, MISSING],
      [{ ...fine, ticket_priority_id: undefined }, MISSING],
      [{ ...fine, title: ' ' }, MISSING],
      [{ ...fine, content: 7 }, MISSING],
      [[fine], MISSING],
      [{ ...fine, category_id: '1' }, INTEGERS],
      [{ ...fine, ticket_priority_id: 1.5 }, INTEGERS],
      [{ ...fine, category_id: 77_777 }, 'not a valid category_id'],
      [{ ...fine, ticket_priority_id: 4 }, 'not a valid ticket_priority_id'],
      [{ ...fine, ticket_priority_id: 0 }, 'not a valid ticket_priority_id'],
    ])('refuse %j', async (body, message) => {
      const before = (await get('/tickets/'))['_meta'].total_items;
      expectRefusal(await ask('POST', '/tickets', { as: 'alice', body }), 400, {
        error: 'Bad Request',
        message,
      });
      expect((await get('/tickets/'))['_meta'].total_items).toBe(before);
    });

    it('refuse a title that is too long', async () => {
      const body = { ...fine, title: 'x'.repeat(1_001) };
      const message = 'title must have at most 1000 characters.';
      expectRefusal(await ask('POST', '/tickets', { as: 'alice', body }), 400, {
        error: 'Bad Request',
        message,
      });
    });

    it('refuse what is no JSON in the same words', async () => {
      for (const type of ['application/json', 'text/plain', undefined]) {
        const answer = await send(server.url, {
          method: 'POST',
          path: '/flicket-api/tickets',
          headers: { authorization: `Bearer ${tokens['alice']}` },
          body: { type, bytes: Buffer.from('{"title":') },
        });
        expectRefusal(answer, 400, { error: 'Bad Request', message: MISSING });
      }
    });
  });

  describe('what becomes of a ticket', () => {
    let id: number;
    let reply: Json;
    const events: string[] = [];

    beforeAll(async () => {
      const form = new FormData();
      for (const [name, value] of Object.entries({
        departmentId: '1',
        categoryId: String(categories['Procedures']),
        subject: 'Life',
        body: 'First **words**',
        bodyFormat: 'markdown',
      }))
        form.append(name, value);
      form.append('attachments', new Blob([PNG], { type: 'image/png' }), 'A Pixel.png');
      ({ id } = await native('POST', '/tickets', form, 'alice'));
      const [first] = (await native('GET', `/tickets/${id}/messages`, undefined, 'alice')).items;
      await native('PATCH', `/messages/${first.id}`, { body: 'Second', bodyFormat: 'markdown' }, 'alice');
      await native('PATCH', `/messages/${first.id}`, { body: 'Third', bodyFormat: 'markdown' }, 'admin');
      await native('POST', `/tickets/${id}/messages`, { body: 'A note.', visibility: 'internal' }, 'alice');
      const more = new FormData();
      more.append('body', 'A *reply*');
      more.append('bodyFormat', 'markdown');
      more.append('attachments', new Blob([PNG], { type: 'image/png' }), 'b.png');
      reply = await native('POST', `/tickets/${id}/messages`, more, 'alice');
      await native(
        'PATCH',
        `/messages/${reply.id}`,
        { body: 'Another reply', bodyFormat: 'markdown' },
        'alice',
      );
      await native('POST', `/tickets/${id}/claim`, {}, 'admin');
      await native('POST', `/tickets/${id}/assign`, { assigneeId: 4 }, 'admin');
      await native('POST', `/tickets/${id}/release`, {}, 'admin');
      await native('PATCH', `/tickets/${id}`, { priority: 'high', status: 'answered' }, 'admin');
      await native('PATCH', `/tickets/${id}`, { priority: 'critical' }, 'admin');
      await native(
        'PATCH',
        `/tickets/${id}`,
        { departmentId: 2, categoryId: categories['Dataset'] },
        'admin',
      );
      const { items } = await native('GET', `/tickets/${id}/subscribers`, undefined, 'admin');
      const bob = items.find(({ staffId }: Json) => staffId === 4);
      await native('DELETE', `/tickets/${id}/subscribers/${bob.id}`, undefined, 'admin');
      await native('POST', `/tickets/${id}/subscribers`, { address: 'eve@example.com' }, 'admin');
      await native('POST', `/tickets/${id}/close`, {}, 'admin');
      events.push(...(await get(`/actions/${id}?per_page=100`)).items.map(({ action }: Json) => action));
    });

    it('is in the ticket: what it says now, who changed it, where it stands', async () => {
      expect(await get(`/ticket/${id}`)).toMatchObject({
        category_id: categories['Dataset'],
        content: 'Third',
        date_modified: expect.stringMatching(RFC_1123),
        modified_id: 1,
        links: { modified_by: url('user/1'), status: url('status/2') },
        started_id: 3,
        status_id: 2,
        ticket_priority_id: 3,
      });
    });

    it('has posts: the replies, and neither the opening nor notes', async () => {
      const { items, _meta } = await get(`/posts/${id}/`);
      expect(_meta).toEqual({ page: 1, per_page: 10, total_items: 1, total_pages: 1 });
      expect(items).toEqual([
        {
          content: 'Another reply',
          data_added: expect.stringMatching(RFC_1123),
          date_modified: expect.stringMatching(RFC_1123),
          id: reply.id,
          links: { created_by: url('user/3'), posts: url(`posts/${id}/`), self: url(`post/${reply.id}`) },
          ticket_id: id,
          user_id: 3,
        },
      ]);
      expect(await get(`/post/${reply.id}`)).toEqual(items[0]);
      const { items: messages } = await native('GET', `/tickets/${id}/messages`, undefined, 'admin');
      for (const message of messages)
        if (message.id !== reply.id)
          expect((await ask('GET', `/post/${message.id}`, { as: 'admin' })).status).toBe(404);
    });

    it('has histories: each text that was replaced, with who wrote it', async () => {
      const ofTicket = await get(`/histories/?topic_id=${id}`);
      expect(
        ofTicket.items.map((one: Json) => [one.original_content, one.user_id, one.topic_id, one.post_id]),
      ).toEqual([
        ['First **words**', 3, id, null],
        ['Second', 3, id, null],
      ]);
      expect(ofTicket['_links'].self).toBe(url(`histories/1/?per_page=10&topic_id=${id}`));
      const ofPost = await get(`/histories/1/?post_id=${reply.id}`);
      expect(ofPost['_links'].self).toBe(url(`histories/1/?per_page=10&post_id=${reply.id}`));
      expect(ofPost.items).toEqual([
        {
          date_modified: expect.stringMatching(RFC_1123),
          id: expect.any(Number),
          links: {
            histories: url('histories/'),
            post: url(`post/${reply.id}`),
            self: url(`history/${ofPost.items[0].id}`),
            ticket: null,
            user: url('user/3'),
          },
          original_content: 'A *reply*',
          post_id: reply.id,
          topic_id: null,
          user_id: 3,
        },
      ]);
      expect(await get(`/history/${ofPost.items[0].id}`)).toEqual(ofPost.items[0]);
      const all = await get('/histories/');
      expect(all.items).toEqual([...ofTicket.items, ...ofPost.items]);
      const opening = (await native('GET', `/tickets/${id}/messages`, undefined, 'admin')).items[0].id;
      expect((await get(`/histories/?post_id=${opening}`)).items).toEqual([]);
    });

    it('has uploads, whose `image` opens without a token', async () => {
      const { items } = await get('/uploads/');
      expect(items).toEqual([
        {
          filename: expect.stringMatching(/^[a-z0-9]{8}\.png$/),
          id: items[0].id,
          image: expect.stringContaining(`${BASE}/api/v1/attachments/${items[0].id}/signed-content?`),
          links: {
            post: null,
            self: url(`upload/${items[0].id}`),
            ticket: url(`ticket/${id}`),
            uploads: url('uploads/'),
          },
          original_filename: 'A Pixel.png',
          post_id: null,
          topic_id: id,
        },
        expect.objectContaining({ original_filename: 'b.png', post_id: reply.id, topic_id: null }),
      ]);
      expect(await get(`/upload/${items[1].id}`)).toEqual(items[1]);
      const file = await fetch(items[0].image.replace(BASE, server.url));
      expect(Buffer.from(await file.arrayBuffer())).toEqual(PNG);
    });

    it('has actions by the names of Flicket; what reads the same there is none', () => {
      expect(events).toEqual([
        'subscribe',
        'status',
        'claim',
        'subscribe',
        'assign',
        'subscribe',
        'release',
        'status',
        'priority',
        'department_category',
        'unsubscribe',
        'subscribe',
        'close',
      ]);
    });

    it('says with each action who did it, to whom, and what it became', async () => {
      const { items, _links } = await get(`/actions/${id}?per_page=100`);
      expect(_links.self).toBe(url(`actions/${id}?page=1&per_page=100`));
      const [subscribe, answered, claim, , assign, , release, , priority, place, unsubscribe, eve, close] =
        items;
      expect(subscribe).toEqual({
        action: 'subscribe',
        data: null,
        date: expect.stringMatching(RFC_1123),
        id: subscribe.id,
        links: { actions: url(`actions/${id}`), self: url(`action/${subscribe.id}`) },
        post_id: null,
        recipient_id: 3,
        ticket_id: id,
        user_id: 3,
      });
      expect(answered).toMatchObject({
        data: { status: 'Awaiting Information', status_id: 4 },
        post_id: reply.id,
      });
      expect([claim.user_id, claim.recipient_id]).toEqual([1, null]);
      expect([assign.recipient_id, release.recipient_id, unsubscribe.recipient_id, eve.recipient_id]).toEqual(
        [4, null, 4, null],
      );
      expect(priority.data).toEqual({ priority: 'high', priority_id: 3 });
      expect(place.data).toEqual({
        category: 'Dataset',
        category_id: categories['Dataset'],
        department: 'Design',
        department_category: 'Design / Dataset',
        department_id: 2,
      });
      expect(close).toMatchObject({ action: 'close', data: null, user_id: 1 });
      for (const action of items) expect(await get(`/action/${action.id}`)).toEqual(action);
      expect((await ask('GET', `/action/${claim.id + 1}`, { as: 'admin' })).status).toBe(404);
      expect((await get(`/actions/${id}?per_page=5&page=2`)).items).toEqual(items.slice(5, 10));
    });
  });

  describe('users', () => {
    it('are the staff, with what they have written', async () => {
      const { items, _meta } = await get('/users/');
      expect(_meta.total_items).toBe(5);
      const [, , alice] = items;
      const { posts } = await native('GET', '/staff/3', undefined, 'admin');
      expect(alice).toEqual({
        avatar: null,
        email: 'alice@desk.test',
        id: 3,
        job_title: 'unknown',
        links: { self: url('user/3'), users: url('users/') },
        name: 'Alice of staff',
        total_posts: posts,
        username: 'alice',
      });
      expect(posts).toBeGreaterThan(0);
      await native('PATCH', '/staff/3', { jobTitle: 'Engineer' });
      expect(await get('/user/3')).toEqual({ ...alice, job_title: 'Engineer' });
    });

    it.each([
      ['bob', [4]],
      ['B', [4]],
      ['of STAFF', [1, 2, 3, 4, 5]],
      ['%', []],
      ['_', []],
    ])('are found by a part of their name: %s', async (name, ids) => {
      const { items, _links } = await get(`/users/?name=${encodeURIComponent(name)}`);
      expect(items.map(({ id }: Json) => id)).toEqual(ids);
      expect(new URL(_links.self).searchParams.get('name')).toBe(name);
    });
  });

  describe('departments and categories', () => {
    it('are listed by name, and keep their filters', async () => {
      const departments = await get('/departments/');
      expect(departments.items.map(({ department }: Json) => department)).toEqual([
        'Design',
        'Of Bob',
        'Quality',
      ]);
      expect(await get('/department/2')).toEqual({
        department: 'Design',
        id: 2,
        links: { departments: url('departments/'), self: url('department/2') },
      });
      const namesIn = async (path: string): Promise<string[]> =>
        (await get(path)).items.map(({ category }: Json) => category);
      expect(await namesIn('/categories/')).toEqual(['Dataset', 'Manuals', 'Other', 'Procedures']);
      expect(await namesIn('/categories/?department_id=1')).toEqual(['Manuals', 'Procedures']);
      expect(await namesIn('/categories/?department=Design')).toEqual(['Dataset', 'Other']);
      expect(await namesIn('/categories/?department=Desi')).toEqual([]);
      expect(await namesIn('/department_categories/?department_category=design%20/')).toEqual([
        'Dataset',
        'Other',
      ]);
      expect(await namesIn('/department_categories/?department=ality')).toEqual(['Manuals', 'Procedures']);
      expect(await namesIn('/department_categories/?department_id=2&department_category=oth')).toEqual([
        'Other',
      ]);
      const page = await get('/categories/?department_id=1&department=Quality&per_page=1');
      expect(page['_links'].next).toBe(
        url('categories/?page=2&per_page=1&department_id=1&department=Quality'),
      );
      const other = categories['Other'];
      expect(await get(`/category/${other}`)).toEqual({
        category: 'Other',
        department: 'Design',
        id: other,
        links: {
          categories: url('categories/'),
          department: url('department/2'),
          self: url(`category/${other}`),
        },
      });
      expect(await get(`/department_category/${other}`)).toEqual({
        category: 'Other',
        category_id: other,
        department: 'Design',
        department_category: 'Design / Other',
        department_id: 2,
        links: {
          category: url(`category/${other}`),
          department: url('department/2'),
          department_categories: url('department_categories/'),
          self: url(`department_category/${other}`),
        },
      });
    });

    it.each<[string, string, object, string]>([
      ['admin', '/departments', {}, 'Must include department name.'],
      ['admin', '/departments', { department: ' ' }, 'Must include department name.'],
      ['super', '/departments', { department: 'Quality' }, 'Department already created.'],
      ['admin', '/categories', { category: 'X' }, 'Must include category name and department_id'],
      ['admin', '/categories', { department_id: 1 }, 'Must include category name and department_id'],
      ['admin', '/categories', { category: 'X', department_id: '1' }, 'department_id must be an integer.'],
      ['admin', '/categories', { category: 'X', department_id: 77_777 }, 'not a valid department_id'],
      [
        'super',
        '/categories',
        { category: 'Manuals', department_id: 1 },
        'Category within department already exists.',
      ],
    ])('refuse what %s sends to %s: %j', async (as, path, body, message) => {
      expectRefusal(await ask('POST', path, { as, body }), 400, { error: 'Bad Request', message });
    });

    it('are made by superusers and administrators alone', async () => {
      for (const [path, body] of [
        ['/departments', { department: 'Of Alice' }],
        ['/categories', { category: 'Of Alice', department_id: 1 }],
      ] as const)
        expectRefusal(await ask('POST', path, { as: 'alice', body }), 403, { error: 'Forbidden' });
      // The same name in another department is another category.
      const made = await create('/categories', { category: 'Manuals', department_id: 2 }, 'super');
      expect(made).toMatchObject({ category: 'Manuals', department: 'Design' });
    });

    it('are made once by several who make the same at the same moment', async () => {
      for (const [path, body, message] of [
        ['/departments', { department: 'Of all' }, 'Department already created.'],
        [
          '/categories',
          { category: 'Of all', department_id: 2 },
          'Category within department already exists.',
        ],
      ] as const) {
        const answers = await Promise.all(
          ['admin', 'super', 'admin', 'super'].map((as) => ask('POST', path, { as, body })),
        );
        const [made, ...refused] = answers.toSorted((a, b) => a.status - b.status);
        expect(made!.status).toBe(201);
        for (const answer of refused) expectRefusal(answer, 400, { error: 'Bad Request', message });
      }
    });
  });

  describe('what may not be seen', () => {
    it('is not there: tickets of other departments, and all that hangs on them', async () => {
      const { id } = await open('Of Design', 'Other', 'admin');
      const reply = await native('POST', `/tickets/${id}/messages`, { body: 'A reply.' }, 'admin');
      await native('PATCH', `/messages/${reply.id}`, { body: 'Another one.' }, 'admin');
      const form = new FormData();
      form.append('body', 'A file.');
      form.append('attachments', new Blob([PNG], { type: 'image/png' }), 'secret.png');
      await native('POST', `/tickets/${id}/messages`, form, 'admin');
      const one = async (path: string): Promise<string> => {
        const all = (await get(`${path}?per_page=100`)).items;
        return all.at(-1).links.self.replace(`${BASE}/flicket-api`, '');
      };
      const hidden = [
        `/ticket/${id}`,
        `/post/${reply.id}`,
        await one('/subscriptions/'),
        await one('/histories/'),
        await one('/uploads/'),
        await one(`/actions/${id}`),
      ];
      for (const path of hidden) {
        expectRefusal(await ask('GET', path, { as: 'alice' }), 404, { error: 'Not Found' });
        expect((await ask('GET', path, { as: 'bob' })).status).toBe(200);
      }
      for (const path of [
        `/posts/${id}`,
        `/subscriptions/${id}`,
        `/actions/${id}`,
        `/histories/?post_id=${reply.id}`,
      ])
        expect([path, (await get(path, 'alice'))['_meta'].total_items]).toEqual([path, 0]);
      const totals = async (path: string): Promise<number[]> =>
        Promise.all(['alice', 'bob'].map(async (as) => (await get(path, as))['_meta'].total_items));
      for (const path of ['/subscriptions/', '/histories/', '/uploads/']) {
        const seen = await get(`${path}?per_page=100`, 'alice');
        expect(seen.items).toHaveLength((await totals(path))[0]!);
        expect(seen.items.map(({ links }: Json) => links.self)).not.toContain(
          url((await one(path)).slice(1)),
        );
      }
    });

    it('neither is in lists, whose totals count what is: own departments, opened, assigned, subscribed', async () => {
      const own = await get('/tickets/?per_page=100', 'alice');
      expect(own.items).toHaveLength(own['_meta'].total_items);
      const mine = await open('Opened elsewhere', 'Other', 'alice');
      const given = await open('Given', 'Other', 'admin');
      const followed = await open('Followed', 'Other', 'admin');
      const foreign = await open('Foreign', 'Other', 'admin');
      await native('PATCH', `/tickets/${given.id}`, { assigneeId: 3 }, 'admin');
      await native('POST', `/tickets/${followed.id}/subscribers`, { staffId: 3 }, 'admin');
      const now = await get('/tickets/?per_page=100', 'alice');
      const ids = now.items.map(({ id }: Json) => id);
      expect(ids.filter((id: number) => !own.items.some((one: Json) => one.id === id))).toEqual([
        mine.id,
        given.id,
        followed.id,
      ]);
      expect(ids).not.toContain(foreign.id);
      expect(now['_meta'].total_items).toBe(own['_meta'].total_items + 3);
      expect((await get('/tickets/?per_page=100', 'super')).items.map(({ id }: Json) => id)).toContain(
        foreign.id,
      );
    });
  });
});
