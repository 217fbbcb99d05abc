import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SmtpSink } from '../../support/smtp-sink.js';
import { type Answer, type Client, type Json, next } from './client.js';
import { expectProblem } from './conventions.js';

const SECRET = 'a secret nobody sees again';

/** The mailboxes of the desk; what goes on between them and their servers is told elsewhere. */
export function mailboxesSuite(client: () => Client): void {
  const address = (): string => `box${next()}@example.org`;
  const create = (more: object = {}): Promise<Json> =>
    client().make('/mailboxes', { address: address(), name: 'Box', departmentId: 1, active: false, ...more });
  const refused = async (more: object, ...pointers: string[]): Promise<void> => {
    const body = { address: address(), name: 'Box', departmentId: 1, ...more };
    expectProblem(await client().post('/mailboxes', body), 422, 'request.invalid', pointers);
  };
  const IMAP = { type: 'imap', host: 'mail.example.org', user: 'box', secret: SECRET };

  describe('mailboxes', () => {
    it('are created with sensible defaults, changed in parts and deleted', async () => {
      const mailbox = await create({ incoming: IMAP });
      expect(mailbox).toMatchObject({
        departmentId: 1,
        active: false,
        plusAddressing: false,
        incoming: {
          type: 'imap',
          host: 'mail.example.org',
          port: 993,
          tls: 'implicit',
          user: 'box',
          auth: 'password',
          hasSecret: true,
          allowSelfSigned: false,
          folder: 'INBOX',
          doneMark: 'keyword',
          doneFolder: null,
        },
        outgoing: { type: 'server', host: null, user: null, hasSecret: false, allowSelfSigned: false },
        state: { lastSuccessAt: null, lagSeconds: null, error: null, since: null, pauseReason: null },
        version: 1,
      });
      const path = `/mailboxes/${mailbox.id}`;
      expect((await client().get(path)).body).toEqual(mailbox);
      const changed = await client().patch(path, { incoming: { folder: 'Support' }, departmentId: 2 });
      expect(changed.body).toMatchObject({
        departmentId: 2,
        incoming: { ...mailbox.incoming, folder: 'Support' },
        version: 2,
      });
      expect((await client().get('/mailboxes')).body.items).toContainEqual(changed.body);
      expect((await client().delete(path)).status).toBe(204);
      expectProblem(await client().get(path), 404, 'mailbox.not_found');
    });

    it('never show a secret, neither in answers nor in the history nor in the log', async () => {
      const mailbox = await create({
        incoming: IMAP,
        outgoing: { type: 'smtp', host: 'x', user: 'u', secret: SECRET },
      });
      const path = `/mailboxes/${mailbox.id}`;
      const answers = [
        await client().get(path),
        await client().get('/mailboxes'),
        await client().patch(path, { incoming: { secret: `${SECRET} again` } }),
        await client().post(`${path}/test`),
      ];
      for (const { text } of answers) expect(text).not.toContain(SECRET);
      expect(
        (await client().patch(path, { incoming: { type: 'none', secret: null } })).body.incoming,
      ).toMatchObject({
        type: 'none',
        hasSecret: false,
      });
    });

    it('share no address, in any spelling', async () => {
      const { id, address: taken } = await create();
      const other = { address: taken.toUpperCase(), name: 'x', departmentId: 1 };
      expectProblem(await client().post('/mailboxes', other), 409, 'mailbox.address_taken', ['/address']);
      expect((await client().patch(`/mailboxes/${id}`, { address: other.address })).status).toBe(200);
    });

    it('have one default among them', async () => {
      const first = await create({ isDefault: true });
      const second = await create({ isDefault: true });
      const third = await create();
      const { items } = (await client().get('/mailboxes')).body;
      expect(items.filter(({ isDefault }: Json) => isDefault).map(({ id }: Json) => id)).toEqual([second.id]);
      expect([first.isDefault, third.isDefault]).toEqual([true, false]);
    });

    it('are changed only as they were read', async () => {
      const { id } = await create();
      const rename = (version: string): Promise<Answer> =>
        client().patch(`/mailboxes/${id}`, { name: 'Other' }, { headers: { 'If-Match': version } });
      expectProblem(await rename('"9"'), 412, 'request.stale_version');
      expect((await rename('"1"')).headers['etag']).toBe('"2"');
      const stale = { headers: { 'If-Match': '"1"' } };
      expectProblem(await client().delete(`/mailboxes/${id}`, stale), 412, 'request.stale_version');
    });

    it('are refused when they could not work, by the place of what is missing', async () => {
      await refused({ incoming: { type: 'imap' } }, '/incoming/host', '/incoming/user', '/incoming/secret');
      await refused({ incoming: { ...IMAP, doneMark: 'move' } }, '/incoming/doneFolder');
      await refused({ incoming: { ...IMAP, doneMark: 'move', doneFolder: 'INBOX' } }, '/incoming/doneFolder');
      await refused({ outgoing: { type: 'smtp' } }, '/outgoing/host');
      await refused({ outgoing: { type: 'smtp', host: 'x', user: 'u' } }, '/outgoing/secret');
      await refused({ incoming: { type: 'pop3' } }, '/incoming/type');
      await refused({ incoming: { port: 0 } }, '/incoming/port');
      await refused({ incoming: { password: 'x' } }, '/incoming/password');
      await refused({ address: 'no address' }, '/address');
      await refused({ departmentId: 9999 }, '/departmentId');
      for (const host of ['169.254.169.254', 'fe80::1', '::ffff:169.254.169.254'])
        await refused({ incoming: { ...IMAP, host } }, '/incoming/host');
    });

    it('outlive their department', async () => {
      const department = await client().make('/departments', { name: 'For a day' });
      const { id } = await create({ departmentId: department.id });
      expect((await client().delete(`/departments/${department.id}`)).status).toBe(204);
      expect((await client().get(`/mailboxes/${id}`)).body.departmentId).toBeNull();
    });
  });

  describe('the test of a mailbox', () => {
    let sink: SmtpSink;
    let silent: Server;
    beforeAll(async () => {
      sink = await SmtpSink.start({ auth: { user: 'box', password: SECRET } });
      silent = createServer((socket) => socket.end('go away\r\n')).listen(0, '127.0.0.1');
      await new Promise((resolve) => silent.once('listening', resolve));
    });
    afterAll(async () => {
      await sink.stop();
      silent.close();
    });

    const outcome = async (more: object): Promise<Json> => {
      const { id } = await create(more);
      return (await client().post(`/mailboxes/${id}/test`)).body;
    };

    it('signs in to send', async () => {
      const server = { type: 'smtp', host: '127.0.0.1', port: sink.port, tls: 'none', user: 'box' };
      expect(await outcome({ outgoing: { ...server, secret: SECRET } })).toEqual({
        incoming: null,
        outgoing: { ok: true, code: 'ok', detail: expect.any(String) },
      });
      expect((await outcome({ outgoing: { ...server, secret: 'wrong' } })).outgoing).toMatchObject({
        ok: false,
        code: 'authentication',
      });
    });

    it('says what is wrong with a server that is none', async () => {
      const port = (silent.address() as AddressInfo).port;
      const both = await outcome({
        incoming: { ...IMAP, host: '127.0.0.1', port, tls: 'none' },
        outgoing: { type: 'smtp', host: '127.0.0.1', port: 9 },
      });
      expect(both).toMatchObject({ incoming: { ok: false }, outgoing: { ok: false, code: 'refused' } });
      expect(both.incoming.detail).toMatch(/\S{3}/);
    });
  });
}
