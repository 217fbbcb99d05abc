import { describe, expect, it } from 'vitest';
import { type Answer, type Client, type Json, TOKENS, next } from './client.js';
import { expectProblem } from './conventions.js';

const ALICE = 3;

/** Replies that are written once and used often. */
export function cannedResponsesSuite(client: () => Client): void {
  const make = (more: object = {}, as = 'admin'): Promise<Json> =>
    client().make('/canned-responses', { name: `Reply ${next()}`, body: 'Hello.', ...more }, { as });
  const idsSeenBy = async (as: string, query = ''): Promise<number[]> =>
    (await client().get(`/canned-responses?limit=100${query}`, { as })).body.items.map(({ id }: Json) => id);

  describe('canned responses', () => {
    it('of staff are their own; superusers share them, with all departments or some', async () => {
      const own = await make({}, 'alice');
      expect(own).toMatchObject({ shared: false, ownerId: ALICE, bodyFormat: 'text', departmentIds: null });
      const everywhere = await make({ shared: true }, 'susan');
      const ofBeta = await make({ shared: true, departmentIds: [2] });
      const nowhere = await make({ shared: true, departmentIds: [] });
      const all = [own, everywhere, ofBeta, nowhere].map(({ id }) => id);
      const seen = async (as: string, query = ''): Promise<number[]> =>
        (await idsSeenBy(as, query)).filter((id) => all.includes(id));
      expect(await seen('alice')).toEqual([own.id, everywhere.id]);
      expect(await seen('bob')).toEqual([everywhere.id, ofBeta.id]);
      for (const as of ['admin', 'susan', TOKENS.all]) expect(await seen(as)).toEqual(all);
      expect(await seen('susan', '&departmentId=2&shared=true')).toEqual([everywhere.id, ofBeta.id]);
      const hidden = await client().get(`/canned-responses/${own.id}`, { as: 'bob' });
      expectProblem(hidden, 404, 'canned_response.not_found');
      expectProblem(
        await client().post('/canned-responses', { name: 'x', body: 'x', shared: true }, { as: 'alice' }),
        403,
        'canned_response.not_yours',
      );
      const change = (id: number, json: object, as: string): Promise<Answer> =>
        client().patch(`/canned-responses/${id}`, json, { as });
      expectProblem(await change(everywhere.id, { body: 'x' }, 'alice'), 403, 'canned_response.not_yours');
      expectProblem(await change(own.id, { body: 'x' }, 'bob'), 404, 'canned_response.not_found');
      expect((await change(own.id, { body: 'Mine.' }, 'alice')).body).toMatchObject({
        body: 'Mine.',
        version: 2,
      });
      expectProblem(await change(own.id, { shared: true }, 'alice'), 403, 'canned_response.not_yours');
      const shared = await change(own.id, { shared: true, departmentIds: [2] }, 'susan');
      expect(shared.body).toMatchObject({ shared: true, ownerId: null, departmentIds: [2] });
      expect(await seen('alice')).toEqual([everywhere.id]);
      const stale = { as: 'susan', headers: { 'If-Match': '"1"' } };
      expectProblem(
        await client().delete(`/canned-responses/${own.id}`, stale),
        412,
        'request.stale_version',
      );
      for (const id of all) expect((await client().delete(`/canned-responses/${id}`)).status).toBe(204);
    });

    it('of a program are shared', async () => {
      const { id, shared } = await make({}, TOKENS.all);
      expect(shared).toBe(true);
      const own = await client().post(
        '/canned-responses',
        { name: 'x', body: 'x', shared: false },
        { as: TOKENS.all },
      );
      expectProblem(own, 422, 'request.invalid', ['/shared']);
      await client().delete(`/canned-responses/${id}`);
    });

    it('go with the department they are for, and never to all others', async () => {
      const department = await client().make('/departments', { name: 'Short-lived' });
      const { id } = await make({ shared: true, departmentIds: [department.id] });
      await client().delete(`/departments/${department.id}`);
      expect((await client().get(`/canned-responses/${id}`)).body.departmentIds).toEqual([]);
      expect(await idsSeenBy('alice')).not.toContain(id);
      await client().delete(`/canned-responses/${id}`);
    });

    it('say on a ticket what it is about, with every value escaped as the format needs it', async () => {
      const { id: fieldId, name } = await client().make('/custom-fields', {
        name: `field${next()}`,
        label: 'L',
        type: 'text',
        departmentIds: [1],
      });
      const requesterId = (await client().makeUser({ fullName: 'Ada <Lovelace>' })).id;
      const ticket = await client().makeTicket({
        requesterId,
        subject: '**Ink** <script>',
        customFields: { [name]: 'R&D' },
      });
      const body = `{{requester}}: {{subject}} ({{number}}, {{department}}, {{status}}), {{customField.${name}}}, {{staff}}`;
      const preview = async (bodyFormat: string, as = 'alice'): Promise<Json> => {
        const { id } = await make({ body, bodyFormat, shared: true });
        const answer = await client().get(`/canned-responses/${id}/preview?ticketId=${ticket.id}`, { as });
        await client().delete(`/canned-responses/${id}`);
        return answer.body;
      };
      const text = `Ada <Lovelace>: **Ink** <script> (${ticket.id}, Alpha, open), R&D, alice of staff`;
      expect(await preview('text')).toMatchObject({ body: text, bodyFormat: 'text', bodyText: text });
      expect(await preview('text', TOKENS.all)).toMatchObject({
        body: text.replace('alice of staff', 'Switchdesk'),
      });
      const markdown = await preview('markdown');
      expect(markdown.bodyText).toBe(text);
      const html = await preview('html');
      expect(html.body).toContain('Ada &lt;Lovelace&gt;: **Ink** &lt;script&gt;');
      const sent = await client().make(
        `/tickets/${ticket.id}/messages`,
        { body: markdown.body, bodyFormat: markdown.bodyFormat },
        { as: 'alice' },
      );
      expect([sent.bodyHtml, sent.bodyText]).toEqual([markdown.bodyHtml, text]);
      await client().delete(`/custom-fields/${fieldId}`);
    });

    it('say nothing of a ticket that the caller may not see, and know no other variables', async () => {
      const { id } = await make({ shared: true });
      const foreign = await client().makeTicket({ departmentId: 2 });
      const preview = (query: string): Promise<Answer> =>
        client().get(`/canned-responses/${id}/preview${query}`, { as: 'alice' });
      for (const query of ['', `?ticketId=${foreign.id}`, '?ticketId=999999'])
        expectProblem(await preview(query), 422, 'request.invalid', ['/ticketId']);
      expectProblem(
        await client().patch(`/canned-responses/${id}`, { body: 'Dear {{nobody}}' }),
        422,
        'request.invalid',
        ['/body'],
      );
      await client().delete(`/canned-responses/${id}`);
    });
  });
}
