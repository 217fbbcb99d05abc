import { beforeAll, describe, expect, it } from 'vitest';
import { type Client, type Json, file, next } from './client.js';
import { expectProblem } from './conventions.js';

const cursor = (...parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

/** The ids of all pages, and the same list walked back from its end. */
async function walk(
  client: Client,
  path: string,
  limit: number,
): Promise<{ pages: number[][]; back: number[][] }> {
  const at = (to: string | null): string =>
    `${path}${path.includes('?') ? '&' : '?'}limit=${limit}${to ? `&cursor=${to}` : ''}`;
  const pageAt = async (to: string | null): Promise<{ ids: number[]; page: Json }> => {
    const { status, body, text } = await client.get(at(to));
    if (status !== 200) throw new Error(text);
    expect(body.page.limit).toBe(limit);
    return { ids: body.items.map(({ id }: { id: number }) => id), page: body.page };
  };
  const pages: number[][] = [];
  let here = await pageAt(null);
  expect(here.page.prev).toBeNull();
  for (pages.push(here.ids); here.page.next; pages.push(here.ids)) here = await pageAt(here.page.next);
  const back = [here.ids];
  while (here.page.prev) {
    here = await pageAt(here.page.prev);
    back.unshift(here.ids);
  }
  return { pages, back };
}

export function listsSuite(client: () => Client): void {
  describe('a list of sixty', () => {
    let departmentId: number;
    let ticketId: number;

    beforeAll(async () => {
      departmentId = (await client().make('/departments', { name: 'Lists' })).id;
      // Several at a time, so that some change at the same moment.
      for (let round = 0; round < 6; round += 1)
        await Promise.all(Array.from({ length: 10 }, () => client().makeTicket({ departmentId })));
      const { body } = await client().get(`/tickets?departmentId=${departmentId}&limit=60`);
      for (const { id } of body.items.filter((_: Json, index: number) => index % 3 === 0))
        await client().patch(`/tickets/${id}`, { priority: 'high' });
      ticketId = body.items[0].id;
      for (let round = 0; round < 59; round += 1)
        await client().make(`/tickets/${ticketId}/messages`, { body: 'x' });
      const files = Array.from({ length: 3 }, () => file('a.txt', 'x'));
      for (let round = 0; round < 20; round += 1)
        await client().call('POST', `/tickets/${ticketId}/messages`, {
          form: { fields: { body: 'x' }, files },
        });
    }, 60_000);

    it.each(['-updatedAt', 'updatedAt', '-id', 'id'])(
      'tickets by %s is walked to its end and back without loss or repeat',
      async (sort) => {
        const path = `/tickets?departmentId=${departmentId}&sort=${sort}`;
        const whole = (await client().get(`${path}&limit=100`)).body;
        expect(whole.page).toEqual({ next: null, prev: null, limit: 100 });
        const expected: number[] = whole.items.map(({ id }: Json) => id);
        expect(new Set(expected).size).toBe(60);
        const key = sort.replace('-', '');
        const keys = whole.items.map((item: Json) => item[key]);
        const ascending = keys.toSorted((a: string | number, b: string | number) =>
          a < b ? -1 : Number(a > b),
        );
        expect(keys).toEqual(sort.startsWith('-') ? ascending.toReversed() : ascending);
        for (const limit of [7, 20]) {
          const { pages, back } = await walk(client(), path, limit);
          expect(pages.flat()).toEqual(expected);
          expect(
            pages
              .map((page) => page.length)
              .slice(0, -1)
              .every((length) => length === limit),
          ).toBe(true);
          expect(back.flat()).toEqual(expected);
        }
      },
    );

    it('tickets is the same list for staff who see it in pieces', async () => {
      const { id, username } = await client().make('/staff', {
        username: `lister${next()}`,
        password: 'lister password',
        fullName: 'Lister',
        email: `lister${next()}@example.com`,
        role: 'staff',
        departmentIds: [1, departmentId],
      });
      const { accessToken } = (await client().login(username, 'lister password')).body;
      await client().makeTicket({ departmentId: 2, assigneeId: id });
      await client().makeTicket({ departmentId: 2 });
      const seen = async (as: string, path: string): Promise<Json[]> => {
        const items: Json[] = [];
        for (let to = ''; ; ) {
          const { body } = await client().get(`${path}&limit=9${to}`, { as });
          items.push(...body.items);
          if (!body.page.next) return items;
          to = `&cursor=${body.page.next}`;
        }
      };
      const everything = await seen('admin', '/tickets?sort=-updatedAt');
      const own = everything.filter(
        (ticket) => [1, departmentId].includes(ticket.departmentId) || ticket.assigneeId === id,
      );
      expect(everything.length).toBeGreaterThan(own.length);
      expect(await seen(accessToken, '/tickets?sort=-updatedAt')).toEqual(own);
    });

    it.each(['/users', '/staff', '/api-tokens', '/departments'])(
      '%s is walked to its end and back',
      async (path) => {
        const inputs: Record<string, (number: number) => object> = {
          '/users': (number) => ({ fullName: 'L', email: `list${number}@example.org` }),
          '/staff': (number) => ({
            username: `list${number}`,
            fullName: 'L',
            email: `list${number}@example.com`,
            role: 'staff',
          }),
          '/api-tokens': () => ({ name: 'L', permissions: [] }),
          // Several at one place of the order.
          '/departments': (number) => ({ name: `L${number}`, position: 1_000 + Math.floor(number / 3) }),
        };
        for (let round = 0; round < 25; round += 1) await client().make(path, inputs[path]!(next()));
        const { pages, back } = await walk(client(), path, 4);
        const all = pages.flat();
        expect(all).toEqual(all.toSorted((a, b) => (path === '/users' ? b - a : a - b)));
        expect(new Set(all).size).toBe(all.length);
        expect(all.length).toBeGreaterThanOrEqual(25);
        expect(back.flat()).toEqual(all);
      },
    );

    it.each(['messages', 'events', 'attachments'])(
      '%s of a ticket is walked to its end and back',
      async (what) => {
        const { pages, back } = await walk(client(), `/tickets/${ticketId}/${what}`, 8);
        const all = pages.flat();
        expect(all).toEqual(all.toSorted((a, b) => a - b));
        expect(new Set(all).size).toBeGreaterThanOrEqual(60);
        expect(back.flat()).toEqual(all);
      },
    );

    it('is filtered by department, status, requester and assignee, alone and together', async () => {
      const { id: requesterId } = await client().makeUser();
      const wanted = await client().makeTicket({ departmentId, requesterId, assigneeId: 3 });
      await client().makeTicket({ departmentId, requesterId });
      await client().makeTicket({ departmentId: 1, requesterId, assigneeId: 3 });
      await client().patch(`/tickets/${wanted.id}`, { status: 'closed' });
      const found = async (query: string): Promise<number[]> =>
        (await client().get(`/tickets?${query}&limit=100`)).body.items.map(({ id }: Json) => id);
      expect(await found(`requesterId=${requesterId}&status=closed`)).toEqual([wanted.id]);
      expect(await found(`departmentId=${departmentId}&assigneeId=3`)).toEqual([wanted.id]);
      expect(await found(`requesterId=${requesterId}`)).toHaveLength(3);
      expect(await found(`departmentId=${departmentId}&requesterId=${requesterId}&assigneeId=4`)).toEqual([]);
      expect(await found('departmentId=99999999999')).toEqual([]);
    });

    it('is of what is overdue, in that order and in no other', async () => {
      const make = async (dueAt: string): Promise<number> =>
        (await client().makeTicket({ departmentId, dueAt })).id;
      const [late, early] = [await make('2026-02-01T00:00:00Z'), await make('2026-01-01T00:00:00Z')];
      await make('2100-01-01T00:00:00Z');
      const path = `/tickets?departmentId=${departmentId}&overdue=true`;
      const { items, page } = (await client().get(`${path}&limit=1`)).body;
      expect(items).toMatchObject([{ id: early, overdue: true, overdueAt: '2026-01-01T00:00:00.000Z' }]);
      const next = (await client().get(`${path}&cursor=${page.next}`)).body;
      expect(next.items.map(({ id }: Json) => id)).toEqual([late]);
      const refused = 'ticket.sort_not_supported';
      expectProblem(await client().get(`${path}&sort=-updatedAt`), 422, refused);
      expectProblem(await client().get('/tickets?sort=overdueAt'), 422, refused);
      expectProblem(await client().get('/tickets?overdue=false'), 422, 'request.invalid', ['/overdue']);
    });
  });

  describe('a list', () => {
    it('has 25 on a page unless told otherwise, and 100 at most', async () => {
      expect((await client().get('/tickets')).body.page.limit).toBe(25);
      for (const limit of ['0', '101', '-1', 'abc', '1e1', '', '5&limit=6'])
        expectProblem(await client().get(`/tickets?limit=${limit}`), 422, 'request.invalid', ['/limit']);
    });

    it.each([
      ['no cursor', 'abc'],
      ['an empty list', cursor()],
      ['null', Buffer.from('null').toString('base64url')],
      ['one of another order', cursor('-id', 1, 1, 0)],
      ['a time that is none', cursor('-updatedAt', 'yesterday', 1, 0)],
      ['a time beyond all times', cursor('-updatedAt', 5e20, 1, 0)],
      ['an id that is none', cursor('-updatedAt', 1, '1', 0)],
      ['SQL', cursor('-updatedAt', "1' or '1'='1", 1, 0)],
    ])('refuses %s as a cursor', async (_, text) => {
      expectProblem(await client().get(`/tickets?cursor=${text}`), 422, 'request.invalid', ['/cursor']);
    });

    it('refuses an order, a status and an id that are none', async () => {
      for (const [name, value] of [
        ['sort', 'subjects'],
        ['sort', 'id;drop'],
        ['status', 'nope'],
        ['departmentId', 'x'],
        ['requesterId', ''],
        ['assigneeId', '1.5'],
      ])
        expectProblem(await client().get(`/tickets?${name}=${value}`), 422, 'request.invalid', [`/${name}`]);
    });
  });
}
