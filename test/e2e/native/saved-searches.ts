import { describe, expect, it } from 'vitest';
import { type Answer, type Client, type Json, TOKENS, next } from './client.js';
import { expectProblem } from './conventions.js';

/** Queries of the list of tickets, by a name. */
export function savedSearchesSuite(client: () => Client): void {
  const make = (query: object, more: object = {}, as = 'admin'): Promise<Json> =>
    client().make('/saved-searches', { name: `Search ${next()}`, query, ...more }, { as });
  const run = async (id: number, as = 'admin', query = ''): Promise<Json> =>
    (await client().get(`/saved-searches/${id}/tickets${query}`, { as })).body;
  const ids = ({ items }: Json): number[] => items.map(({ id }: Json) => id);

  describe('saved searches', () => {
    it('find what whoever runs them may see, page by page, as the list does', async () => {
      const tag = `saved${next()}`;
      const [a, b, c] = [
        await client().makeTicket({ tags: [tag] }),
        await client().makeTicket({ tags: [tag], departmentId: 2 }),
        await client().makeTicket({ tags: [tag] }),
      ];
      const query = { tag, status: ['open', 'answered'], sort: '-id', include: ['department'], count: true };
      const { id, ...search } = await make(query, { shared: true });
      expect(search).toMatchObject({ query, shared: true, authorId: 1 });
      const all = await run(id);
      expect([ids(all), all.page.total]).toEqual([[c.id, b.id, a.id], 3]);
      expect(all.items[1].department).toEqual({ id: 2, name: 'Beta' });
      expect(ids(await run(id, 'alice'))).toEqual([c.id, a.id]);
      expect(ids(await run(id, 'bob'))).toEqual([b.id]);
      const first = await run(id, 'alice', '?limit=1');
      expect(ids(first)).toEqual([c.id]);
      expect(ids(await run(id, 'alice', `?limit=1&cursor=${first.page.next}`))).toEqual([a.id]);
      expectProblem(
        await client().get(`/saved-searches/${id}/tickets?status=closed`),
        422,
        'request.invalid',
        ['/status'],
      );
      await client().delete(`/saved-searches/${id}`);
    });

    it.each<[object]>([
      [{ assigneeId: 'none', priority: 'high', onHold: false }],
      [{ createdAfter: '2026-01-01T00:00:00.000Z', assigneeId: 3 }],
      [{ overdue: true, sort: '-overdueAt' }],
      [{}],
    ])('come back as they were saved, and run: %j', async (query) => {
      const { id, ...search } = await make(query);
      expect(search.query).toEqual(query);
      expect((await client().get(`/saved-searches/${id}/tickets`)).status).toBe(200);
      const renamed = await client().patch(`/saved-searches/${id}`, { name: 'Renamed' });
      expect(renamed.body).toMatchObject({ name: 'Renamed', query, version: 2 });
      await client().delete(`/saved-searches/${id}`);
    });

    it.each<[object, number, string, string[]?]>([
      [{ status: 'lost' }, 422, 'request.invalid', ['/query/status']],
      [{ limit: 5 }, 422, 'request.invalid', ['/query/limit']],
      [{ cursor: 'x' }, 422, 'request.invalid', ['/query/cursor']],
      [{ surprise: 1 }, 422, 'request.invalid', ['/query/surprise']],
      [
        { q: 'd', requesterId: -144, assigneeId: 0 },
        422,
        'request.invalid',
        ['/query/requesterId', '/query/assigneeId'],
      ],
      [{ overdue: true, sort: 'id' }, 422, 'ticket.sort_not_supported'],
      [{ customField: ['nothing:1'] }, 422, 'request.invalid', ['/customField']],
    ])('are never such as no list would take: %j', async (query, status, code, pointers) => {
      const refused = await client().post('/saved-searches', { name: 'x', query });
      expectProblem(refused, status, code, pointers);
      const { id } = await make({ status: 'open' });
      const path = `/saved-searches/${id}`;
      expectProblem(await client().patch(path, { query }), status, code, pointers);
      expect((await client().get(path)).body).toMatchObject({ query: { status: ['open'] }, version: 1 });
      await client().delete(path);
    });

    it('are private until they are shared, and then changed by their author and those above', async () => {
      const { id } = await make({}, {}, 'alice');
      const path = `/saved-searches/${id}`;
      const change = (json: object, as: string): Promise<Answer> => client().patch(path, json, { as });
      for (const as of ['bob', 'susan', 'admin', TOKENS.all]) {
        expectProblem(await client().get(path, { as }), 404, 'saved_search.not_found');
        expectProblem(await client().get(`${path}/tickets`, { as }), 404, 'saved_search.not_found');
        expect(ids((await client().get('/saved-searches?limit=100', { as })).body)).not.toContain(id);
      }
      expect((await change({ shared: true }, 'alice')).body).toMatchObject({ shared: true, authorId: 3 });
      expect(ids((await client().get('/saved-searches?limit=100', { as: 'bob' })).body)).toContain(id);
      expectProblem(await change({ name: 'x' }, 'bob'), 403, 'saved_search.not_yours');
      expect((await change({ name: 'By alice' }, 'alice')).status).toBe(200);
      expect((await change({ name: 'By susan' }, 'susan')).body.name).toBe('By susan');
      const stale = { as: 'alice', headers: { 'If-Match': '"1"' } };
      expectProblem(await client().delete(path, stale), 412, 'request.stale_version');
      expect((await client().delete(path, { as: 'alice' })).status).toBe(204);
    });

    it('stay when their author leaves, if they are shared', async () => {
      const username = `leaver${next()}`;
      const account = { username, fullName: 'L', email: `${username}@example.com`, role: 'staff' };
      const leaver = await client().make('/staff', { ...account, password: 'leaver password' });
      const login = await client().login(username, 'leaver password');
      const token = login.body.accessToken as string;
      const [shared, own] = [await make({}, { shared: true }, token), await make({}, {}, token)];
      expect((await client().delete(`/staff/${leaver.id}`)).status).toBe(204);
      expect((await client().get(`/saved-searches/${shared.id}`)).body.authorId).toBeNull();
      expectProblem(await client().get(`/saved-searches/${own.id}`), 404, 'saved_search.not_found');
      await client().delete(`/saved-searches/${shared.id}`);
    });
  });
}
