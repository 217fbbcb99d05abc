import sharp, { type Create } from 'sharp';
import { describe, expect, it } from 'vitest';
import { type Answer, type Client, type Json, file, next } from './client.js';
import { expectProblem } from './conventions.js';

/** A photograph that lies on its side, with a place and a maker in its metadata; its left half is red, the right one blue. */
async function photograph(): Promise<Buffer> {
  const half = (background: string): Create => ({
    width: 150,
    height: 200,
    channels: 3,
    background,
  });
  const right = await sharp({ create: half('blue') })
    .png()
    .toBuffer();
  return sharp({ create: { ...half('red'), width: 300 } })
    .composite([{ input: right, left: 150, top: 0 }])
    .withExif({ IFD0: { Make: 'A camera' }, IFD3: { GPSLatitude: '48/1 51/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
}

export function peopleSuite(client: () => Client): void {
  const upload = (path: string, picture: Buffer, as = 'admin', field = 'avatar'): Promise<Answer> =>
    client().call('PUT', path, { as, form: { fields: {}, files: [{ ...file('me.jpg', picture), field }] } });
  const picture = (path: string): Promise<Response> => fetch(client().url + path);

  describe('people', () => {
    it('are found by the beginnings of their names, addresses and usernames', async () => {
      const mark = `q${next()}x`;
      const chloe = await client().makeUser({ fullName: `Chloé O'${mark}`, email: `c.${mark}@example.org` });
      const ben = await client().makeUser({ fullName: `Ben ${mark.toUpperCase()}` });
      const account = {
        username: `u.${mark}`,
        role: 'staff',
        fullName: 'A Person',
        email: `p${next()}@x.org`,
      };
      const agent = await client().make('/staff', account);
      const find = async (kind: string, search: string, more = ''): Promise<number[]> =>
        (
          await client().get(`/${kind}?search=${encodeURIComponent(search)}${more}`, { as: 'alice' })
        ).body.items.map(({ id }: Json) => id);
      expect(await find('users', mark)).toEqual([chloe.id, ben.id].toSorted((a, b) => a - b));
      expect(await find('users', `chlo ${mark}`)).toEqual([chloe.id]);
      expect(await find('users', `C.${mark}@EXAMPLE`)).toEqual([chloe.id]);
      expect(await find('users', `${mark} zoe`)).toEqual([]);
      expect(await find('users', mark.slice(1))).toEqual([]);
      expect(await find('users', mark, '&limit=1')).toHaveLength(1);
      expect(await find('staff', `u.${mark}`)).toEqual([agent.id]);
      expect(await find('staff', mark)).toEqual([agent.id]);
      await client().patch(`/users/${ben.id}`, { fullName: 'Ben Other' });
      expect(await find('users', mark)).toEqual([chloe.id]);
      await client().delete(`/users/${chloe.id}`);
      await client().delete(`/staff/${agent.id}`);
      expect([...(await find('users', mark)), ...(await find('staff', mark))]).toEqual([]);
      expectProblem(await client().get('/users?search='), 422, 'request.invalid', ['/search']);
    });

    it('have a job title, which they may change themselves', async () => {
      const changed = await client().patch('/auth/me', { jobTitle: 'Network engineer' }, { as: 'alice' });
      expect(changed.body.jobTitle).toBe('Network engineer');
      expectProblem(
        await client().patch('/auth/me', { jobTitle: 'x'.repeat(65) }, { as: 'alice' }),
        422,
        'request.invalid',
        ['/jobTitle'],
      );
      expect((await client().patch('/staff/3', { jobTitle: null })).body.jobTitle).toBeNull();
    });

    it('have a picture: upright, square, in two sizes, and with nothing of the camera in it', async () => {
      const before = (await client().get('/auth/me', { as: 'alice' })).body;
      const { body } = await upload('/auth/me/avatar', await photograph(), 'alice');
      expect(body).toMatchObject({ id: 3, version: before.version + 1 });
      for (const [size, pixels] of Object.entries({ large: 256, small: 64 })) {
        const answer = await picture(body.avatar[size]);
        expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/webp']);
        expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
        expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
        const content = Buffer.from(await answer.arrayBuffer());
        const seen = await sharp(content).metadata();
        expect(seen).toMatchObject({ width: pixels, height: pixels, format: 'webp' });
        expect([seen.exif, seen.orientation, seen.icc, seen.xmp]).toEqual([
          undefined,
          undefined,
          undefined,
          undefined,
        ]);
        const { data } = await sharp(content).raw().toBuffer({ resolveWithObject: true });
        // What lay on its side stands: red above, blue below.
        expect(data[0]!).toBeGreaterThan(200);
        expect(data.at(-1)!).toBeGreaterThan(200);
        expect(data[2]!).toBeLessThan(80);
      }
      const other = await upload(
        '/staff/3/avatar',
        await sharp({ create: { width: 9, height: 9, channels: 4, background: '#0f08' } })
          .png()
          .toBuffer(),
      );
      expect(other.body.avatar).not.toEqual(body.avatar);
      await expect.poll(async () => (await picture(body.avatar.large)).status).toBe(404);
      expect((await picture(other.body.avatar.large)).status).toBe(200);
      expect((await client().delete('/auth/me/avatar', { as: 'alice' })).status).toBe(204);
      expect((await client().get('/staff/3')).body.avatar).toBeNull();
      await expect.poll(async () => (await picture(other.body.avatar.small)).status).toBe(404);
    });

    it('get no picture that is none, is broken, too large, or would burst when it is unpacked', async () => {
      const bomb = await sharp({ create: { width: 6_000, height: 6_000, channels: 3, background: 'red' } })
        .png()
        .toBuffer();
      expect(bomb.length).toBeLessThan(1_000_000);
      const whole = await photograph();
      const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
      for (const content of [
        bomb,
        svg,
        whole.subarray(0, whole.length / 2),
        Buffer.from('GIF89a'),
        Buffer.alloc(0),
      ])
        expectProblem(await upload('/auth/me/avatar', content, 'alice'), 422, 'request.invalid', ['/avatar']);
      const large = await upload('/auth/me/avatar', Buffer.alloc(5 * 1_048_576 + 1), 'alice');
      expectProblem(large, 413, 'avatar.too_large');
      expectProblem(await upload('/auth/me/avatar', whole, 'alice', 'file'), 422, 'request.invalid', [
        '/avatar',
      ]);
      expectProblem(
        await client().call('PUT', '/auth/me/avatar', { as: 'alice', json: {} }),
        415,
        'request.unsupported_media_type',
      );
      expect((await client().get('/staff/3')).body.avatar).toBeNull();
    });

    it('are counted what they write and what they have to do', async () => {
      const account = {
        username: `count${next()}`,
        role: 'staff',
        fullName: 'Counted',
        email: `c${next()}@x.org`,
      };
      const { id } = await client().make('/staff', { ...account, departmentIds: [1] });
      const counts = async (): Promise<[number, number]> => {
        const { posts, assigned } = (await client().get(`/staff/${id}`)).body;
        return [posts, assigned];
      };
      expect(await counts()).toEqual([0, 0]);
      const first = await client().makeTicket({ assigneeId: id });
      const second = await client().makeTicket();
      expect(await counts()).toEqual([0, 1]);
      await client().post(`/tickets/${second.id}/assign`, { assigneeId: id });
      await client().patch(`/tickets/${first.id}`, { subject: 'Another' });
      expect(await counts()).toEqual([0, 2]);
      await client().post(`/tickets/${first.id}/close`);
      expect(await counts()).toEqual([0, 1]);
      await client().post(`/tickets/${first.id}/reopen`);
      await client().patch(`/tickets/${second.id}`, { assigneeId: 3 });
      expect(await counts()).toEqual([0, 1]);
      await client().delete(`/tickets/${first.id}`);
      expect(await counts()).toEqual([0, 0]);
    });

    it('count their own words, until those are deleted', async () => {
      const posts = async (): Promise<number> => (await client().get('/staff/4')).body.posts;
      const before = await posts();
      const { id } = await client().makeTicket({ departmentId: 2 }, { as: 'bob' });
      const note = { body: 'x', visibility: 'internal' };
      const said = await client().make(`/tickets/${id}/messages`, note, { as: 'bob' });
      await client().make(`/tickets/${id}/messages`, { body: 'x' }, { as: 'bob' });
      await client().make(`/tickets/${id}/messages`, { body: 'x' });
      expect(await posts()).toBe(before + 3);
      await client().delete(`/messages/${said.id}`);
      expect(await posts()).toBe(before + 2);
      await client().delete(`/tickets/${id}`);
      expect(await posts()).toBe(before);
    });

    it('are one when they turn out to be: tickets, words and subscriptions go to who is left', async () => {
      const [from, into] = [await client().makeUser(), await client().makeUser()];
      const ticket = await client().makeTicket({ requesterId: from.id });
      const both = await client().makeTicket();
      const none = { canView: false, canUpdate: false };
      await client().make(`/tickets/${both.id}/subscribers`, { userId: from.id, ...none, canView: true });
      await client().make(`/tickets/${both.id}/subscribers`, { userId: into.id, ...none });
      const other = await client().makeTicket();
      await client().make(`/tickets/${other.id}/subscribers`, { userId: from.id });
      const merge = (intoUserId: number, as = 'susan'): Promise<Answer> =>
        client().post(`/users/${from.id}/merge`, { intoUserId }, { as });
      expectProblem(await merge(into.id, 'alice'), 403, 'auth.forbidden');
      for (const nobody of [from.id, 999_999])
        expectProblem(await merge(nobody), 422, 'request.invalid', ['/intoUserId']);
      expect(await merge(into.id)).toMatchObject({ status: 200, body: { id: into.id, email: into.email } });
      expectProblem(await client().get(`/users/${from.id}`), 404, 'user.not_found');
      const moved = (await client().get(`/tickets/${ticket.id}`)).body;
      expect(moved).toMatchObject({ requesterId: into.id, version: ticket.version + 1 });
      for (const { id } of [both, other]) {
        const { items } = (await client().get(`/tickets/${id}/subscribers`)).body;
        expect(items.flatMap(({ userId }: Json) => userId ?? [])).toEqual([into.id]);
        const rights = { canView: true, canUpdate: id === other.id };
        expect(items.find(({ userId }: Json) => userId === into.id)).toMatchObject(rights);
      }
      const { items } = (await client().get(`/tickets/${ticket.id}/events`)).body;
      expect(items.at(-1)).toMatchObject({ changes: { requesterId: [from.id, into.id] } });
    });

    it('are told all that is known of them, and erased with it', async () => {
      const email = `gdpr${next()}@example.org`;
      // Before there was an account.
      const copied = await client().makeTicket({ subscribers: [{ address: email }] });
      const user = await client().makeUser({ email, fullName: 'Gerda Private' });
      const ticket = await client().makeTicket({ requesterId: user.id, subject: 'My illness' });
      await client().make(`/tickets/${ticket.id}/messages`, {
        body: 'A secret note.',
        visibility: 'internal',
      });
      const record = await client().get(`/users/${user.id}/export`);
      expect(record.body.user).toMatchObject({ email, fullName: 'Gerda Private', hasPassword: false });
      expect(record.body.tickets).toEqual([
        expect.objectContaining({ id: ticket.id, subject: 'My illness' }),
      ]);
      expect(record.body.tickets[0].messages).toHaveLength(1);
      expect(record.text).not.toContain('secret note');
      expect(record.body.subscriptions).toEqual([expect.objectContaining({ ticketId: copied.id })]);
      expectProblem(
        await client().post(`/users/${user.id}/erase`, undefined, { as: 'susan' }),
        403,
        'auth.forbidden',
      );
      expect((await client().post(`/users/${user.id}/erase`)).status).toBe(204);
      expectProblem(await client().get(`/users/${user.id}`), 404, 'user.not_found');
      expectProblem(await client().get(`/tickets/${ticket.id}`), 404, 'ticket.not_found');
      expect((await client().get(`/tickets/${copied.id}/subscribers`)).text).not.toContain(email);
      expect((await client().get(`/outbound-mails?recipient=${email}`)).body.items).toEqual([]);
      const feed = (await client().get(`/events?resource=user&resourceId=${user.id}`)).text;
      expect(feed).not.toContain('Gerda');
    });

    it("come from Flicket's users.json with their hashes, sign in, and go back as they came", async () => {
      const hash = '$2b$10$K7uDhfOfQ12SahQ40bWjP.kOSnvG.pBHOK94bFtIWsjkDUWKbkoeW';
      const mark = `fl${next()}`;
      const joe = { username: `${mark}joe`, name: 'Joe Blogs', email: `${mark}@email.com`, password: hash };
      const rows = [
        joe,
        { ...joe, username: `${mark}other` },
        { ...joe, username: 'ALICE', email: `a${mark}@email.com` },
        { ...joe, username: `${mark}x`, email: 'admin@localhost' },
        { ...joe, password: 'demo123' },
      ];
      const send = (more: object): Promise<Answer> =>
        client().post('/users/import', { users: rows, as: 'staff', ...more });
      const refused = [
        { row: 2, field: 'email', rule: 'is in use' },
        { row: 3, field: 'username', rule: 'is in use' },
        { row: 4, field: 'email', rule: 'is not an e-mail address' },
        { row: 5, field: 'password', rule: 'is no hash of a password' },
      ];
      expect((await send({ dryRun: true })).body).toEqual({ added: [joe.username], refused });
      expect((await send({ allOrNothing: true })).body).toEqual({ added: [], refused });
      await client().patch('/settings', { password_hashing: 'bcrypt' });
      expect((await send({})).body).toEqual({ added: [joe.username], refused });
      expect((await client().login(joe.username, 'demo123')).status).toBe(200);
      const [made] = (await client().get(`/staff?search=${joe.username}`)).body.items;
      const departments = (await client().get('/departments?limit=100')).body.items;
      expect(made).toMatchObject({ role: 'staff', fullName: 'Joe Blogs' });
      expect(made.departmentIds).toHaveLength(departments.length);
      const exported = (await client().get(`/users/export?as=staff&after=${made.id - 1}`)).body;
      expect(exported).toEqual({ users: [joe], notBcrypt: [], next: null });
      await client().patch('/settings', { password_hashing: 'argon2id' });
      expect((await client().login(joe.username, 'demo123')).status).toBe(200);
      const after = (await client().get(`/users/export?as=staff&after=${made.id - 1}`)).body;
      expect(after.notBcrypt).toEqual([joe.username]);
      await client().delete(`/staff/${made.id}`);
    });
  });
}
