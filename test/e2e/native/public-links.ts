import { describe, expect, it } from 'vitest';
import { PNG } from '../../support/files.js';
import { type Answer, type Client, type Json, TOKENS, file } from './client.js';
import { expectProblem } from './conventions.js';

/** Tickets by secret links, without signing in. */
export function publicLinksSuite(client: () => Client): void {
  const outside = { as: null, headers: { 'X-Forwarded-For': '198.51.100.7' } };
  const view = (token: string, path = ''): Promise<Answer> =>
    client().get(`/public/tickets/${token}${path}`, outside);
  const say = (token: string, body: string): Promise<Answer> =>
    client().post(`/public/tickets/${token}/messages`, { body }, outside);
  const linkTo = (id: number, json: object = {}): Promise<Json> =>
    client().make(`/tickets/${id}/public-links`, json);
  const newTicket = async (more: object = {}): Promise<[user: Json, id: number]> => {
    const user = await client().makeUser();
    return [user, (await client().makeTicket({ requesterId: user.id, ...more })).id];
  };

  describe('a secret link', () => {
    it('shows the public part of its ticket, and nothing of the desk', async () => {
      const fields = ['open', 'hidden'].map((name) => ({ name, label: name, type: 'text' }));
      const made = [
        await client().make('/custom-fields', fields[0]),
        await client().make('/custom-fields', { ...fields[1], staffOnly: true }),
      ];
      const [, id] = await newTicket({ assigneeId: 3, customFields: { open: 'seen', hidden: 'Psst' } });
      await client().make(`/tickets/${id}/messages`, { body: 'Psst.', visibility: 'internal', minutes: 5 });
      await client().make(`/tickets/${id}/messages`, { body: 'Water helps.' });
      await client().post(`/tickets/${id}/resolve`, { body: 'Psst!', visibility: 'internal' });
      const { token } = await linkTo(id);
      const { body, status } = await view(token);
      expect([status, body]).toEqual([
        200,
        {
          id,
          subject: 'A subject',
          department: 'Alpha',
          status: 'resolved',
          priority: 'normal',
          replyCount: 1,
          resolution: null,
          customFields: expect.objectContaining({ open: 'seen' }),
          lastMessageAt: expect.any(String),
          closedAt: expect.any(String),
          createdAt: expect.any(String),
        },
      ]);
      const { items } = (await view(token, '/messages')).body;
      expect(items.map(({ bodyText, author }: Json) => [bodyText, author])).toEqual([
        ['A body.', { kind: 'staff', name: 'admin of staff' }],
        ['Water helps.', { kind: 'staff', name: 'admin of staff' }],
      ]);
      expect(JSON.stringify([body, items])).not.toMatch(/Psst|assigneeId|"hidden"/);
      for (const field of made) await client().delete(`/custom-fields/${field.id}`);
    });

    it('replies as its person, with files, and opens the ticket again', async () => {
      const [user, id] = await newTicket();
      const { token } = await linkTo(id);
      await client().post(`/tickets/${id}/close`);
      const answer = await client().call('POST', `/public/tickets/${token}/messages`, {
        ...outside,
        form: { fields: { body: 'It burns again.' }, files: [file('fire.png', PNG)] },
      });
      expect(answer.status, answer.text).toBe(201);
      expect(answer.body).toMatchObject({
        bodyText: 'It burns again.',
        author: { kind: 'user', name: user.fullName },
        attachments: [{ name: 'fire.png' }],
      });
      expect((await client().callAt('GET', answer.body.attachments[0].url, outside)).status).toBe(200);
      const { items } = (await client().get(`/tickets/${id}/messages`)).body;
      expect(items.at(-1).author).toEqual({ kind: 'user', id: user.id, name: user.fullName });
      expect((await client().get(`/tickets/${id}`)).body.status).toBe('reopened');
      const refused = await client().post(
        `/public/tickets/${token}/messages`,
        { body: 'x', visibility: 'internal', status: 'closed' },
        outside,
      );
      expectProblem(refused, 422, 'request.invalid', ['/visibility', '/status']);
    });

    it('is for the requester and for users who get copies, each with their own', async () => {
      const [, id] = await newTicket();
      const other = await client().makeUser();
      const stranger = await client().post(`/tickets/${id}/public-links`, { userId: other.id });
      expectProblem(stranger, 422, 'request.invalid', ['/userId']);
      const { id: subscriberId } = await client().make(`/tickets/${id}/subscribers`, { userId: other.id });
      const { token } = await linkTo(id, { userId: other.id });
      expect((await say(token, 'Me too.')).body.author.name).toBe(other.fullName);
      await client().delete(`/tickets/${id}/subscribers/${subscriberId}`);
      expectProblem(await say(token, 'And on.'), 404, 'ticket.not_found');
      const nobody = await client().makeTicket();
      expectProblem(await client().post(`/tickets/${nobody.id}/public-links`), 422, 'request.invalid', [
        '/userId',
      ]);
    });

    it('is listed without its token and revoked by staff, and is no matter of users and of others', async () => {
      const [, id] = await newTicket({ departmentId: 2 });
      const { token, url, ...link } = await linkTo(id);
      expect(url).toBeNull();
      expect((await client().get(`/tickets/${id}/public-links`)).body.items).toEqual([link]);
      for (const as of ['alice', 'ann', TOKENS.none]) {
        const path = `/tickets/${id}/public-links`;
        for (const answer of [
          await client().get(path, { as }),
          await client().post(path, {}, { as }),
          await client().delete(`${path}/${link.id}`, { as }),
        ])
          expect(answer.status).toBe(as === 'alice' ? 404 : 403);
      }
      expect((await client().delete(`/tickets/${id}/public-links/${link.id}`)).status).toBe(204);
      const again = await client().delete(`/tickets/${id}/public-links/${link.id}`);
      expectProblem(again, 404, 'public_link.not_found');
      const wrong = [await view(token), await view(token, '/messages'), await say(token, 'Hello?')];
      for (const answer of [...wrong, await view('nonsense'), await view(`${token}x`)])
        expectProblem(answer, 404, 'ticket.not_found');
      const types = (await client().get(`/tickets/${id}/events`)).body.items.map(({ type }: Json) => type);
      expect(types).toEqual(
        expect.arrayContaining(['ticket.public_link_made', 'ticket.public_link_revoked']),
      );
    });

    it('of a merged ticket leads to where it went, and that of a disabled user nowhere', async () => {
      const [user, id] = await newTicket();
      const [, into] = await newTicket();
      const { token } = await linkTo(id);
      await client().post(`/tickets/${id}/merge`, { intoTicketId: into });
      expect((await view(token)).body.id).toBe(into);
      await client().patch(`/users/${user.id}`, { active: false });
      expectProblem(await view(token), 404, 'ticket.not_found');
    });

    it('is asked for no oftener than the setting allows, and its answers are kept nowhere', async () => {
      const [, id] = await newTicket();
      const { token } = await linkTo(id);
      const busy = {
        as: null,
        headers: { 'X-Forwarded-For': '198.51.100.99', 'Idempotency-Key': 'links-1' },
      };
      const path = `/public/tickets/${token}/messages`;
      const twice = [path, path, path.replace('p', '%70')].map((spelt) =>
        client().post(spelt, { body: 'x' }, busy),
      );
      for (const answer of await Promise.all(twice)) {
        expect(answer.status).toBe(201);
        expect(answer.headers).not.toHaveProperty('idempotency-replayed');
      }
      await client().patch('/settings', { public_link_limit: 4 });
      expect((await client().get(`/public/tickets/${token}`, busy)).status).toBe(200);
      expectProblem(await client().get(`/public/tickets/${token}`, busy), 429, 'request.rate_limited');
      await client().patch('/settings', { public_link_limit: 300 });
    });
  });
}
