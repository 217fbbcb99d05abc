import { describe, expect, it } from 'vitest';
import { type Answer, type Client, type Json, TOKENS, next } from './client.js';
import { expectProblem } from './conventions.js';

/** Create, read, list, change, delete: what each resource looks like and what it refuses. */
export function resourcesSuite(client: () => Client): void {
  const eventsOf = async (id: number): Promise<Json[]> =>
    (await client().get(`/tickets/${id}/events`)).body.items;
  const ids = ({ body }: Answer): number[] => body.items.map(({ id }: { id: number }) => id);

  describe('departments', () => {
    it('are created after the last, shown in their order, changed and deleted', async () => {
      const first = await client().make('/departments', { name: 'First 🏢', position: 0 });
      const last = await client().make('/departments', { name: 'Last', private: true });
      expect(first).toEqual({
        id: first.id,
        name: 'First 🏢',
        slug: 'first',
        private: false,
        publicSubmission: false,
        emailSubmission: true,
        locale: null,
        newTicketCc: [],
        updatedTicketCc: [],
        defaultAssigneeId: null,
        escalateDays: null,
        position: 0,
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
        version: 1,
      });
      const listed = ids(await client().get('/departments'));
      expect([listed[0], listed.at(-1)]).toEqual([first.id, last.id]);
      const moved = await client().patch(`/departments/${last.id}`, { position: 0, private: false });
      expect(moved.body).toMatchObject({ position: 0, private: false, name: 'Last' });
      expect(ids(await client().get('/departments')).slice(0, 2)).toEqual([first.id, last.id]);
      for (const { id } of [first, last])
        expect((await client().delete(`/departments/${id}`)).status).toBe(204);
    });

    it('have rules of their own, of which users are told only what concerns them', async () => {
      const rules = {
        locale: 'fr',
        emailSubmission: false,
        newTicketCc: ['Lead@example.com'],
        updatedTicketCc: ['lead@example.com', 'log@example.com'],
        defaultAssigneeId: 3,
        escalateDays: 2,
      };
      const { id, slug } = await client().make('/departments', { name: 'Réception', ...rules });
      expect(slug).toBe('reception');
      const read = await client().get(`/departments/${id}`);
      expect(read.body).toMatchObject(rules);
      const renamed = await client().patch(
        `/departments/${id}`,
        { name: 'Accueil', escalateDays: null, newTicketCc: [] },
        { headers: { 'If-Match': read.headers['etag'] as string } },
      );
      expect(renamed.body).toMatchObject({ name: 'Accueil', slug, escalateDays: null, newTicketCc: [] });
      const shown = (await client().get(`/departments/${id}`, { as: 'ann' })).body;
      expect(shown).toMatchObject({ slug, locale: 'fr', emailSubmission: false });
      for (const secret of ['newTicketCc', 'updatedTicketCc', 'defaultAssigneeId', 'escalateDays'])
        expect(shown).not.toHaveProperty(secret);
      expect((await client().make('/departments', { name: 'Réception!' })).slug).toBe('reception-2');
      const faulty: [object, string][] = [
        [{ slug: 'other' }, '/slug'],
        [{ locale: 'de' }, '/locale'],
        [{ newTicketCc: ['nobody'] }, '/newTicketCc'],
        [{ defaultAssigneeId: 6 }, '/defaultAssigneeId'],
        [{ escalateDays: 0 }, '/escalateDays'],
      ];
      for (const [change, pointer] of faulty)
        expectProblem(await client().patch(`/departments/${id}`, change), 422, 'request.invalid', [pointer]);
      const taken = await client().post('/departments', { name: 'x', slug });
      expectProblem(taken, 409, 'department.slug_taken', ['/slug']);
    });

    it('have members, seen from both sides', async () => {
      const { id } = await client().make('/departments', { name: 'With members' });
      const members = `/departments/${id}/members`;
      expect((await client().call('PUT', members, { json: { staffIds: [4, 3] } })).body).toEqual({
        staffIds: [3, 4],
      });
      expect((await client().get('/staff/3')).body.departmentIds).toContain(id);
      expect((await client().call('PUT', members, { json: { staffIds: [4] } })).body).toEqual({
        staffIds: [4],
      });
      expect((await client().get('/staff/3')).body.departmentIds).toEqual([1]);
      expectProblem(
        await client().call('PUT', members, { json: { staffIds: [4, 9999] } }),
        422,
        'request.invalid',
        ['/staffIds'],
      );
      expectProblem(
        await client().call('PUT', members, { json: { staffIds: [4, 4] } }),
        422,
        'request.invalid',
        ['/staffIds'],
      );
      expectProblem(await client().call('PUT', members, { json: {} }), 422, 'request.invalid', ['/staffIds']);
      expect((await client().get(members)).body).toEqual({ staffIds: [4] });
      expect((await client().delete(`/departments/${id}`)).status).toBe(204);
      expect((await client().get('/staff/4')).body.departmentIds).toEqual([2]);
      expectProblem(await client().get(members), 404, 'department.not_found');
    });
  });

  describe('days without escalation', () => {
    it('are added, listed, changed and taken back', async () => {
      const made = await client().make('/escalation-exclusions', { name: 'Christmas', date: '2026-12-25' });
      expect(made).toMatchObject({ name: 'Christmas', date: '2026-12-25', departmentId: null, version: 1 });
      const path = `/escalation-exclusions/${made.id}`;
      const { headers } = await client().get(path);
      const change = { date: '2026-12-26', departmentId: 1 };
      const guard = { headers: { 'If-Match': headers['etag'] as string } };
      expect((await client().patch(path, change, guard)).body).toMatchObject({ ...change, version: 2 });
      expectProblem(await client().patch(path, change, guard), 412, 'request.stale_version');
      expect(ids(await client().get('/escalation-exclusions?limit=100'))).toContain(made.id);
      for (const [faulty, pointer] of [
        [{ date: '2026-02-30' }, '/date'],
        [{ date: '2026-2-3' }, '/date'],
        [{ departmentId: 9999 }, '/departmentId'],
      ] as const)
        expectProblem(await client().patch(path, faulty), 422, 'request.invalid', [pointer]);
      expect((await client().delete(path)).status).toBe(204);
      expectProblem(await client().get(path), 404, 'escalation_exclusion.not_found');
    });
  });

  describe('webhooks', () => {
    const hook = {
      name: 'Chat',
      url: 'https://chat.example.com/hook',
      events: ['ticket.opened'],
      active: false,
    };

    it('show their secret when it is made, and never again', async () => {
      const made = await client().make('/webhooks', hook);
      expect(made).toMatchObject({ ...hook, version: 1, secret: expect.stringMatching(/^whsec_/) });
      const path = `/webhooks/${made.id}`;
      const { secret: _, ...shown } = made;
      expect((await client().get(path)).body).toEqual(shown);
      expect((await client().get('/webhooks')).text).not.toContain('whsec_');
      const rotated = await client().post(`${path}/rotate-secret`);
      expect(rotated.body).toMatchObject({ version: 2, previousSecretUntil: expect.any(String) });
      expect(rotated.body.secret).not.toBe(made.secret);
      const changed = await client().patch(path, { events: ['ticket.noted', 'ticket.closed'] });
      expect(changed.body).toMatchObject({ events: ['ticket.noted', 'ticket.closed'], version: 3 });
      expect((await client().get(`${path}/deliveries`)).body.items).toEqual([]);
      expectProblem(await client().post(`${path}/ping`), 409, 'webhook.inactive');
      expect((await client().delete(path)).status).toBe(204);
      expectProblem(await client().get(`${path}/deliveries`), 404, 'webhook.not_found');
    });

    it('take only what can be sent to', async () => {
      for (const url of [
        'ftp://x.example',
        'https://me:secret@x.example',
        'https://x.example#y',
        'x',
        'http://10.0.0.1/',
      ])
        expectProblem(await client().post('/webhooks', { ...hook, url }), 422, 'request.invalid', ['/url']);
      for (const events of [[], ['ticket.exploded'], ['ping']])
        expectProblem(await client().post('/webhooks', { ...hook, events }), 422, 'request.invalid', [
          '/events',
        ]);
    });

    it('are described with what they send', async () => {
      const { webhooks, components } = (await client().callAt('GET', '/docs/openapi.json')).body;
      expect(Object.keys(webhooks)).toEqual(
        expect.arrayContaining(['ticket.opened', 'ticket.noted', 'ping']),
      );
      const { schema } = webhooks['ticket.opened'].post.requestBody.content['application/json'];
      expect(components.schemas).toHaveProperty([schema.$ref.split('/').at(-1)]);
    });
  });

  describe('users', () => {
    it('are created, found by address whatever its case, changed and deleted', async () => {
      const email = `Zoë${next()}@example.org`.replace('ë', 'e');
      const user = await client().make('/users', { fullName: 'Zoë 🌻', email });
      expect(user).toMatchObject({ fullName: 'Zoë 🌻', email, active: true, version: 1 });
      const found = await client().get(`/users?email=${encodeURIComponent(email.toUpperCase())}`);
      expect(found.body).toEqual({ items: [user], page: { next: null, prev: null, limit: 25 } });
      const changed = await client().patch(`/users/${user.id}`, { active: false });
      expect(changed.body).toMatchObject({ active: false, email, version: 2 });
      expect((await client().delete(`/users/${user.id}`)).status).toBe(204);
      expectProblem(await client().get(`/users/${user.id}`), 404, 'user.not_found');
    });

    it('share no address, in any spelling', async () => {
      expectProblem(
        await client().post('/users', { fullName: 'x', email: 'ANN@example.org' }),
        409,
        'user.email_taken',
        ['/email'],
      );
      const { id, email } = await client().makeUser();
      expectProblem(
        await client().patch(`/users/${id}`, { email: 'Ann@Example.org' }),
        409,
        'user.email_taken',
        ['/email'],
      );
      expect((await client().patch(`/users/${id}`, { email: email.toUpperCase() })).status).toBe(200);
    });

    it.each([
      '',
      ' ',
      'x',
      'x@',
      '@x.org',
      'x@localhost',
      'a b@x.org',
      ' x@x.org',
      `${'a'.repeat(65)}@x.org`,
    ])('are refused with the address "%s"', async (email) => {
      expectProblem(await client().post('/users', { fullName: 'x', email }), 422, 'request.invalid', [
        '/email',
      ]);
    });
  });

  describe('staff', () => {
    const account = (more: object = {}): Record<string, unknown> => {
      const number = next();
      return {
        username: `agent${number}`,
        fullName: 'An agent',
        email: `agent${number}@example.com`,
        role: 'staff',
        ...more,
      };
    };

    it('are created with departments, changed, and deleted without their tickets', async () => {
      const input = account({ password: 'a long password', departmentIds: [2, 1] });
      const created = await client().make('/staff', input);
      const { password: _p, ...shown } = input;
      expect(created).toMatchObject({ ...shown, departmentIds: [1, 2], active: true, twoFactor: false });
      expect(created).not.toHaveProperty('password');
      const { id: ticketId } = await client().makeTicket({ assigneeId: created.id });
      const changed = await client().patch(`/staff/${created.id}`, { role: 'superuser', departmentIds: [] });
      expect(changed.body).toMatchObject({
        role: 'superuser',
        departmentIds: [],
        username: input['username'],
      });
      expect((await client().delete(`/staff/${created.id}`)).status).toBe(204);
      expect((await client().get(`/tickets/${ticketId}`)).body).toMatchObject({
        id: ticketId,
        assigneeId: null,
      });
    });

    it('share no username and no address, in any spelling', async () => {
      expectProblem(
        await client().post('/staff', account({ username: 'ALICE' })),
        409,
        'account.username_taken',
      );
      expectProblem(
        await client().post('/staff', account({ email: 'ALICE@example.com' })),
        409,
        'staff.email_taken',
      );
      expectProblem(
        await client().post('/staff', account({ departmentIds: [9999] })),
        422,
        'request.invalid',
        ['/departmentIds'],
      );
      expectProblem(await client().post('/staff', account({ role: 'owner' })), 422, 'request.invalid', [
        '/role',
      ]);
      expectProblem(await client().post('/staff', account({ password: 'short' })), 422, 'request.invalid', [
        '/password',
      ]);
      expectProblem(await client().post('/staff', account({ username: 'a b' })), 422, 'request.invalid', [
        '/username',
      ]);
    });

    it('never lose their last administrator', async () => {
      for (const change of [{ active: false }, { role: 'staff' }])
        expectProblem(await client().patch('/staff/1', change), 409, 'staff.last_admin');
      expectProblem(await client().delete('/staff/1'), 409, 'staff.last_admin');
    });

    it('who are disabled are out at once', async () => {
      const input = account({ password: 'a long password' });
      const { id } = await client().make('/staff', input);
      const { accessToken, refreshToken } = (
        await client().login(input['username'] as string, 'a long password')
      ).body;
      expect((await client().get('/tickets', { as: accessToken })).status).toBe(200);
      await client().patch(`/staff/${id}`, { active: false });
      expect((await client().get('/tickets', { as: accessToken })).status).toBe(401);
      expect((await client().post('/auth/refresh', { refreshToken }, { as: null })).status).toBe(401);
    });

    it('change their own name and address, and nothing else about themselves', async () => {
      const changed = await client().patch('/auth/me', { fullName: 'Bob the Agent' }, { as: 'bob' });
      expect(changed.body).toMatchObject({ id: 4, fullName: 'Bob the Agent', role: 'staff' });
      for (const change of [
        { role: 'admin' },
        { departmentIds: [1] },
        { active: true },
        { username: 'root' },
      ])
        expectProblem(await client().patch('/auth/me', change, { as: 'bob' }), 422, 'request.invalid');
    });
  });

  describe('API tokens', () => {
    it('are shown once, work until they are switched off or deleted, and tell when they were used', async () => {
      const created = await client().make('/api-tokens', { name: 'monitor', permissions: ['users/read'] });
      const { token, ...row } = created;
      expect(token).toMatch(/^sd_[\w-]{43}$/);
      expect(row).toMatchObject({
        hint: token.slice(0, 8),
        allowedAddresses: [],
        active: true,
        lastUsedAt: null,
      });
      expect((await client().get(`/api-tokens/${row.id}`)).body).toEqual(row);
      expect((await client().get('/api-tokens')).text).not.toContain(token);
      expect((await client().get('/users', { as: token })).status).toBe(200);
      await expect
        .poll(async () => (await client().get(`/api-tokens/${row.id}`)).body.lastUsedAt)
        .not.toBeNull();
      await client().patch(`/api-tokens/${row.id}`, { active: false });
      expect((await client().get('/users', { as: token })).status).toBe(401);
      await client().patch(`/api-tokens/${row.id}`, { active: true, permissions: ['tickets/read'] });
      expectProblem(await client().get('/users', { as: token }), 403, 'auth.forbidden');
      expect((await client().delete(`/api-tokens/${row.id}`)).status).toBe(204);
      expect((await client().get('/tickets', { as: token })).status).toBe(401);
    });

    it('get another value, for that of before lets nobody in at once', async () => {
      const { token: old, ...row } = await client().make('/api-tokens', {
        name: 'Leaky',
        permissions: ['tags/read'],
      });
      expect((await client().get('/tags', { as: old })).status).toBe(200);
      const stale = await client().post(
        `/api-tokens/${row.id}/rotate`,
        {},
        { headers: { 'If-Match': '"9"' } },
      );
      expectProblem(stale, 412, 'request.stale_version');
      const answer = await client().post(`/api-tokens/${row.id}/rotate`);
      const { token, ...rotated } = answer.body;
      expect([answer.status, answer.headers['etag']]).toEqual([200, '"2"']);
      const { lastUsedAt: _, updatedAt: __, ...same } = row;
      expect(rotated).toMatchObject({ ...same, hint: token.slice(0, 8), version: 2 });
      expect((await client().get('/tags', { as: old })).status).toBe(401);
      expect((await client().get('/tags', { as: token })).status).toBe(200);
      expectProblem(await client().post('/api-tokens/999999/rotate'), 404, 'api_token.not_found');
    });

    it('compare exactly', async () => {
      const token = TOKENS.reader;
      expect((await client().get('/tickets', { as: token })).status).toBe(200);
      for (const near of [
        token.toUpperCase(),
        token.slice(0, -1),
        `${token}0`,
        `${token}%20`,
        token.replace('0', 'O'),
        '*',
        '%',
      ])
        expect((await client().get('/tickets', { as: near })).status, near).toBe(401);
    });

    it('are refused with unknown permissions and addresses, by the place in the list', async () => {
      const token = (more: object): Promise<Answer> =>
        client().post('/api-tokens', { name: 'x', permissions: [], ...more });
      expectProblem(await token({ permissions: ['users/read', 'users/*'] }), 422, 'request.invalid', [
        '/permissions',
      ]);
      expectProblem(await token({ permissions: ['profile/read'] }), 422, 'request.invalid', ['/permissions']);
      expectProblem(await token({ allowedAddresses: ['10.0.0.1', '10.0.0.300'] }), 422, 'request.invalid', [
        '/allowedAddresses/1',
      ]);
      expectProblem(await token({ allowedAddresses: ['10.0.0.0/33', 'localhost'] }), 422, 'request.invalid', [
        '/allowedAddresses/0',
        '/allowedAddresses/1',
      ]);
    });
  });

  describe('tickets', () => {
    it('are opened with their first message for a user by id or by address', async () => {
      const input = {
        departmentId: 1,
        subject: 'Fire 🔥',
        body: 'It burns.\nHelp!',
        priority: 'critical',
        requesterId: 1,
      };
      const answer = await client().post('/tickets', input, { as: 'alice' });
      const ticket = answer.body;
      expect(ticket).toEqual({
        id: expect.any(Number),
        subject: 'Fire 🔥',
        status: 'open',
        priority: 'critical',
        departmentId: 1,
        categoryId: null,
        mergedIntoId: null,
        firstResponseAt: null,
        closedAt: null,
        minutes: 0,
        tags: [],
        customFields: {},
        requesterId: 1,
        assigneeId: null,
        openedById: 3,
        onHold: false,
        dueAt: null,
        overdue: false,
        resolution: null,
        resolutionVisibility: null,
        overdueAt: expect.any(String),
        lastEscalatedAt: null,
        replyCount: 0,
        lastMessageAt: expect.any(String),
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
        version: 1,
      });
      expect((await client().get(`/tickets/${ticket.id}`)).body).toEqual(ticket);
      const { items } = (await client().get(`/tickets/${ticket.id}/messages`)).body;
      expect(items).toMatchObject([
        {
          ticketId: ticket.id,
          author: { kind: 'staff', id: 3, name: 'alice of staff' },
          visibility: 'public',
          bodyText: 'It burns.\nHelp!',
          bodyHtml: '<p>It burns.<br />\nHelp!</p>',
          attachments: [],
        },
      ]);
      const email = `New${next()}@example.org`;
      const first = await client().makeTicket({ requester: { fullName: 'New', email } });
      const second = await client().makeTicket({
        requester: { fullName: 'Other', email: email.toLowerCase() },
      });
      expect(second.requesterId).toBe(first.requesterId);
      expect((await client().get(`/users/${first.requesterId}`)).body).toMatchObject({
        fullName: 'New',
        email,
      });
    });

    it('point to what exists, or name every field that does not', async () => {
      const input = { departmentId: 9999, subject: 'x', body: 'x', requesterId: 9999, assigneeId: 6 };
      expectProblem(await client().post('/tickets', input), 422, 'request.invalid', [
        '/departmentId',
        '/requesterId',
        '/assigneeId',
      ]);
      const both = {
        departmentId: 1,
        subject: 'x',
        body: 'x',
        requesterId: 1,
        requester: { fullName: 'x', email: 'x@y.org' },
      };
      expectProblem(await client().post('/tickets', both), 422, 'request.invalid', ['/requester']);
      const { id } = await client().makeTicket();
      expectProblem(await client().patch(`/tickets/${id}`, { departmentId: 9999 }), 422, 'request.invalid', [
        '/departmentId',
      ]);
      expectProblem(await client().patch(`/tickets/${id}`, { assigneeId: 6 }), 422, 'request.invalid', [
        '/assigneeId',
      ]);
      // No row has this number, and it is not nothing.
      const zero = { categoryId: 0, assigneeId: 0 };
      for (const answer of [
        await client().post('/tickets', { departmentId: 1, subject: 'x', body: 'x', ...zero }),
        await client().patch(`/tickets/${id}`, zero),
      ])
        expectProblem(answer, 422, 'request.invalid', ['/categoryId', '/assigneeId']);
    });

    it('leave no user behind when they are refused', async () => {
      const email = `ghost${next()}@example.org`;
      const input = { departmentId: 9999, subject: 'x', body: 'x', requester: { fullName: 'Ghost', email } };
      expect((await client().post('/tickets', input)).status).toBe(422);
      expect((await client().get(`/users?email=${email}`)).body.items).toEqual([]);
    });

    it('change by hand, each change an event with from and to', async () => {
      const { id } = await client().makeTicket();
      const change = {
        subject: 'New subject',
        status: 'closed',
        priority: 'high',
        departmentId: 2,
        assigneeId: 4,
        onHold: true,
      };
      expect((await client().patch(`/tickets/${id}`, change)).body).toMatchObject({ ...change, version: 2 });
      const events = (await eventsOf(id)).filter(({ details }) => !details.automatic);
      expect(events).toMatchObject([
        { type: 'ticket.opened' },
        {
          type: 'ticket.changed',
          actor: { kind: 'staff', id: 1, name: 'admin of staff' },
          changes: {
            subject: ['A subject', 'New subject'],
            status: ['open', 'closed'],
            departmentId: [1, 2],
            assigneeId: [null, 4],
            onHold: [false, true],
          },
        },
      ]);
    });

    it('are claimed, assigned, released, closed and reopened; what the status does not allow is 409', async () => {
      const { id } = await client().makeTicket();
      const act = (action: string, body?: unknown, as = 'alice'): Promise<Answer> =>
        client().call('POST', `/tickets/${id}/${action}`, { as, json: body });
      expect((await act('claim')).body).toMatchObject({ status: 'in_progress', assigneeId: 3, version: 2 });
      expect((await act('claim')).body).toMatchObject({ version: 2 });
      expect((await act('assign', { assigneeId: 4 })).body).toMatchObject({ assigneeId: 4, version: 3 });
      expectProblem(await act('release'), 403, 'ticket.not_yours');
      expect((await act('release', undefined, 'bob')).body).toMatchObject({
        status: 'open',
        assigneeId: null,
      });
      expect((await act('close')).body).toMatchObject({ status: 'closed' });
      expectProblem(await act('release'), 409, 'ticket.transition_refused');
      expectProblem(await act('assign', { assigneeId: 3 }), 409, 'ticket.transition_refused');
      expect((await act('reopen')).body).toMatchObject({ status: 'reopened' });
      expectProblem(await act('assign', { assigneeId: null }), 422, 'request.invalid', ['/assigneeId']);
      for (const assigneeId of [6, 0])
        expectProblem(await act('assign', { assigneeId }), 422, 'request.invalid', ['/assigneeId']);
      expectProblem(await act('claim', undefined, TOKENS.all), 422, 'request.invalid', ['/assigneeId']);
      const events = (await eventsOf(id)).filter(({ details }) => !details.automatic);
      expect(events.map(({ type }) => type)).toEqual(
        ['opened', 'claimed', 'assigned', 'released', 'closed', 'reopened'].map((what) => `ticket.${what}`),
      );
    });
  });

  describe('messages', () => {
    it('are replies and notes; a reply moves the status, a note moves nothing', async () => {
      const { id } = await client().makeTicket();
      const note = await client().make(`/tickets/${id}/messages`, {
        body: 'Psst',
        visibility: 'internal',
        minutes: 5,
      });
      expect(note).toMatchObject({ visibility: 'internal', minutes: 5, bodyText: 'Psst' });
      expect((await client().get(`/tickets/${id}`)).body).toMatchObject({
        status: 'open',
        replyCount: 0,
        version: 2,
      });
      await client().make(`/tickets/${id}/messages`, { body: 'Answer' });
      expect((await client().get(`/tickets/${id}`)).body).toMatchObject({
        status: 'answered',
        replyCount: 1,
        version: 3,
      });
      await client().make(`/tickets/${id}/messages`, { body: 'Done', status: 'closed' });
      expect((await client().get(`/tickets/${id}`)).body).toMatchObject({ status: 'closed', replyCount: 2 });
      const { items } = (await client().get(`/tickets/${id}/messages`)).body;
      expect(items.map(({ bodyText }: Json) => bodyText)).toEqual(['A body.', 'Psst', 'Answer', 'Done']);
    });

    it('are edited with the old words kept, and deleted but for the first', async () => {
      const { id } = await client().makeTicket();
      const reply = await client().make(`/tickets/${id}/messages`, { body: 'Old words' });
      const edited = await client().patch(`/messages/${reply.id}`, {
        body: '**New**',
        bodyFormat: 'markdown',
      });
      expect(edited.body).toMatchObject({ bodyHtml: '<p><strong>New</strong></p>\n', version: 2 });
      const [first] = (await client().get(`/tickets/${id}/messages`)).body.items;
      expectProblem(await client().delete(`/messages/${first.id}`), 409, 'message.opens_ticket');
      expect((await client().delete(`/messages/${reply.id}`)).status).toBe(204);
      expectProblem(await client().get(`/messages/${reply.id}`), 404, 'message.not_found');
      expect((await client().get(`/tickets/${id}`)).body.replyCount).toBe(0);
      const kept = (await eventsOf(id)).find(({ type }) => type === 'message.edited');
      expect(kept.changes.body).toEqual(['Old words', '**New**']);
    });

    it.each([
      [
        'html',
        '<p onclick="x()">Hi<script>alert(1)</script><a href="javascript:x">y</a><img src=x onerror=x></p>',
      ],
      ['markdown', 'Hi <script>alert(1)</script><img src=x onerror=x> [y](javascript:alert(1))'],
      ['text', '<script>alert(1)</script><img src=x onerror=x>'],
    ])('of the format %s are safe to show', async (bodyFormat, body) => {
      const { id } = await client().makeTicket({ body, bodyFormat });
      const [{ bodyHtml, bodyText }] = (await client().get(`/tickets/${id}/messages`)).body.items;
      const tags = bodyHtml.match(/<[^>]*>/g).join('');
      expect(tags).not.toMatch(/script|onerror|onclick|javascript:/i);
      expect(bodyText).not.toBe('');
    });

    it.each([
      ['body', { body: '' }],
      ['body', { body: ' \n ' }],
      ['body', {}],
      ['bodyFormat', { body: 'x', bodyFormat: 'rtf' }],
      ['visibility', { body: 'x', visibility: 'secret' }],
      ['status', { body: 'x', status: 'done' }],
      ['minutes', { body: 'x', minutes: -1 }],
      ['minutes', { body: 'x', minutes: 1.5 }],
    ])('are refused with a bad %s', async (field, body) => {
      const { id } = await client().makeTicket();
      expectProblem(await client().post(`/tickets/${id}/messages`, body), 422, 'request.invalid', [
        `/${field}`,
      ]);
    });
  });

  describe('texts', () => {
    it('are whole: a megabyte with emoji and line ends; NUL and halves of pairs do no harm', async () => {
      const long = `${'😀é'.repeat(1_000)}\n`.repeat(200);
      const { id } = await client().makeTicket({ body: long });
      const [message] = (await client().get(`/tickets/${id}/messages`)).body.items;
      expect(message.bodyText === long).toBe(true);
      const odd = await client().makeTicket({ body: 'a\0b\ud800c' });
      const [other] = (await client().get(`/tickets/${odd.id}/messages`)).body.items;
      expect(other.bodyText).toBe('a\0b\ufffdc');
    });

    it('have lengths that every database keeps, and one line no control characters', async () => {
      const endless = { departmentId: 1, subject: 'x', body: 'x'.repeat(4_000_001) };
      expectProblem(await client().post('/tickets', endless), 422, 'request.invalid', ['/body']);
      const { id } = await client().makeTicket();
      for (const subject of ['a\0b', 'a\nb', 'a\ud800b', 'a\u0085b', ' \t ', 'x'.repeat(1001)])
        expectProblem(await client().patch(`/tickets/${id}`, { subject }), 422, 'request.invalid', [
          '/subject',
        ]);
      for (const subject of ['x'.repeat(1000), '😀'.repeat(1000), 'a\tb', '\u202eabc'])
        expect((await client().patch(`/tickets/${id}`, { subject })).body.subject).toBe(subject);
      const longName = { fullName: 'é'.repeat(500), email: `long${next()}@example.org` };
      expect((await client().make('/users', longName)).fullName).toBe(longName.fullName);
    });
  });
}
