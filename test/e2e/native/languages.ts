import { afterEach, describe, expect, it } from 'vitest';
import type { Answer, Call, Client } from './client.js';

/** A non-breaking space. */
const NBSP = '\u00a0';
const ENGLISH = 'There is no such ticket.';
const FRENCH = 'Ce ticket n’existe pas.';

const french = { 'accept-language': 'fr-CA, fr;q=0.9, en;q=0.5' };

export function languagesSuite(client: () => Client): void {
  describe('the language of an answer', () => {
    const missing = (call: Call = {}): Promise<Answer> => client().get('/tickets/999999', call);
    const choose = (as: string, locale: string | null): Promise<Answer> =>
      client().patch(as === 'ann' ? '/user-auth/me' : '/auth/me', { locale }, { as });
    const speak = (locale: string): Promise<Answer> => client().patch('/settings', { locale });
    afterEach(async () => {
      await Promise.all([choose('alice', null), choose('ann', null), speak('en')]);
    });

    it('is English where nobody asks for another, and says that another caller may get another', async () => {
      const { body, headers } = await missing();
      expect(body).toMatchObject({ title: 'Not Found', code: 'ticket.not_found', detail: ENGLISH });
      expect(headers['content-language']).toBe('en');
      expect(String(headers['vary']).split(/, */)).toContain('Accept-Language');
    });

    it('is what the request asks for, and code and title stay', async () => {
      const { status, body, headers } = await missing({ headers: french });
      expect({ status, ...body }).toMatchObject({
        status: 404,
        title: 'Not Found',
        code: 'ticket.not_found',
        detail: FRENCH,
      });
      expect(headers['content-language']).toBe('fr');
    });

    it('is that of the profile before that of the request, for staff and users', async () => {
      for (const as of ['alice', 'ann']) {
        await choose(as, 'fr');
        expect((await missing({ as, headers: { 'accept-language': 'en' } })).body.detail).toBe(FRENCH);
        await choose(as, 'en');
        expect((await missing({ as, headers: french })).body.detail).toBe(ENGLISH);
        await choose(as, null);
        expect((await missing({ as, headers: french })).body.detail).toBe(FRENCH);
      }
    });

    it('is that of the desk where the request asks for none, or for one that nobody here knows', async () => {
      await speak('fr');
      expect((await missing()).body.detail).toBe(FRENCH);
      expect((await missing({ headers: { 'accept-language': 'tlh, x-none' } })).body.detail).toBe(FRENCH);
      expect((await missing({ headers: { 'accept-language': '*' } })).body.detail).toBe(FRENCH);
      expect((await missing({ headers: { 'accept-language': 'en' } })).body.detail).toBe(ENGLISH);
    });

    it('takes a header that is none for no header', async () => {
      for (const header of ['', ';;;', 'fr;q=x', ','.repeat(500), 'é'.repeat(20)])
        expect((await missing({ headers: { 'accept-language': header } })).status).toBe(404);
    });

    it('is that of the faults of fields, with the bounds of their rules', async () => {
      const answer = await client().post(
        '/tickets',
        { departmentId: 'x', subject: 'a'.repeat(2000), tags: ['a', ''], colour: 1 },
        { headers: french },
      );
      expect(answer.status).toBe(422);
      const faults = Object.fromEntries(
        answer.body.errors.map((one: { pointer: string; detail: string }) => [one.pointer, one.detail]),
      );
      expect(faults).toMatchObject({
        '/departmentId': 'departmentId doit être un nombre entier.',
        '/subject': expect.stringMatching(/^subject doit avoir .*\d+ caractères\.$/),
        '/tags':
          'chaque valeur de tags doit être un texte sans virgules, sans caractères de contrôle et sans espaces autour.',
        '/colour': 'colour n’est pas un champ de cette requête.',
        '/body': 'body est obligatoire.',
      });
      for (const { detail } of answer.body.errors) expect(answer.body.detail).toContain(detail);
      expect(Object.keys(answer.body.errors[0]).toSorted()).toEqual(['code', 'detail', 'pointer']);
    });

    it('is that of what stands inside a sentence', async () => {
      const setting = await client().patch('/settings', { tickets_page: 1000 }, { headers: french });
      expect(setting.body.errors).toEqual([
        {
          pointer: '/tickets_page',
          code: 'invalid',
          detail: `Le réglage «${NBSP}tickets_page${NBSP}» doit être un nombre entier de 1 à 100.`,
        },
      ]);
    });

    it('is that of the results of many tickets, one by one', async () => {
      const { id } = await client().makeTicket();
      const { body, headers } = await client().post(
        '/tickets/bulk',
        { ids: [id, 999999], action: { name: 'subscribe' } },
        { as: 'alice', headers: french },
      );
      expect(headers['content-language']).toBe('fr');
      expect(body.results[1].error.detail).toBe(FRENCH);
    });

    it('is that of what the framework refuses', async () => {
      const said = async (call: Promise<Answer>): Promise<unknown[]> => {
        const { status, body } = await call;
        return [status, body.detail];
      };
      const broken = { body: { type: 'application/json', bytes: Buffer.from('{') }, headers: french };
      expect(await said(client().call('POST', '/tickets', broken))).toEqual([
        400,
        'La requête est illisible.',
      ]);
      expect(await said(client().callAt('GET', '/api/v1/nowhere', { headers: french }))).toEqual([
        404,
        'Il n’y a rien à cette adresse.',
      ]);
      expect(await said(client().call('DELETE', '/settings', { headers: french }))).toEqual([
        405,
        `Ce chemin n’accepte pas DELETE${NBSP}; l’en-tête Allow nomme ce qu’il accepte.`,
      ]);
      expect(await said(client().get('/tickets', { as: null, headers: french }))).toEqual([
        401,
        'Il faut un jeton d’accès ou un jeton d’API.',
      ]);
    });

    it('is not that of the APIs of other desks, whose clients compare words', async () => {
      const plain = { as: null, headers: { Token: 'no such token' } };
      const asked = { as: null, headers: { ...plain.headers, ...french } };
      for (const path of ['/helpdeskz/api/tickets', '/jutda/api/list_queues', '/helpdeskz/api/nowhere']) {
        const [usual, translated] = [
          await client().callAt('GET', path, plain),
          await client().callAt('GET', path, asked),
        ];
        expect(translated.text).toBe(usual.text);
        expect(translated.headers['content-language']).toBeUndefined();
      }
    });
  });
}
