import { describe, expect, it } from 'vitest';
import { PNG } from '../../support/files.js';
import { type Answer, type Client, type Json, TOKENS, file, next } from './client.js';
import { expectProblem } from './conventions.js';

/** What is done to tickets: actions, merges, links, tags, categories, subscribers, many at once. */
export function ticketWorkSuite(client: () => Client): void {
  const act = (id: number, action: string, json: object = {}, as = 'admin'): Promise<Answer> =>
    client().call('POST', `/tickets/${id}/${action}`, { json, as });
  const eventsOf = async (id: number): Promise<string[]> =>
    (await client().get(`/tickets/${id}/events`)).body.items.map(({ type }: Json) => type);
  const show = async (id: number, query = ''): Promise<Json> =>
    (await client().get(`/tickets/${id}${query}`)).body;

  describe('an action', () => {
    it.each([
      ['hold', {}, { onHold: true }, 'ticket.held'],
      ['assign', { assigneeId: 3 }, { assigneeId: 3, status: 'in_progress' }, 'ticket.assigned'],
      ['move', { departmentId: 2 }, { departmentId: 2 }, 'ticket.moved'],
      ['resolve', { body: 'It was the plug.' }, { status: 'resolved', replyCount: 1 }, 'ticket.resolved'],
      ['close', {}, { status: 'closed' }, 'ticket.closed'],
    ])(
      '%s is done once, with its minutes, however often it is asked for',
      async (action, json, after, event) => {
        const { id } = await client().makeTicket();
        const stale = await client().call('POST', `/tickets/${id}/${action}`, {
          json,
          headers: { 'If-Match': '"7"' },
        });
        expectProblem(stale, 412, 'request.stale_version');
        const once = await act(id, action, { ...json, minutes: 5 });
        expect(once.body).toMatchObject({ ...after, minutes: 5, version: 2 });
        const again = await act(id, action, { ...json, minutes: 5 });
        expect([again.status, again.body.version, again.body.minutes]).toEqual([200, 2, 5]);
        expect((await eventsOf(id)).filter((type) => type === event)).toEqual([event]);
      },
    );

    it('resolves with an internal word that users never see', async () => {
      const { id } = await client().makeTicket();
      await act(id, 'resolve', { body: 'Psst.', visibility: 'internal' });
      const { items } = (await client().get(`/tickets/${id}/messages`)).body;
      expect(items.at(-1)).toMatchObject({ visibility: 'internal', bodyText: 'Psst.' });
      expectProblem(await act(id, 'resolve', {}), 422, 'request.invalid', ['/body']);
    });
  });

  describe('a resolution', () => {
    const seen = async (id: number, as: string): Promise<unknown> =>
      (await client().get(`/tickets/${id}`, { as })).body.resolution;

    it('is kept with the ticket until the next one, and read by its requester where it is public', async () => {
      const { id } = await client().makeTicket({ requesterId: 1 });
      expect(await show(id)).toMatchObject({ resolution: null, resolutionVisibility: null });
      await act(id, 'resolve', { body: '<p>New <b>toner</b>.</p>', bodyFormat: 'html', title: 'Resolved' });
      expect((await client().get(`/tickets/${id}/messages`)).body.items.at(-1).title).toBe('Resolved');
      await act(id, 'reopen');
      expect([(await show(id)).resolution, await seen(id, 'ann')]).toEqual(['New toner.', 'New toner.']);
      await act(id, 'resolve', { body: 'Psst.', visibility: 'internal' });
      expect(await show(id)).toMatchObject({ resolution: 'Psst.', resolutionVisibility: 'internal' });
      const told = (await client().get(`/tickets/${id}`, { as: 'ann' })).body;
      expect(told).toMatchObject({ status: 'resolved', resolution: null, resolutionVisibility: null });
      expect(JSON.stringify((await client().get(`/tickets`, { as: 'ann' })).body)).not.toContain('Psst');
      expect(JSON.stringify((await client().get(`/events`, { as: 'ann' })).body)).not.toContain('Psst');
    });

    it('comes with a public reply that resolves, and never with a note', async () => {
      const { id } = await client().makeTicket();
      const say = (json: object) => client().make(`/tickets/${id}/messages`, { status: 'resolved', ...json });
      await say({ body: 'For us.', visibility: 'internal' });
      expect(await show(id)).toMatchObject({ status: 'resolved', resolution: null });
      const { id: messageId, title } = await say({
        body: 'For *all*.',
        bodyFormat: 'markdown',
        title: 'Done',
      });
      expect(title).toBe('Done');
      expect(await show(id)).toMatchObject({ resolution: 'For *all*.', resolutionVisibility: 'public' });
      const retitled = await client().call('PATCH', `/messages/${messageId}`, { json: { title: 'Fixed' } });
      expect(retitled.body).toMatchObject({ title: 'Fixed', bodyText: 'For all.', version: 2 });
      expect(await eventsOf(id)).toContain('message.edited');
    });

    it('is set and cleared by hand, which is recorded', async () => {
      const { id } = await client().makeTicket({ requesterId: 1 });
      const patch = (json: object): Promise<Answer> => client().call('PATCH', `/tickets/${id}`, { json });
      const hidden = { resolution: 'By hand.', resolutionVisibility: 'internal' };
      expect((await patch(hidden)).body).toMatchObject(hidden);
      expect((await patch({ resolution: 'Again.' })).body).toMatchObject({
        resolutionVisibility: 'internal',
      });
      expect(await seen(id, 'ann')).toBeNull();
      await patch({ resolutionVisibility: 'public' });
      expect(await seen(id, 'ann')).toBe('Again.');
      const cleared = await patch({ resolution: null });
      expect(cleared.body).toMatchObject({ resolution: null, resolutionVisibility: null });
      const { items } = (await client().get(`/tickets/${id}/events`)).body;
      expect(items.at(-1).changes).toMatchObject({ resolution: ['Again.', null] });
    });
  });

  describe('a merged ticket', () => {
    it('leaves all it had in the other one, which its number leads to', async () => {
      const requesterId = (await client().makeUser()).id;
      const kept = (await client().makeTicket({ tags: ['kept'] })).id;
      const { id } = await client().makeTicket({
        requesterId,
        tags: ['merged'],
        subscribers: [{ address: 'carol@example.net', name: 'Carol' }],
      });
      await client().make(`/tickets/${id}/messages`, { body: 'More.', minutes: 7 });
      const merged = await act(id, 'merge', { intoTicketId: kept });
      expect(merged.body).toMatchObject({ status: 'duplicate', mergedIntoId: kept, minutes: 0, tags: [] });
      expect((await act(id, 'merge', { intoTicketId: kept })).body.version).toBe(merged.body.version);
      const target = await show(kept, '?include=messages,subscribers');
      expect(target).toMatchObject({ minutes: 7, replyCount: 2, tags: ['kept', 'merged'] });
      expect(target.messages.map(({ bodyText }: Json) => bodyText)).toContain('More.');
      expect(target.subscribers.map(({ kind, userId, name }: Json) => [kind, userId ?? name])).toEqual([
        ['staff', 'admin of staff'],
        ['address', 'Carol'],
        ['user', requesterId],
      ]);
      expect(await eventsOf(kept)).toContain('ticket.absorbed');
      expectProblem(await act(id, 'reopen'), 409, 'ticket.merged');
      expectProblem(await act(kept, 'merge', { intoTicketId: id }), 409, 'ticket.merged');
    });

    it('takes along what was merged into it, and is free again when the other one is deleted', async () => {
      const [a, b, c] = [
        await client().makeTicket(),
        await client().makeTicket(),
        await client().makeTicket(),
      ];
      await act(a.id, 'merge', { intoTicketId: b.id });
      await act(b.id, 'merge', { intoTicketId: c.id });
      expect([(await show(a.id)).mergedIntoId, (await show(b.id)).mergedIntoId]).toEqual([c.id, c.id]);
      await client().call('DELETE', `/tickets/${c.id}`);
      expect((await show(a.id)).mergedIntoId).toBeNull();
      expect((await act(a.id, 'reopen')).body.status).toBe('reopened');
    });

    it('is refused by itself, by nowhere, and by what the caller may not see', async () => {
      const { id } = await client().makeTicket();
      const foreign = await client().makeTicket({ departmentId: 2 });
      for (const intoTicketId of [id, 999_999, foreign.id])
        expectProblem(await act(id, 'merge', { intoTicketId }, 'alice'), 422, 'request.invalid', [
          '/intoTicketId',
        ]);
    });
  });

  describe('dependencies', () => {
    it('keep a ticket open until they are finished or it is forced, and go in no circle', async () => {
      const [a, b, c] = [
        await client().makeTicket(),
        await client().makeTicket(),
        await client().makeTicket(),
      ];
      const link = (from: Json, to: Json): Promise<Answer> =>
        client().post(`/tickets/${from.id}/links`, { ticketId: to.id, kind: 'depends_on' });
      const first = await link(a, b);
      expect(first.body).toMatchObject({ kind: 'depends_on', ticketId: b.id, status: 'open' });
      expect((await link(a, b)).body.id).toBe(first.body.id);
      await link(b, c);
      expectProblem(await link(c, a), 409, 'ticket.dependency_cycle');
      expectProblem(await act(a.id, 'close'), 409, 'ticket.open_dependencies');
      expect((await act(a.id, 'close', { force: true })).body.status).toBe('closed');
      expectProblem(await act(b.id, 'close'), 409, 'ticket.open_dependencies');
      await act(c.id, 'resolve', { body: 'Done.' });
      expect((await act(b.id, 'close')).body.status).toBe('closed');
      const [seen] = (await client().get(`/tickets/${b.id}/links`)).body.items;
      expect(seen).toMatchObject({ kind: 'blocks', ticketId: a.id });
    });

    it('are not told to who may not see the other ticket', async () => {
      const [own, foreign] = [await client().makeTicket(), await client().makeTicket({ departmentId: 2 })];
      const { id } = await client().make(`/tickets/${own.id}/links`, {
        ticketId: foreign.id,
        kind: 'related',
      });
      expect((await client().get(`/tickets/${own.id}/links`, { as: 'alice' })).body.items).toEqual([]);
      const removal = await client().call('DELETE', `/tickets/${own.id}/links/${id}`, { as: 'alice' });
      expectProblem(removal, 404, 'ticket_link.not_found');
      const guess = { ticketId: foreign.id, kind: 'related' };
      expectProblem(
        await client().post(`/tickets/${own.id}/links`, guess, { as: 'alice' }),
        422,
        'request.invalid',
        ['/ticketId'],
      );
    });
  });

  describe('subscribers', () => {
    it('of staff let them see a ticket of another department, in every list, until they leave', async () => {
      const { id } = await client().makeTicket({ departmentId: 2 });
      const lists = [
        '',
        '?sort=-createdAt',
        '?departmentId=2',
        '?subscriberStaffId=3&sort=id',
        '?status=open,answered',
      ];
      const seen = (): Promise<boolean[]> =>
        Promise.all(
          lists.map(async (query) =>
            (
              await client().get(`/tickets${query}${query ? '&' : '?'}limit=100`, { as: 'alice' })
            ).body.items.some((ticket: Json) => ticket.id === id),
          ),
        );
      expect(await seen()).toEqual(lists.map(() => false));
      const subscriber = await client().make(`/tickets/${id}/subscribers`, { staffId: 3 });
      expect(subscriber).toMatchObject({
        kind: 'staff',
        name: 'alice of staff',
        address: 'alice@example.com',
      });
      expect(
        (await client().post(`/tickets/${id}/subscribers`, { address: 'Alice@example.com' })).body.id,
      ).toBe(subscriber.id);
      expect(await seen()).toEqual(lists.map(() => true));
      expect((await client().get(`/tickets/${id}`, { as: 'alice' })).status).toBe(200);
      expect((await client().post(`/tickets/${id}/messages`, { body: 'Hi.' }, { as: 'alice' })).status).toBe(
        201,
      );
      await act(id, 'unsubscribe', {}, 'alice');
      expect(await seen()).toEqual(lists.map(() => false));
      expectProblem(await client().get(`/tickets/${id}`, { as: 'alice' }), 404, 'ticket.not_found');
    });

    describe('that are users', () => {
      const as = 'ben';
      const BEN = 2;
      const shown = async (query: string): Promise<number[]> =>
        (await client().get(`/tickets?limit=100&${query}`, { as })).body.items.map(({ id }: Json) => id);

      it('see the public side in every list, search and count while they may view it', async () => {
        const word = `copies${next()}`;
        const { id } = await client().makeTicket({ requesterId: 1, body: `${word}!`, priority: 'low' });
        const note = {
          fields: { body: `${word} inside`, visibility: 'internal' },
          files: [file('n.png', PNG)],
        };
        const inside = (await client().call('POST', `/tickets/${id}/messages`, { form: note })).body;
        const open = { fields: { body: 'See the file.' }, files: [file('a.png', PNG)] };
        const [attachment] = (await client().call('POST', `/tickets/${id}/messages`, { form: open })).body
          .attachments;
        const queries = [
          '',
          'sort=id',
          'sort=createdAt',
          'sort=-priority',
          'departmentId=1',
          'requesterId=1',
        ];
        const lists = [
          ...queries,
          'status=answered',
          'status=open,answered',
          'priority=low',
          `q=${word}`,
          `q=${id}`,
        ];
        const seen = (): Promise<boolean[]> =>
          Promise.all(lists.map(async (query) => (await shown(query)).includes(id)));
        const path = `/tickets/${id}`;
        const reads = [
          path,
          `${path}/messages`,
          `${path}/attachments`,
          `${path}/links`,
          `/attachments/${attachment.id}`,
          `/attachments/${attachment.id}/content`,
        ];
        const statuses = async (): Promise<number[]> =>
          Promise.all(reads.map(async (one) => (await client().get(one, { as })).status));
        expect(await seen()).toEqual(lists.map(() => false));
        const subscriber = await client().make(`${path}/subscribers`, { userId: BEN });
        expect(subscriber).toMatchObject({ kind: 'user', canView: true, canUpdate: true });
        expect(await seen()).toEqual(lists.map(() => true));
        expect((await client().get(`/tickets?count=true&q=${word}`, { as })).body.page.total).toBe(1);
        expect(await statuses()).toEqual(reads.map(() => 200));
        expect((await client().get(path, { as })).body).toMatchObject({
          assigneeId: null,
          openedById: null,
          tags: [],
        });
        const { items } = (await client().get(`${path}/messages`, { as })).body;
        expect(items.map(({ bodyText }: Json) => bodyText)).toEqual([`${word}!`, 'See the file.']);
        expect((await client().get(`${path}/attachments`, { as })).body.items).toHaveLength(1);
        for (const one of [`/messages/${inside.id}`, `/attachments/${inside.attachments[0].id}/content`])
          expect((await client().get(one, { as })).status).toBe(404);
        expect((await client().get(`/tickets?q=inside%20${word}`, { as })).body.items).toEqual([]);
        const right = `${path}/subscribers/${subscriber.id}`;
        const blind = await client().patch(right, { canView: false });
        expect(blind.body).toEqual({ ...subscriber, canView: false });
        expect(await seen()).toEqual(lists.map(() => false));
        expect(await statuses()).toEqual(reads.map(() => 404));
        await client().patch(right, { canView: true });
        expect(await seen()).toEqual(lists.map(() => true));
        expect((await act(id, 'unsubscribe', {}, as)).status).toBe(200);
        expect(await statuses()).toEqual(reads.map(() => 404));
      });

      it('answer while they may, and close nothing', async () => {
        const { id } = await client().makeTicket({
          requesterId: 1,
          subscribers: [{ userId: BEN, canUpdate: false }],
        });
        const [subscriber] = (await client().get(`/tickets/${id}/subscribers`)).body.items;
        const say = (): Promise<Answer> =>
          client().post(`/tickets/${id}/messages`, { body: 'Me too.' }, { as });
        const { token } = await client().make(`/tickets/${id}/public-links`, { userId: BEN });
        const byLink = (): Promise<Answer> =>
          client().post(`/public/tickets/${token}/messages`, { body: 'By link.' }, { as: null });
        for (const refused of [await say(), await byLink()]) expectProblem(refused, 403, 'ticket.read_only');
        expect((await client().get(`/public/tickets/${token}`, { as: null })).status).toBe(200);
        const path = `/tickets/${id}/subscribers/${subscriber.id}`;
        expect((await client().patch(path, { canUpdate: true })).body).toEqual({
          ...subscriber,
          canUpdate: true,
        });
        expect((await client().patch(path, { canUpdate: true })).status).toBe(200);
        expect((await say()).body.author).toEqual({ kind: 'user', id: BEN, name: 'Ben User' });
        expect((await byLink()).status).toBe(201);
        expectProblem(await act(id, 'close', {}, as), 403, 'ticket.not_yours');
        await client().patch(path, { canView: false });
        for (const refused of [await say(), await byLink(), await client().get(`/public/tickets/${token}`)])
          expectProblem(refused, 404, 'ticket.not_found');
        const link = await client().post(`/tickets/${id}/public-links`, { userId: BEN });
        expectProblem(link, 422, 'request.invalid', ['/userId']);
        const { items } = (await client().get(`/tickets/${id}/events`)).body;
        const told = items.filter(({ type }: Json) => type === 'ticket.subscriber_changed');
        const who = { kind: 'user', name: 'Ben User' };
        expect(told.map(({ details }: Json) => details)).toEqual([
          { ...who, canView: true, canUpdate: true },
          { ...who, canView: false, canUpdate: true },
        ]);
      });

      it('are those too who come to have the address, and answer what theirs was merged into', async () => {
        const email = `late${next()}@example.org`;
        const { id } = await client().makeTicket({
          subscribers: [{ address: email }, { address: `x${email}` }],
        });
        const user = await client().make('/users', { fullName: 'Late', email });
        const { token } = await client().make(`/tickets/${id}/public-links`, { userId: user.id });
        const say = (): Promise<Answer> =>
          client().post(`/public/tickets/${token}/messages`, { body: 'Here I am.' }, { as: null });
        expect((await say()).body.author.name).toBe('Late');
        const [subscriber] = (await client().get(`/tickets/${id}/subscribers`)).body.items;
        await client().patch(`/tickets/${id}/subscribers/${subscriber.id}`, { canUpdate: false });
        expectProblem(await say(), 403, 'ticket.read_only');
        const own = await client().makeTicket({ requesterId: BEN });
        await client().make(`/tickets/${id}/subscribers`, { userId: BEN, canView: false, canUpdate: false });
        await act(own.id, 'merge', { intoTicketId: id });
        const reply = await client().post(`/tickets/${own.id}/messages`, { body: 'On with it.' }, { as });
        expect(reply.body).toMatchObject({ ticketId: id });
        expect((await client().get(`/tickets/${id}`, { as })).status).toBe(200);
        const { items } = (await client().get(`/tickets/${id}/subscribers`)).body;
        const { id: subscriberId } = items.find(({ userId }: Json) => userId === BEN);
        await client().patch(`/tickets/${id}/subscribers/${subscriberId}`, { canUpdate: false });
        const late = await client().post(`/tickets/${own.id}/messages`, { body: 'And on.' }, { as });
        expectProblem(late, 403, 'ticket.read_only');
      });

      it('are no staff, of whom nothing is taken away', async () => {
        const { id } = await client().makeTicket();
        const staff = await client().make(`/tickets/${id}/subscribers`, { staffId: 3, canView: true });
        expect(staff).toMatchObject({ canView: true, canUpdate: true });
        const path = `/tickets/${id}/subscribers`;
        expectProblem(await client().post(path, { staffId: 4, canUpdate: false }), 422, 'request.invalid', [
          '/canUpdate',
        ]);
        const address = { address: 'bob@example.com', canView: false };
        expectProblem(await client().post(path, address), 422, 'request.invalid', ['/canView']);
        expectProblem(
          await client().patch(`${path}/${staff.id}`, { canView: false }),
          422,
          'request.invalid',
          ['/canView'],
        );
        expectProblem(await client().patch(`${path}/${staff.id}`, { canView: 1 }), 422, 'request.invalid', [
          '/canView',
        ]);
        expectProblem(await client().patch(`${path}/999999`, {}), 404, 'subscriber.not_found');
      });
    });

    it('are named in exactly one way, and exist', async () => {
      const { id } = await client().makeTicket();
      const add = (json: object): Promise<Answer> => client().post(`/tickets/${id}/subscribers`, json);
      for (const json of [{}, { staffId: 3, userId: 1 }])
        expectProblem(await add(json), 422, 'request.invalid');
      expectProblem(await add({ staffId: 6 }), 422, 'request.invalid', ['/staffId']);
      expectProblem(await add({ userId: 999_999 }), 422, 'request.invalid', ['/userId']);
      expect((await add({ userId: 1 })).body).toMatchObject({ kind: 'user', userId: 1 });
      expect((await act(id, 'subscribe', {}, TOKENS.all)).status).toBe(422);
    });
  });

  describe('tags', () => {
    it('are words on tickets, one for all spellings, counted and found', async () => {
      const name = `Printer ${next()}`;
      const { id } = await client().makeTicket({ tags: [name] });
      const tagged = await act(id, 'tags', { tags: [name.toLowerCase(), 'wet'] });
      expect(tagged.body).toMatchObject({ tags: [name, 'wet'], version: 2 });
      expect((await act(id, 'tags', { tags: ['wet'] })).body.version).toBe(2);
      const found = await client().get(`/tickets?tag=${encodeURIComponent(name.toUpperCase())}&count=true`);
      expect(found.body.items.map((ticket: Json) => ticket.id)).toEqual([id]);
      expect(found.body.page).toMatchObject({ total: 1, totalIsExact: true });
      const tags = (await client().get('/tags?limit=100')).body.items;
      const tag = tags.find((one: Json) => one.name === name);
      expect(tag.ticketCount).toBe(1);
      expectProblem(await client().post('/tags', { name: name.toUpperCase() }), 409, 'tag.name_taken');
      const off = await client().call('DELETE', `/tickets/${id}/tags?tag=WET`);
      expect(off.body.tags).toEqual([name]);
      expect((await client().patch(`/tickets/${id}`, { tags: [] })).body.tags).toEqual([]);
      expect((await client().get(`/tags/${tag.id}`)).body.ticketCount).toBe(0);
      await client().patch(`/tickets/${id}`, { tags: [name] });
      await client().call('DELETE', `/tags/${tag.id}`);
      expect((await show(id)).tags).toEqual([]);
      expect((await client().get(`/tickets?tag=${encodeURIComponent(name)}`)).body.items).toEqual([]);
    });
  });

  describe('categories', () => {
    it('belong to a department, which tickets leave them with', async () => {
      const category = await client().make('/departments/1/categories', { name: 'Printers' });
      const { id } = await client().makeTicket({ categoryId: category.id });
      const list = await client().get(`/tickets?categoryId=${category.id}&include=category`);
      expect(list.body.items).toMatchObject([{ id, category: { id: category.id, name: 'Printers' } }]);
      const other = await client().make('/departments/2/categories', { name: 'Other' });
      const wrong = await client().patch(`/tickets/${id}`, { categoryId: other.id });
      expectProblem(wrong, 422, 'request.invalid', ['/categoryId']);
      expectProblem(
        await client().get(`/departments/2/categories/${category.id}`),
        404,
        'category.not_found',
      );
      expect((await act(id, 'move', { departmentId: 2 })).body).toMatchObject({ categoryId: null });
      expect((await act(id, 'move', { departmentId: 2, categoryId: other.id })).body.categoryId).toBe(
        other.id,
      );
      await client().call('DELETE', `/departments/2/categories/${other.id}`);
      expect(await show(id)).toMatchObject({ categoryId: null, departmentId: 2 });
    });
  });

  describe('a ticket with its parts', () => {
    it('is opened with all of them or not at all, and shown with those that are asked for', async () => {
      const before = (await client().get('/tickets?count=true&limit=1')).body.page.total;
      const input = { departmentId: 1, subject: 'Parts', body: 'All.', requesterId: 1, assigneeId: 3 };
      const bad = { ...input, tags: ['a tag of nobody'], subscribers: [{ userId: 999_999 }] };
      expectProblem(await client().post('/tickets', bad), 422, 'request.invalid', ['/subscribers/0/userId']);
      expect((await client().get('/tickets?count=true&limit=1')).body.page.total).toBe(before);
      expect((await client().get('/tags?limit=100')).text).not.toContain('a tag of nobody');
      const { id } = await client().make('/tickets', {
        ...input,
        tags: ['parts'],
        subscribers: [{ userId: 2 }],
      });
      const words = 'requester,assignee,department,tags,category,messages,subscribers';
      expect(await show(id, `?include=${words}`)).toMatchObject({
        requester: { id: 1, fullName: 'Ann User', email: 'ann@example.org' },
        assignee: { id: 3, fullName: 'alice of staff' },
        department: { id: 1, name: 'Alpha' },
        category: null,
        tagDetails: [{ name: 'parts', colour: null }],
        messages: [{ bodyText: 'All.' }],
        subscribers: [
          { kind: 'user', userId: 2 },
          { kind: 'staff', staffId: 1 },
          { kind: 'staff', staffId: 3 },
        ],
      });
      expect(await show(id)).not.toHaveProperty('requester');
      const refused = await client().get(`/tickets/${id}?include=requester`, { as: TOKENS.reader });
      expectProblem(refused, 403, 'auth.forbidden');
    });

    it('keeps the words that a message had', async () => {
      const { id } = await client().makeTicket();
      const message = await client().make(`/tickets/${id}/messages`, { body: 'One.', minutes: 3 });
      await client().patch(`/messages/${message.id}`, { body: '<b>Two.</b>', bodyFormat: 'html' });
      await client().patch(`/messages/${message.id}`, { body: 'Three.' });
      const { items } = (await client().get(`/messages/${message.id}/history`)).body;
      expect(items.map(({ bodyText, bodyHtml }: Json) => [bodyText, bodyHtml])).toEqual([
        ['One.', '<p>One.</p>'],
        ['Two.', '<b>Two.</b>'],
      ]);
      expect((await show(id)).minutes).toBe(3);
      await client().call('DELETE', `/messages/${message.id}`);
      expect((await show(id)).minutes).toBe(0);
    });
  });

  describe('many tickets', () => {
    it('are changed one by one, each with a result of its own', async () => {
      const [a, b, foreign] = [
        await client().makeTicket(),
        await client().makeTicket(),
        await client().makeTicket({ departmentId: 2 }),
      ];
      const bulk = (json: object, as = 'alice'): Promise<Answer> =>
        client().post('/tickets/bulk', json, { as });
      const changed = await bulk({ ids: [b.id, foreign.id, a.id, b.id], changes: { priority: 'high' } });
      expect(changed.body.results).toEqual([
        { id: b.id, status: 200 },
        {
          id: foreign.id,
          status: 404,
          error: { code: 'ticket.not_found', detail: 'There is no such ticket.' },
        },
        { id: a.id, status: 200 },
      ]);
      expect((await show(a.id)).priority).toBe('high');
      await act(a.id, 'close');
      const assigned = await bulk({ ids: [a.id, b.id], action: { name: 'assign', assigneeId: 3 } });
      expect(assigned.body.results.map(({ status }: Json) => status)).toEqual([409, 200]);
      expectProblem(await bulk({ ids: [a.id], action: { name: 'assign' } }), 422, 'request.invalid', [
        '/action/assigneeId',
      ]);
      for (const json of [
        { ids: [a.id] },
        { ids: [], changes: {} },
        { ids: [a.id], action: { name: 'explode' } },
      ])
        expectProblem(await bulk(json), 422, 'request.invalid');
    });
  });

  describe('a list of tickets', () => {
    it('is narrowed by each filter, alone', async () => {
      const { id: departmentId } = await client().make('/departments', { name: 'Filters' });
      const { id: categoryId } = await client().make(`/departments/${departmentId}/categories`, {
        name: 'F',
      });
      const tag = `filter${next()}`;
      const { id: requesterId } = await client().makeUser();
      const wanted = await client().makeTicket(
        {
          departmentId,
          categoryId,
          requesterId,
          priority: 'very_low',
          tags: [tag],
          dueAt: '2031-01-01T00:00:00Z',
        },
        { as: 'bob' },
      );
      await act(wanted.id, 'hold');
      await client().make(`/tickets/${wanted.id}/subscribers`, { userId: requesterId });
      const from = encodeURIComponent((await show(wanted.id)).createdAt);
      const other = await client().makeTicket({ departmentId, assigneeId: 3 });
      await act(other.id, 'close');
      const filters = [
        `categoryId=${categoryId}`,
        `requesterId=${requesterId}`,
        `subscriberUserId=${requesterId}`,
        `tag=${tag}`,
        'priority=very_low',
        'assigneeId=none',
        'openedById=4',
        'onHold=true',
        'status=open',
        'sort=dueAt',
        `createdAfter=${from}&createdBefore=2031-01-01T00:00:00Z`,
        `updatedAfter=${from}&sort=-id`,
      ];
      for (const filter of filters)
        for (const place of ['', `&departmentId=${departmentId}`]) {
          const { body } = await client().get(`/tickets?${filter}${place}&limit=100&count=true`);
          const ids = body.items.map(({ id }: Json) => id);
          expect(ids, filter).toContain(wanted.id);
          if (!/After/.test(filter)) expect(ids, filter).not.toContain(other.id);
          if (place) expect(body.page.total, filter).toBe(ids.length);
        }
      expect((await client().get('/tickets?onHold=maybe')).status).toBe(422);
      expect(
        (await client().get(`/tickets?createdBefore=${from}&departmentId=${departmentId}`)).body.items,
      ).toEqual([]);
    });
  });

  describe('staff who take part', () => {
    const followersOf = async (id: number): Promise<number[]> =>
      (await client().get(`/tickets/${id}/subscribers`)).body.items.map(({ staffId }: Json) => staffId);

    it('follow the ticket that they open, answer, take or are given', async () => {
      const { id } = await client().makeTicket({}, { as: 'alice' });
      await client().make(`/tickets/${id}/messages`, { body: 'A reply.' }, { as: 'susan' });
      await act(id, 'assign', { assigneeId: 4 });
      await act(id, 'claim');
      expect(await followersOf(id)).toEqual([3, 2, 4, 1]);
      const { items } = (await client().get(`/tickets/${id}/events?limit=100`)).body;
      const subscribed = items.filter(({ type }: Json) => type === 'ticket.subscribed');
      expect(subscribed).toHaveLength(4);
      expect(subscribed[0].details).toEqual({
        kind: 'staff',
        name: 'alice of staff',
        staffId: 3,
        automatic: true,
      });
      // That shows it to nobody who has no other part in it, until they ask for it.
      expectProblem(await client().get(`/tickets/${id}`, { as: 'bob' }), 404, 'ticket.not_found');
      await client().make(`/tickets/${id}/subscribers`, { staffId: 4 });
      expect((await client().get(`/tickets/${id}`, { as: 'bob' })).status).toBe(200);
    });

    it('do not where the desk says so', async () => {
      await client().patch('/settings', { auto_subscribe: false });
      const { id } = await client().makeTicket({ assigneeId: 3 }, { as: 'susan' });
      await client().patch('/settings', { auto_subscribe: true });
      expect(await followersOf(id)).toEqual([]);
    });

    it('find their own tickets by `me`', async () => {
      const opened = (await client().makeTicket({}, { as: 'alice' })).id;
      const assigned = (await client().makeTicket({ assigneeId: 3 })).id;
      const newest = async (filter: string, as: string): Promise<number[]> =>
        (await client().get(`/tickets?sort=-id&limit=2&${filter}`, { as })).body.items.map(
          ({ id }: Json) => id,
        );
      expect((await newest('openedById=me', 'alice'))[0]).toBe(opened);
      expect((await newest('assigneeId=me', 'alice'))[0]).toBe(assigned);
      expect(await newest('subscriberStaffId=me', 'alice')).toEqual([assigned, opened]);
      const own = (await client().makeTicket({ requesterId: 1 })).id;
      expect((await newest('requesterId=me', 'ann'))[0]).toBe(own);
      expectProblem(await client().get('/tickets?requesterId=me'), 422, 'request.invalid', ['/requesterId']);
      expectProblem(await client().get('/tickets?openedById=none'), 422, 'request.invalid', ['/openedById']);
    });
  });

  describe('a ticket is moved', () => {
    it('by whom the settings let', async () => {
      const categoryId = (await client().make('/departments/1/categories', { name: `C${next()}` })).id;
      const { id } = await client().makeTicket();
      const move = (as: string): Promise<Answer> => act(id, 'move', { departmentId: 1, categoryId }, as);
      const change = (as: string, to: number | null): Promise<Answer> =>
        client().patch(`/tickets/${id}`, { categoryId: to }, { as });
      await client().patch('/settings', { change_category_only_admin_or_super_user: true });
      expectProblem(await move('alice'), 403, 'ticket.move_refused');
      expectProblem(await change('alice', categoryId), 403, 'ticket.move_refused');
      expect((await move('susan')).body).toMatchObject({ categoryId });
      expect((await move('alice')).status, 'it is there already').toBe(200);
      await client().patch('/settings', { change_category: false });
      expectProblem(await change('admin', null), 403, 'ticket.move_refused');
      expect((await change(TOKENS.all, null)).body).toMatchObject({ categoryId: null });
      await client().patch('/settings', {
        change_category: true,
        change_category_only_admin_or_super_user: false,
      });
      expect((await move('alice')).body).toMatchObject({ categoryId });
    });
  });

  describe('words in Markdown', () => {
    const MARKDOWN = '| a | b |\n|---|---|\n| 1 | ~~2~~ |\n\n```\n<b>\n```\n\nSee https://example.com <i>';

    it('have a source and a form to show, also before they are sent', async () => {
      const preview = await client().post('/messages/preview', { body: MARKDOWN, bodyFormat: 'markdown' });
      for (const part of [
        '<table>',
        '<s>2</s>',
        '<pre><code>&lt;b&gt;',
        '<a href="https://example.com">',
        '&lt;i&gt;',
      ])
        expect(preview.body.bodyHtml).toContain(part);
      const ticket = await client().makeTicket({ body: MARKDOWN, bodyFormat: 'markdown', minutes: 15 });
      const [message] = (await client().get(`/tickets/${ticket.id}/messages`)).body.items;
      expect(message).toMatchObject({ ...preview.body, body: MARKDOWN, bodyFormat: 'markdown', minutes: 15 });
      expect(ticket.minutes).toBe(15);
      expectProblem(await client().post('/messages/preview', { body: '' }), 422, 'request.invalid', [
        '/body',
      ]);
    });

    it('of HTML are safe in their source, too', async () => {
      const body = '<p onclick="x()">Hi<script>x()</script></p>';
      const { id } = await client().makeTicket({ body, bodyFormat: 'html' });
      const [message] = (await client().get(`/tickets/${id}/messages`)).body.items;
      expect(message).toMatchObject({ body: '<p>Hi</p>', bodyFormat: 'html' });
    });

    it('are quoted line by line, with who wrote them and when', async () => {
      const { id } = await client().makeTicket({ body: '# Title\n\nText.', bodyFormat: 'markdown' });
      const [message] = (await client().get(`/tickets/${id}/messages`)).body.items;
      const { body } = (await client().get(`/messages/${message.id}/quote`)).body;
      expect(body).toMatch(
        /^admin of staff wrote on \d+ \w+ \d{4} at \d\d:\d\d:\n\n> # Title\n>\n> Text\.\n\n$/,
      );
    });

    it('keep what they were, and their minutes can be put right', async () => {
      const { id } = await client().makeTicket({ minutes: 5 });
      const { id: messageId } = await client().make(`/tickets/${id}/messages`, { body: 'One.', minutes: 10 });
      const edit = (json: object, as = 'admin'): Promise<Answer> =>
        client().patch(`/messages/${messageId}`, json, { as });
      expect((await edit({ minutes: 20 })).body).toMatchObject({ body: 'One.', minutes: 20 });
      expect((await show(id)).minutes).toBe(25);
      await edit({ body: 'One.' });
      const edited = await edit({ body: '*Two.*', bodyFormat: 'markdown' });
      expect(edited.body).toMatchObject({ body: '*Two.*', bodyFormat: 'markdown', minutes: 20 });
      const { items } = (await client().get(`/messages/${messageId}/history`)).body;
      expect(items.map(({ body, bodyFormat }: Json) => [body, bodyFormat])).toEqual([['One.', 'text']]);
      expect((await eventsOf(id)).filter((type) => type === 'message.edited')).toHaveLength(2);
    });
  });
}
