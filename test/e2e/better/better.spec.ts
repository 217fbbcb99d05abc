import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { multipart, urlencoded, send } from '../../support/wire.js';
import { FLAVOURS } from '../../support/database.js';
import { Desk, type Serving } from '../../support/desk.js';
import { PHP, PNG } from '../../support/files.js';
import { everythingStored, rawRows } from '../../support/raw-database.js';
import { type Answer, Client, type Json, PASSWORDS, STATE, TOKENS, file, next } from '../native/client.js';

/** What the old desk did wrong and this one does right, each as a sentence. */
describe.each(FLAVOURS)('better than the original on %s', (flavour) => {
  let desk: Desk;
  let server: Serving;
  let client: Client;

  beforeAll(async () => {
    desk = await Desk.create(flavour);
    await desk.load(STATE);
    await start();
  });
  afterAll(() => desk?.remove());

  async function start(): Promise<void> {
    server = await desk.serve();
    client = new Client(server.url);
  }

  const rows = <T = Json>(sql: string): Promise<T[]> => rawRows<T>(desk.env, sql);
  const ticketOf = async (id: number): Promise<Json> => (await client.get(`/tickets/${id}`)).body;
  const messagesOf = async (id: number): Promise<Json[]> =>
    (await client.get(`/tickets/${id}/messages?limit=100`)).body.items;

  /** As a HelpDeskZ client. */
  async function old(method: string, path: string, fields?: Record<string, string>): Promise<Json> {
    const body = fields && urlencoded(fields);
    const answer = await send(server.url, {
      method,
      path,
      headers: { Token: TOKENS.all },
      ...(body && { body }),
    });
    return JSON.parse(answer.text);
  }

  describe('texts', () => {
    const emoji = 'Grüße 👩‍👩‍👧‍👦 🏳️‍🌈 𝒳 文字 ﷽ \u{1F9D1}\u{1F3FD}';
    const long = `${emoji} ${'Zeile 🧵 & <Zeichen> "zitiert"\n'.repeat(7_000)}Ende 🏁`;

    it('of 200 KB with emoji survive natively, in subjects, names, bodies and notes', async () => {
      expect(Buffer.byteLength(long)).toBeGreaterThan(200_000);
      const requester = { fullName: emoji, email: `emoji${next()}@example.org` };
      const ticket = await client.makeTicket({ subject: emoji, body: long, requester });
      await client.make(`/tickets/${ticket.id}/messages`, { body: long, visibility: 'internal' });
      expect((await ticketOf(ticket.id)).subject).toBe(emoji);
      expect((await client.get(`/users/${ticket.requesterId}`)).body.fullName).toBe(emoji);
      for (const { bodyText } of await messagesOf(ticket.id)) expect(bodyText === long).toBe(true);
      const shown = await old('GET', `/api/tickets/show/${ticket.id}`);
      expect(shown.ticket).toMatchObject({ subject: emoji, user_fullname: emoji });
    });

    it('of 200 KB with emoji survive a HelpDeskZ client', async () => {
      const fields = { opener: 'user', user_id: '1', department_id: '1', subject: emoji, body: long };
      const { ticket_id: id } = await old('POST', '/api/tickets/create', fields);
      await old('POST', '/api/messages/create', { ticket_id: String(id), message: long, replier: 'user' });
      expect((await old('GET', `/api/tickets/show/${id}`)).ticket.subject).toBe(emoji);
      const { messages } = await old('GET', `/api/messages/show/${id}`);
      for (const { message } of messages) expect(message).toContain('Ende 🏁');
      const bodies = await rows<{ body: string }>(`select body from messages where ticketId = ${id}`);
      expect(bodies).toHaveLength(2);
      for (const { body } of bodies) expect(body.includes(long)).toBe(true);
    });
  });

  describe('people who write at once', () => {
    it('all land: twenty replies are twenty messages, counted and versioned one by one', async () => {
      const { id } = await client.makeTicket();
      const replies = Array.from({ length: 20 }, (_, index) =>
        client.post(
          `/tickets/${id}/messages`,
          { body: `Reply ${index}` },
          { as: index % 2 ? 'alice' : 'susan' },
        ),
      );
      expect((await Promise.all(replies)).map(({ status }) => status)).toEqual(Array(20).fill(201));
      expect(await ticketOf(id)).toMatchObject({ replyCount: 20, version: 21, status: 'answered' });
      const bodies = (await messagesOf(id)).map(({ bodyText }) => bodyText);
      expect(bodies).toHaveLength(21);
      expect(new Set(bodies).size).toBe(21);
      const { items } = (await client.get(`/tickets/${id}/events?limit=100`)).body;
      // Who writes gets copies from then on, which is an event of its own.
      const said = items.filter(({ type }: { type: string }) => type !== 'ticket.subscribed');
      expect(said).toHaveLength(21);
    });

    it('through both APIs land too', async () => {
      const { id } = await client.makeTicket({ requesterId: 1 });
      const replies = Array.from({ length: 10 }, (_, index) =>
        index % 2
          ? client.post(`/tickets/${id}/messages`, { body: 'Native' })
          : old('POST', '/api/messages/create', { ticket_id: String(id), message: 'Old', replier: 'user' }),
      );
      await Promise.all(replies);
      expect(await ticketOf(id)).toMatchObject({ replyCount: 10, version: 11 });
      expect(await messagesOf(id)).toHaveLength(11);
    });

    it('and change one version: one of twenty wins, the others are told', async () => {
      const { id } = await client.makeTicket();
      const changes = Array.from({ length: 20 }, (_, index) =>
        client.patch(`/tickets/${id}`, { subject: `Change ${index}` }, { headers: { 'If-Match': '"1"' } }),
      );
      const statuses = (await Promise.all(changes)).map(({ status }) => status);
      expect(statuses.toSorted()).toEqual([200, ...Array(19).fill(412)]);
      expect((await ticketOf(id)).version).toBe(2);
    });

    it('of one new address make one user', async () => {
      const requester = { fullName: 'Once', email: `once${next()}@example.org` };
      const tickets = await Promise.all(Array.from({ length: 8 }, () => client.makeTicket({ requester })));
      expect(new Set(tickets.map(({ requesterId }) => requesterId)).size).toBe(1);
    });

    it('leave counters that equal what is there', async () => {
      const counted = await rows<{ name: string; value: number }>(
        "select name, value from counters where name like 'tickets/%' and value <> 0 order by name",
      );
      const places = await rows<{ departmentId: number; status: string; total: number }>(
        'select departmentId, status, count(*) as total from tickets group by departmentId, status',
      );
      const expected = places.map(({ departmentId, status, total }) => [
        `tickets/${departmentId}/${status}`,
        total,
      ]);
      expect(counted.map(({ name, value }) => [name, value])).toEqual(expected.toSorted());
    });
  });

  describe('uploads', () => {
    const open = (files: ReturnType<typeof file>[], fields: Record<string, string> = {}): Promise<Answer> =>
      client.call('POST', '/tickets', {
        form: { fields: { departmentId: '1', subject: 'x', body: 'x', ...fields }, files },
      });
    const storedNames = async (): Promise<string[]> =>
      (await readdir(desk.dataDir, { recursive: true })).map((path) => basename(path));

    it.each([
      ['a script', file('shell.php', PHP)],
      ['a script that calls itself a picture', file('shell.png', PHP, 'image/png')],
      ['a script with a picture in front of its name', file('a.png.php', PNG)],
      ['a script behind a NUL', file('shell.php\0.png', PHP)],
      ['a script with a trailing dot', file('shell.php.', PHP)],
      ['a page', file('page.png', '<html><script>alert(1)</script>', 'image/png')],
    ])('are not let past the filter by an empty first part: %s', async (_, bad) => {
      const before = await rows('select id from tickets');
      for (const files of [[file('', ''), bad], [file('', ''), file('ok.png', PNG), bad], [bad]])
        expect((await open(files)).status).toBe(415);
      expect(await rows('select id from tickets')).toEqual(before);
    });

    it('with an empty first part keep the good files behind it', async () => {
      const { body } = await open([file('', ''), file('good.png', PNG)]);
      const { items } = (await client.get(`/tickets/${body.id}/attachments`)).body;
      expect(items).toMatchObject([{ name: 'good.png', size: PNG.length }]);
    });

    it.each([
      ['../../../../etc/passwd.png', 'passwd.png'],
      ['..\\..\\windows\\win.png', 'win.png'],
      ['/etc/cron.d/job.png', 'job.png'],
      ['.htaccess.png', 'htaccess.png'],
      ['....//....//x.png', 'x.png'],
      ['con.png', '_con.png'],
      ['evil\u202egnp.png', 'evilgnp.png'],
    ])('named %s stay in their place as %s', async (sent, kept) => {
      const { status, body } = await open([file(sent, PNG)]);
      expect(status).toBe(201);
      const [row] = (await client.get(`/tickets/${body.id}/attachments`)).body.items;
      expect(row.name).toBe(kept);
      // Contents lie under their hash: no name of anybody's choice is ever a name on the disk.
      expect(await storedNames()).not.toContain(kept);
      expect(await storedNames()).toContain(row.sha256);
    });

    it('are named by a HelpDeskZ client in no other way', async () => {
      const fields = { opener: 'user', user_id: '1', department_id: '1', subject: 'x', body: 'x' };
      const body = multipart(fields, [{ ...file('../../up.png', PNG), field: 'attachment[]' }]);
      const answer = await send(server.url, {
        method: 'POST',
        path: '/api/tickets/create',
        headers: { Token: TOKENS.all },
        body,
      });
      const { ticket_id: id } = JSON.parse(answer.text);
      expect((await client.get(`/tickets/${id}/attachments`)).body.items).toMatchObject([{ name: 'up.png' }]);
    });
  });

  describe('deletions', () => {
    async function ticketWithAll(more: object): Promise<{ id: number; fileId: number; sha256: string }> {
      const { id } = await client.makeTicket(more);
      const content = Buffer.concat([PNG, Buffer.from(`twin ${next()}`)]);
      const form = { fields: { body: 'With a file' }, files: [file('a.png', content)] };
      const { body } = await client.call('POST', `/tickets/${id}/messages`, { form });
      return { id, fileId: body.attachments[0].id, sha256: body.attachments[0].sha256 };
    }

    const THINGS = {
      ticket: async () => {
        const ticket = await ticketWithAll({});
        return { path: `/tickets/${ticket.id}`, ...ticket };
      },
      user: async () => {
        const { id } = await client.makeUser();
        return { path: `/users/${id}`, ...(await ticketWithAll({ requesterId: id })) };
      },
      department: async () => {
        const { id } = await client.make('/departments', { name: 'Doomed' });
        return { path: `/departments/${id}`, ...(await ticketWithAll({ departmentId: id })) };
      },
    };

    it.each(Object.entries(THINGS))(
      'of a %s take everything along, and nothing of others',
      async (_, create) => {
        const kept = await ticketWithAll({ requesterId: 1 });
        const { path, id, fileId, sha256 } = await create();
        const counted = await rows<{ total: number }>(
          "select coalesce(sum(value), 0) as total from counters where name like 'tickets/%'",
        );
        expect((await client.delete(path)).status).toBe(204);
        for (const gone of [
          path,
          `/tickets/${id}`,
          `/attachments/${fileId}`,
          `/attachments/${fileId}/content`,
        ])
          expect((await client.get(gone)).status, gone).toBe(404);
        for (const [table, column] of [
          ['tickets', 'id'],
          ['messages', 'ticketId'],
          ['attachments', 'ticketId'],
        ])
          expect(await rows(`select id from ${table} where ${column} = ${id}`), table).toEqual([]);
        expect(await readdir(desk.dataDir, { recursive: true })).not.toContainEqual(
          expect.stringContaining(sha256),
        );
        const after = await rows<{ total: number }>(
          "select coalesce(sum(value), 0) as total from counters where name like 'tickets/%'",
        );
        expect(Number(after[0]!.total)).toBe(Number(counted[0]!.total) - 1);
        expect((await client.get(`/attachments/${kept.fileId}/content`)).status).toBe(200);
      },
    );

    it('never give an id out again, not even after a restart', async () => {
      const create: Record<string, () => Promise<Json>> = {
        tickets: () => client.makeTicket(),
        users: () => client.makeUser(),
        departments: () => client.make('/departments', { name: 'Numbered' }),
        staff: () => {
          const name = `numbered${next()}`;
          return client.make('/staff', {
            username: name,
            fullName: 'N',
            email: `${name}@example.com`,
            role: 'staff',
          });
        },
        'api-tokens': () => client.make('/api-tokens', { name: 'Numbered', permissions: [] }),
      };
      const { id: ticketId } = await client.makeTicket();
      const reply = (): Promise<Json> => client.make(`/tickets/${ticketId}/messages`, { body: 'x' });
      const highest: Record<string, number> = {};
      for (const [what, one] of Object.entries({ ...create, messages: reply })) {
        highest[what] = (await one()).id;
        expect((await client.delete(`/${what}/${highest[what]}`)).status, what).toBe(204);
      }
      expect(await server.stop()).toMatchObject({ code: 0 });
      await start();
      for (const [what, one] of Object.entries({ ...create, messages: reply }))
        expect((await one()).id, what).toBeGreaterThan(highest[what]!);
    });
  });

  it('keeps no token, no password and no refresh token where a thief of the data could read it', async () => {
    const created = await client.make('/api-tokens', { name: 'Secret', permissions: ['users/read'] });
    const name = `thief${next()}`;
    const password = `a password of ${name}`;
    await client.make('/staff', {
      username: name,
      password,
      fullName: 'T',
      email: `${name}@example.com`,
      role: 'staff',
    });
    const { accessToken, refreshToken } = (await client.login(name, password)).body;
    await client.get('/users', { as: created.token });
    const stored = await everythingStored(desk.env);
    // The search itself works: what may be there is found.
    expect(stored.includes(`${name}@example.com`)).toBe(true);
    const secrets = [
      created.token,
      ...Object.values(TOKENS),
      password,
      PASSWORDS['alice']!,
      accessToken,
      refreshToken,
    ];
    for (const secret of secrets) expect(stored.includes(secret), secret).toBe(false);
  });
});
