import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PNG } from '../../support/files.js';
import { type Answer, type Call, type Client, type Json, file, next } from './client.js';
import { expectProblem } from './conventions.js';

/** What people may do who have not signed in. */
export function publicSuite(client: () => Client): void {
  let departmentId: number;
  const email = (): string => `stranger${next()}@example.org`;
  const from = (address: string): Call => ({ as: null, headers: { 'X-Forwarded-For': address } });
  const submit = (more: object = {}, call: Call = from(`192.0.2.${next() % 250}`)): Promise<Answer> =>
    client().post(
      '/public/tickets',
      {
        departmentId,
        subject: 'From outside',
        body: 'Help.',
        requester: { fullName: 'Stranger', email: email() },
        ...more,
      },
      call,
    );
  const ticketsOf = async (address: string): Promise<Json[]> => {
    const users = (await client().get(`/users?limit=100`)).body.items as Json[];
    const user = users.find((one) => one.email === address);
    return user ? (await client().get(`/tickets?requesterId=${user.id}`)).body.items : [];
  };

  describe('the public', () => {
    beforeAll(async () => {
      departmentId = (await client().make('/departments', { name: 'Counter', publicSubmission: true })).id;
    });
    afterAll(() => client().delete(`/departments/${departmentId}`));

    it('is told what a form for tickets needs, and of no private department', async () => {
      const { status, body } = await client().get('/settings/public', { as: null });
      expect(status).toBe(200);
      expect(body).toMatchObject({
        title: 'Switchdesk',
        languages: ['en', 'fr'],
        language: 'en',
        timezone: 'UTC',
        maintenance: false,
        attachments: {
          enabled: true,
          maxFiles: 3,
          maxBytes: 262_144,
          extensions: ['png', 'txt', 'pdf', 'gif'],
        },
      });
      expect(body.departments).toContainEqual({ id: departmentId, name: 'Counter', publicSubmission: true });
      expect(body.departments.map(({ id }: Json) => id)).not.toContain(3);
    });

    it('opens tickets with files where that is allowed, and learns nothing by it', async () => {
      const address = email();
      const requester = { fullName: 'Stranger', email: address };
      const first = await submit({ requester });
      const again = await submit({ requester: { ...requester, fullName: 'Somebody else' } });
      for (const answer of [first, again]) {
        expect(answer.status).toBe(201);
        expect(answer.body).toEqual({
          departmentId,
          subject: 'From outside',
          receivedAt: expect.stringMatching(/Z$/),
        });
        expect(answer.headers['location']).toBeUndefined();
      }
      const fields = {
        departmentId: String(departmentId),
        subject: 'Form',
        body: 'Help.',
        'requester[fullName]': 'S',
        'requester[email]': address,
      };
      const form = { fields, files: [file('a.png', PNG)] };
      const byForm = await client().call('POST', '/public/tickets', { ...from('192.0.2.251'), form });
      expect(byForm.status, byForm.text).toBe(201);
      const tickets = await ticketsOf(address);
      expect(tickets).toHaveLength(3);
      const withFile = tickets.find(({ subject }) => subject === 'Form');
      expect((await client().get(`/tickets/${withFile.id}/attachments`)).body.items).toHaveLength(1);
      const { items } = (await client().get(`/tickets/${withFile.id}/messages`)).body;
      expect(items[0].author).toMatchObject({ kind: 'user', name: 'Stranger' });
    });

    it('opens none in private departments, nor where it is not allowed', async () => {
      await client().patch('/departments/3', { publicSubmission: true });
      for (const id of [1, 3, 9_999])
        expectProblem(await submit({ departmentId: id }), 422, 'request.invalid', ['/departmentId']);
      await client().patch('/departments/3', { publicSubmission: false });
      expectProblem(await submit({ priority: 'high' }), 422, 'request.invalid', ['/priority']);
    });

    it('is answered alike when the desk wants nothing of the sender', async () => {
      const [ignored, disabled] = [email(), email()];
      await client().patch('/settings', { mail_ignore: [ignored] });
      const user = await client().makeUser({ email: disabled });
      await client().patch(`/users/${user.id}`, { active: false });
      for (const address of [ignored, disabled]) {
        const answer = await submit({ requester: { fullName: 'Nobody', email: address } });
        expect([answer.status, answer.body.subject]).toEqual([201, 'From outside']);
        expect(await ticketsOf(address)).toEqual([]);
      }
      await client().patch('/settings', { mail_ignore: [] });
    });

    it('opens so many an hour from one network', async () => {
      await client().patch('/settings', { public_ticket_limit: 2 });
      const seen = [];
      for (const last of ['1', '2', '3']) seen.push(await submit({}, from(`2001:db8:1:2::${last}`)));
      expect(seen.map(({ status }) => status)).toEqual([201, 201, 429]);
      expectProblem(seen[2]!, 429, 'request.rate_limited');
      expect(seen.map(({ headers }) => headers['ratelimit-remaining'])).toEqual(['1', '0', '0']);
      expect(Number(seen[2]!.headers['retry-after'])).toBeGreaterThan(0);
      expect((await submit({}, from('2001:db8:1:3::1'))).status).toBe(201);
      await client().patch('/settings', { public_ticket_limit: 20 });
    });

    it('may try again with its key', async () => {
      const requester = { fullName: 'Stranger', email: email() };
      const call = from('192.0.2.252');
      const keyed = { ...call, headers: { ...call.headers, 'Idempotency-Key': `public-${next()}` } };
      const [one, two] = [await submit({ requester }, keyed), await submit({ requester }, keyed)];
      expect(two.text).toBe(one.text);
      expect(two.headers['idempotency-replayed']).toBe('true');
      expect(await ticketsOf(requester.email)).toHaveLength(1);
    });

    it('waits during maintenance, while staff and programs go on', async () => {
      await client().patch('/settings', { maintenance: true });
      const closed = await submit();
      expectProblem(closed, 503, 'server.maintenance');
      expect(Number(closed.headers['retry-after'])).toBeGreaterThan(0);
      expect((await client().get('/settings/public', { as: null })).body.maintenance).toBe(true);
      expect((await client().get('/tickets', { as: 'alice' })).status).toBe(200);
      expect((await client().patch('/settings', { maintenance: false })).status).toBe(200);
      expect((await submit()).status).toBe(201);
    });
  });
}
