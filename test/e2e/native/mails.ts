import { describe, expect, it } from 'vitest';
import { readMail } from '../../support/mail.js';
import { type Client, type Json } from './client.js';
import { expectProblem } from './conventions.js';

/** A mail about a ticket of its own, once it has left. */
export async function sentMail(client: Client): Promise<Json> {
  const { id: requesterId } = await client.makeUser();
  const { id } = await client.makeTicket({ requesterId, subject: 'A mail of staff' });
  const find = async (): Promise<Json> =>
    (await client.get(`/outbound-mails?ticketId=${id}`)).body.items.find(
      ({ state }: Json) => state === 'sent',
    );
  await expect.poll(find, { timeout: 10_000, interval: 50 }).toBeDefined();
  return find();
}

export function mailsSuite(client: () => Client): void {
  describe('mails out', () => {
    it('are listed with what became of them, by state, ticket and recipient, a page at a time', async () => {
      const mail = await sentMail(client());
      const [{ address }] = mail.recipients;
      expect(mail).toMatchObject({
        event: 'staff_reply',
        subject: `Re: [#${mail.ticketId}] A mail of staff`,
        attempts: 1,
        nextAttemptAt: null,
        recipients: [{ state: 'sent' }],
      });
      const idsOf = async (query: string): Promise<number[]> =>
        (await client().get(`/outbound-mails?${query}`)).body.items.map(({ id }: Json) => id);
      expect(await idsOf(`recipient=${address.toUpperCase()}`)).toEqual([mail.id]);
      expect(await idsOf(`recipient=${address}&state=failed`)).toEqual([]);
      const next = await sentMail(client());
      const first = (await client().get('/outbound-mails?state=sent&limit=1')).body;
      expect(first.items[0].id).toBe(next.id);
      const second = (await client().get(`/outbound-mails?state=sent&limit=1&cursor=${first.page.next}`))
        .body;
      expect(second.items[0].id).toBeLessThan(next.id);
      expect((await client().get('/outbound-mails?state=lost')).status).toBe(422);
    });

    it('are downloaded as they were sent', async () => {
      const mail = await sentMail(client());
      const answer = await client().get(`/outbound-mails/${mail.id}/raw`);
      expect(answer.headers).toMatchObject({
        'content-type': 'message/rfc822',
        'content-length': String(mail.size),
        'content-disposition': expect.stringMatching(/^attachment; filename="mail-\d+\.eml"/),
      });
      expect(readMail(Buffer.from(answer.text)).headers['message-id']).toEqual([mail.internetMessageId]);
      expectProblem(await client().get('/outbound-mails/999999'), 404, 'outbound_mail.not_found');
    });
  });

  describe('mail templates', () => {
    it('are changed with the version that was read, and refused by the name of an unknown variable', async () => {
      const path = '/mail-templates/ticket_changed/fr';
      const { body: template } = await client().get(path);
      expect(template.variables.map(({ name }: Json) => name)).toContain('actor');
      const headers = { 'If-Match': `"${template.version}"` };
      const changed = await client().patch(path, { text: 'Bonjour {{name}}' }, { headers });
      expect(changed.body).toMatchObject({ text: 'Bonjour {{name}}', version: template.version + 1 });
      expectProblem(await client().patch(path, { text: 'x' }, { headers }), 412, 'request.stale_version');
      expectProblem(await client().patch(path, { text: '{{nom}}' }), 422, 'request.invalid', ['/text']);
      const { body: preview } = await client().post(`${path}/preview`);
      expect(preview.text).toBe('Bonjour Ada Lovelace');
      expect((await client().post(`${path}/reset`)).body.text).toBe(template.text);
      expectProblem(await client().get('/mail-templates/ticket_changed/xx'), 404, 'mail_template.not_found');
    });
  });

  describe('what staff hear of by mail', () => {
    it('is their own choice, or that of the desk', async () => {
      const change = (notifications: unknown) => client().patch('/auth/me', { notifications }, { as: 'bob' });
      expect((await client().get('/auth/me', { as: 'bob' })).body.notifications).toBeNull();
      const { body } = await change(['ticket_assigned', 'own_ticket_noted']);
      expect(body.notifications).toEqual(['ticket_assigned', 'own_ticket_noted']);
      expectProblem(await change(['everything']), 422, 'request.invalid', ['/notifications']);
      expect((await change([])).body.notifications).toEqual([]);
      expect((await change(null)).body.notifications).toBeNull();
    });
  });

  describe('the language of mails', () => {
    it('is chosen by staff and users themselves, or for them; null leaves it to the desk', async () => {
      const user = await client().makeUser();
      expect(user.locale).toBeNull();
      for (const [path, as] of [
        ['/auth/me', 'bob'],
        ['/user-auth/me', 'ann'],
        [`/users/${user.id}`, 'admin'],
      ] as const) {
        const change = (locale: unknown) => client().patch(path, { locale }, { as });
        expect((await change('fr')).body.locale).toBe('fr');
        expectProblem(await change('de'), 422, 'request.invalid', ['/locale']);
        expect((await change(null)).body.locale).toBeNull();
      }
    });
  });
}
