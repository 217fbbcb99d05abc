import { describe, expect, it } from 'vitest';
import { PNG } from '../../support/files.js';
import { type Answer, type Call, type Client, type Json, TOKENS, file, next } from './client.js';
import { expectProblem } from './conventions.js';

const replayed = (answer: Answer): unknown => answer.headers['idempotency-replayed'];

/** A POST with an Idempotency-Key is done once. */
export function retriesSuite(client: () => Client): void {
  const keyed = (key: string, call: Call = {}): Call => ({ ...call, headers: { 'Idempotency-Key': key } });
  const newKey = (): string => `key-${next()}-${Math.random()}`;
  const ticket = { departmentId: 1, subject: 'Once', body: 'A body.' };

  describe('a request with an Idempotency-Key', () => {
    it('is answered again as it was answered first, and done once', async () => {
      const key = newKey();
      const first = await client().post('/tickets', ticket, keyed(key));
      expect(first).toMatchObject({ status: 201 });
      expect(replayed(first)).toBeUndefined();
      await client().patch(`/tickets/${first.body.id}`, { subject: 'Changed since' });
      const again = await client().post('/tickets', ticket, keyed(key));
      expect(again).toMatchObject({ status: 201, text: first.text });
      expect(replayed(again)).toBe('true');
      for (const name of ['content-type', 'etag', 'location'])
        expect(again.headers[name], name).toEqual(first.headers[name]);
      const next = await client().post('/tickets', ticket, keyed(newKey()));
      expect(next.body.id).toBe(first.body.id + 1);
    });

    it('is done once under concurrent requests: one does it, the others are told or wait', async () => {
      const key = newKey();
      const user = { fullName: 'Once', email: `${key}@example.org`.replace('key', 'once') };
      const answers = await Promise.all(
        Array.from({ length: 12 }, () => client().post('/users', user, keyed(key))),
      );
      const fresh = answers.filter((answer) => answer.status === 201 && !replayed(answer));
      expect(fresh).toHaveLength(1);
      for (const answer of answers.filter((one) => one !== fresh[0]))
        if (answer.status === 201) expect(answer.text).toBe(fresh[0]!.text);
        else {
          expectProblem(answer, 409, 'idempotency.in_flight');
          expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
        }
    });

    it('is refused with another body or query, files and their names included', async () => {
      const key = newKey();
      await client().make('/tickets', ticket, keyed(key));
      const other = await client().post('/tickets', { ...ticket, subject: 'Other' }, keyed(key));
      expectProblem(other, 422, 'idempotency.key_reused');
      const formKey = newKey();
      const fields = { departmentId: '1', subject: 'Form', body: 'A body.' };
      const send = (content: Buffer | string, name = 'a.txt'): Promise<Answer> =>
        client().call('POST', '/tickets', keyed(formKey, { form: { fields, files: [file(name, content)] } }));
      const first = await send('one');
      expect(first.status).toBe(201);
      const again = await send('one');
      expect(again).toMatchObject({ status: 201, text: first.text });
      expect(replayed(again)).toBe('true');
      expectProblem(await send('two'), 422, 'idempotency.key_reused');
      expectProblem(await send('one', 'b.txt'), 422, 'idempotency.key_reused');
      const files: Json = await client().get(`/tickets/${first.body.id}/attachments`);
      expect(files.body.items).toHaveLength(1);
      expect((await client().get(`/attachments/${files.body.items[0].id}/content`)).text).toBe('one');
      expectProblem(await send(PNG, 'c.png'), 422, 'idempotency.key_reused');
    });

    it('belongs to its caller and path', async () => {
      const key = newKey();
      const mine = await client().make('/tickets', ticket, keyed(key));
      const theirs = await client().make('/tickets', ticket, keyed(key, { as: 'alice' }));
      const program = await client().make('/tickets', ticket, keyed(key, { as: TOKENS.all }));
      expect(new Set([mine.id, theirs.id, program.id]).size).toBe(3);
      const reply = { body: 'A reply.' };
      const one = await client().make(`/tickets/${mine.id}/messages`, reply, keyed(key));
      const two = await client().make(`/tickets/${theirs.id}/messages`, reply, keyed(key));
      expect(one.ticketId).toBe(mine.id);
      expect(two.ticketId).toBe(theirs.id);
    });

    it('is asked for its permission before it is replayed', async () => {
      const key = newKey();
      const token = await client().make('/api-tokens', { name: 'Once', permissions: ['tickets/create'] });
      const as = token.token as string;
      expect((await client().post('/tickets', ticket, keyed(key, { as }))).status).toBe(201);
      await client().patch(`/api-tokens/${token.id}`, { permissions: [] });
      expectProblem(await client().post('/tickets', ticket, keyed(key, { as })), 403, 'auth.forbidden');
    });

    it('that was refused has changed nothing: the key is as good as new', async () => {
      const key = newKey();
      expect((await client().post('/tickets', { ...ticket, departmentId: 9999 }, keyed(key))).status).toBe(
        422,
      );
      expect((await client().post('/tickets', { ...ticket, surprise: 1 }, keyed(key))).status).toBe(422);
      const right = await client().post('/tickets', ticket, keyed(key));
      expect(right.status).toBe(201);
      expect(replayed(right)).toBeUndefined();
    });

    it('has a key of 1 to 255 printable characters', async () => {
      for (const key of ['x'.repeat(256), 'ä'])
        expectProblem(await client().post('/tickets', ticket, keyed(key)), 422, 'request.invalid', [
          '/Idempotency-Key',
        ]);
      expect((await client().post('/tickets', ticket, keyed(`"${newKey()}"`))).status).toBe(201);
    });

    it('is never remembered where the answer holds a secret', async () => {
      const key = newKey();
      const make = (): Promise<Json> =>
        client().make('/api-tokens', { name: 'Secret', permissions: [] }, keyed(key));
      expect((await make()).token).not.toBe((await make()).token);
      const login = { username: 'alice', password: 'alice password' };
      const tokens = await Promise.all(
        [1, 2].map(() => client().post('/auth/login', login, keyed(key, { as: null }))),
      );
      expect(tokens[0]!.body.refreshToken).not.toBe(tokens[1]!.body.refreshToken);
      expect(tokens.map(replayed)).toEqual([undefined, undefined]);
    });
  });
}
