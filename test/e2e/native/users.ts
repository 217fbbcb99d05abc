import { beforeAll, describe, expect, it } from 'vitest';
import { PNG } from '../../support/files.js';
import { mailTo, tokenIn } from './account.js';
import { type Answer, type Client, type Json, file, next } from './client.js';
import { expectProblem } from './conventions.js';

const from = (): Record<string, string> => {
  const number = next();
  return { 'X-Forwarded-For': `198.19.${number >> 8}.${number & 255}` };
};

export function usersSuite(client: () => Client): void {
  const post = (path: string, body: unknown, headers = from()): Promise<Answer> =>
    client().post(`/user-auth${path}`, body, { as: null, headers });
  const signIn = (email: string, password: string, headers = from()): Promise<Answer> =>
    post('/login', { email, password }, headers);

  /** A user who has never had a password, and the token of a link in a mail to them. */
  async function invited(): Promise<{ user: Json; token: string }> {
    const user = await client().makeUser();
    expect((await post('/link', { email: user.email })).status).toBe(202);
    return { user, token: tokenIn(await mailTo(client(), user.email, 'sign_in_link')) };
  }

  describe('users', () => {
    it('sign in by password, go on with refresh tokens and sign out', async () => {
      for (const login of [{ email: 'Ann@Example.org' }, { username: 'ANN' }]) {
        const { status, body } = await post('/login', { ...login, password: 'ann password' });
        expect({ status, body }).toEqual({
          status: 200,
          body: { accessToken: expect.any(String), refreshToken: expect.any(String), expiresIn: 900 },
        });
        const next = await post('/refresh', { refreshToken: body.refreshToken });
        const as = next.body.accessToken as string;
        expect((await client().get('/user-auth/me', { as })).body).toMatchObject({
          id: 1,
          fullName: 'Ann User',
        });
        // Neither's refresh token is known at the other's door.
        const elsewhere = await client().post(
          '/auth/refresh',
          { refreshToken: next.body.refreshToken },
          { as: null },
        );
        expectProblem(elsewhere, 401, 'auth.invalid_token');
        expect((await client().post('/user-auth/logout', undefined, { as })).status).toBe(204);
        expect((await client().get('/user-auth/me', { as })).status).toBe(401);
      }
      expectProblem(await client().get('/user-auth/me'), 403, 'auth.forbidden');
      expectProblem(await client().get('/auth/me', { as: 'ann' }), 403, 'auth.forbidden');
    });

    it('are refused alike whoever they are, and locked out like staff', async () => {
      const disabled = await invited();
      await post('/link/redeem', { token: disabled.token, newPassword: 'their password' });
      await client().patch(`/users/${disabled.user.id}`, { active: false });
      const seen = [
        await signIn('nobody@example.org', 'ann password'),
        await signIn('ann@example.org', 'wrong'),
        await signIn(disabled.user.email, 'their password'),
      ];
      for (const answer of seen) expectProblem(answer, 401, 'auth.invalid_credentials');
      const here = from();
      for (let round = 0; round < 3; round += 1)
        expect((await signIn('ben@example.org', 'wrong', here)).status).toBe(401);
      expectProblem(await signIn('ben@example.org', 'ben password', here), 429, 'auth.locked');
      expect((await signIn('ben@example.org', 'ben password')).status).toBe(200);
    });

    it('sign in by a link in a mail, once, and set their first password with it', async () => {
      const { user, token } = await invited();
      const unknown = await post('/link', { email: 'nobody@example.org' });
      expect([unknown.status, unknown.text]).toEqual([202, '']);
      expectProblem(await post('/link/redeem', { token: 'x'.repeat(43) }), 401, 'auth.invalid_token');
      // A link for staff is none for users, whatever it says.
      expectProblem(
        await client().post('/auth/reset-password', { token, newPassword: 'a password' }, { as: null }),
        401,
        'auth.invalid_token',
      );
      const { status, body } = await post('/link/redeem', { token });
      expect(status).toBe(200);
      expectProblem(await post('/link/redeem', { token }), 401, 'auth.invalid_token');
      const as = body.accessToken as string;
      const change = (json: object): Promise<Answer> =>
        client().patch('/user-auth/me/password', json, { as });
      expect((await change({ newPassword: 'a first password' })).status).toBe(204);
      expectProblem(await change({ newPassword: 'a second one' }), 422, 'request.invalid', [
        '/currentPassword',
      ]);
      expect((await signIn(user.email, 'a first password')).status).toBe(200);
      const renamed = await client().patch('/user-auth/me', { fullName: 'New Name' }, { as });
      expect(renamed.body).toMatchObject({ fullName: 'New Name' });
      expectProblem(
        await client().patch('/user-auth/me', { email: 'other@example.org' }, { as }),
        422,
        'request.invalid',
        ['/email'],
      );
      await client().patch(`/users/${user.id}`, { active: false });
      expect((await client().get('/user-auth/me', { as })).status).toBe(401);
    });

    describe('and their tickets', () => {
      let own: Json;
      let others: Json;
      let note: Json;
      const as = 'ann';

      beforeAll(async () => {
        own = await client().makeTicket({ subject: 'Of Ann' }, { as });
        others = await client().makeTicket({ subject: 'Of Ben', requesterId: 2 });
        const form = { fields: { body: 'Between us.', visibility: 'internal' }, files: [file('n.png', PNG)] };
        note = (await client().call('POST', `/tickets/${own.id}/messages`, { form })).body;
      });

      it('are opened in public departments, in their own name', async () => {
        expect(own).toMatchObject({ requesterId: 1, assigneeId: null, openedById: null, priority: 'normal' });
        const { items } = (await client().get(`/tickets/${own.id}/messages`)).body;
        expect(items[0].author).toEqual({ kind: 'user', id: 1, name: 'Ann User' });
        const open = (more: object): Promise<Answer> =>
          client().post('/tickets', { departmentId: 1, subject: 'x', body: 'x', ...more }, { as });
        expectProblem(await open({ departmentId: 3 }), 422, 'request.invalid', ['/departmentId']);
        for (const more of [
          { requesterId: 2 },
          { requester: { fullName: 'Eve', email: 'eve@example.org' } },
          { assigneeId: 3 },
          { priority: 'critical' },
          { dueAt: '2030-01-01T00:00:00Z' },
        ])
          expectProblem(await open(more), 422, 'request.invalid', [`/${Object.keys(more)[0]}`]);
      });

      it('are the only ones they see, in every list', async () => {
        const ids = async (query: string): Promise<number[]> =>
          (await client().get(`/tickets?limit=100${query}`, { as })).body.items.map(({ id }: Json) => id);
        for (const query of ['', '&departmentId=1', '&status=open', '&sort=-id']) {
          const seen = await ids(query);
          expect(seen, query).toContain(own.id);
          expect(seen, query).not.toContain(others.id);
        }
        expect(await ids('&requesterId=2')).toEqual([]);
        for (const path of ['', '/messages', '/attachments'])
          expectProblem(await client().get(`/tickets/${others.id}${path}`, { as }), 404, 'ticket.not_found');
      });

      it('are shown without notes and their files', async () => {
        const { items } = (await client().get(`/tickets/${own.id}/messages`, { as })).body;
        expect(items.map(({ visibility }: Json) => visibility)).toEqual(['public']);
        expectProblem(await client().get(`/messages/${note.id}`, { as }), 404, 'message.not_found');
        expect((await client().get(`/tickets/${own.id}/attachments`, { as })).body.items).toEqual([]);
        const [attachment] = note.attachments;
        for (const path of ['', '/content'])
          expectProblem(
            await client().get(`/attachments/${attachment.id}${path}`, { as }),
            404,
            'attachment.not_found',
          );
      });

      it('are shown without who works on them and for how long, and are not found by it', async () => {
        const { id } = await client().makeTicket({ requesterId: 1, assigneeId: 3, tags: ['inside'] });
        const work = { body: 'By staff.', minutes: 7 };
        await client().post(`/tickets/${id}/messages`, work, { as: 'alice' });
        const untold = { assigneeId: null, openedById: null, minutes: 0, tags: [] };
        const get = async (path: string, who: string = as): Promise<Json> =>
          (await client().get(path, { as: who })).body;
        expect(await get(`/tickets/${id}`, 'alice')).toMatchObject({
          assigneeId: 3,
          openedById: 1,
          minutes: 7,
        });
        expect(await get(`/tickets/${id}`)).toMatchObject(untold);
        expect((await get('/tickets?sort=-id&limit=1')).items[0]).toMatchObject({ id, ...untold });
        const included = await get(`/tickets/${id}?include=messages`);
        const { items } = await get(`/tickets/${id}/messages`);
        for (const messages of [included.messages, items, [await get(`/messages/${items[1].id}`)]])
          expect(messages.map(({ minutes }: Json) => minutes)).not.toContain(7);
        for (const query of ['assigneeId=3', 'assigneeId=none', 'openedById=1', 'tag=inside'])
          expect((await get(`/tickets?limit=100&count=true&${query}`)).page.total, query).toBe(0);
        expectProblem(await client().get(`/tickets/${id}?include=assignee`, { as }), 403, 'auth.forbidden');
        const closed = await client().post(`/tickets/${id}/close`, undefined, { as });
        expect(closed.body).toMatchObject({ status: 'closed', ...untold });
      });

      it('are answered publicly, with files, and closed; what is the desk’s they leave', async () => {
        const reply = (fields: Record<string, string>): Promise<Answer> =>
          client().call('POST', `/tickets/${own.id}/messages`, {
            as,
            form: { fields: { body: 'More.', ...fields }, files: [file('a.png', PNG)] },
          });
        const said = await reply({});
        expect(said.body).toMatchObject({ author: { kind: 'user', id: 1 }, visibility: 'public' });
        const [attachment] = said.body.attachments;
        expect((await client().get(`/attachments/${attachment.id}/content`, { as })).status).toBe(200);
        const desks: Record<string, string>[] = [
          { visibility: 'internal' },
          { status: 'closed' },
          { minutes: '5' },
        ];
        for (const more of desks)
          expectProblem(await reply(more), 422, 'request.invalid', [`/${Object.keys(more)[0]}`]);
        for (const [method, path] of [
          ['PATCH', ''],
          ['POST', '/claim'],
          ['POST', '/reopen'],
          ['GET', '/events'],
          ['DELETE', ''],
        ])
          expectProblem(
            await client().call(method!, `/tickets/${own.id}${path}`, { as, json: {} }),
            403,
            'auth.forbidden',
          );
        const closed = await client().post(`/tickets/${own.id}/close`, undefined, { as });
        expect(closed.body).toMatchObject({ status: 'closed' });
        expect((await reply({})).status).toBe(201);
        expect((await client().get(`/tickets/${own.id}`, { as })).body.status).toBe('reopened');
      });

      it('tell nothing of private departments, of accounts or of addresses of staff', async () => {
        const { items } = (await client().get('/departments?limit=100', { as })).body;
        expect(items.map(({ name }: Json) => name)).not.toContain('Secret');
        expectProblem(await client().get('/departments/3', { as }), 404, 'department.not_found');
        await client().post(`/tickets/${own.id}/messages`, { body: 'By staff.' }, { as: 'alice' });
        for (const path of ['', '/messages'])
          expect((await client().get(`/tickets/${own.id}${path}`, { as })).text).not.toContain(
            '@example.com',
          );
        for (const path of [
          '/staff',
          '/staff/3',
          '/users',
          '/users/1',
          '/departments/1/members',
          '/settings',
        ])
          expectProblem(await client().get(path, { as }), 403, 'auth.forbidden');
      });
    });
  });
}
