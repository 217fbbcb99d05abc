import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GIF, PNG } from '../../support/files.js';
import { type Answer, type Client, type Json, TOKENS, file } from './client.js';
import { expectProblem } from './conventions.js';

const HTML = '<!doctype html><script>alert(1)</script>';
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';

/** What people see of what others sent. */
export function readingSuite(client: () => Client): void {
  const types = (...extensions: string[]): Promise<Answer> =>
    client().patch('/settings', { ticket_file_type: ['png', 'txt', 'pdf', 'gif', ...extensions] });

  /** As their programs sent it: through the door of HelpDeskZ, which knows HTML only. */
  async function writtenByUser(message: string): Promise<{ ticketId: number; messageId: number }> {
    const { id: requesterId } = await client().makeUser();
    const { id: ticketId } = await client().makeTicket({ requesterId });
    const fields = { ticket_id: String(ticketId), message, replier: 'user' };
    const headers = { Token: TOKENS.all };
    await client().callAt('POST', '/helpdeskz/api/messages/create', { as: null, headers, form: { fields } });
    const { items } = (await client().get(`/tickets/${ticketId}/messages`)).body;
    return { ticketId, messageId: items[1].id };
  }

  async function withFiles(...files: [name: string, content: Buffer | string][]): Promise<Json[]> {
    const { id } = await client().makeTicket();
    const parts = files.map(([name, content]) => file(name, content));
    const form = { fields: { body: 'See the files.' }, files: parts };
    return (await client().call('POST', `/tickets/${id}/messages`, { form })).body.attachments;
  }

  describe('what a user writes', () => {
    it('is read without what it quotes, and is there as a whole', async () => {
      const { messageId } = await writtenByUser(
        '<p>It works.</p><div>On Fri, 20 Nov 2026 at 10:04, Desk &lt;help@desk.example&gt; wrote:</div><blockquote>Try it.<br>Again.</blockquote>',
      );
      const { body } = await client().get(`/messages/${messageId}`);
      expect(body.visibleText).toBe('It works.');
      expect(body.bodyText).toContain('> Try it.');
      expect(body.bodyHtml).toContain('<blockquote>');
    });

    it('fetches no image from elsewhere until the reader says so', async () => {
      const { ticketId, messageId } = await writtenByUser(
        '<p>Hi</p><img src="https://track.example/p.gif?u=1" alt="" /><img src="cid:nowhere" alt="n" />',
      );
      const blocked =
        '<p>Hi</p><img data-remote-src="https://track.example/p.gif?u=1" alt="" /><img alt="n" />';
      const shown = '<p>Hi</p><img src="https://track.example/p.gif?u=1" alt="" /><img alt="n" />';
      const one = (query: string): Promise<Answer> => client().get(`/messages/${messageId}${query}`);
      const list = async (query: string): Promise<Json> =>
        (await client().get(`/tickets/${ticketId}/messages${query}`)).body.items[1];
      for (const body of [(await one('')).body, (await one('?remoteImages=block')).body, await list('')])
        expect(body).toMatchObject({ bodyHtml: blocked, remoteImages: 1 });
      for (const body of [(await one('?remoteImages=show')).body, await list('?remoteImages=show&limit=2')])
        expect(body).toMatchObject({ bodyHtml: shown, remoteImages: 1 });
      expectProblem(await one('?remoteImages=yes'), 422, 'request.invalid', ['/remoteImages']);
    });
  });

  describe('a signed address', () => {
    beforeEach(() => types('html', 'svg'));
    afterEach(() => types());

    it('opens its file without a token, images in place', async () => {
      const [png, gif, txt] = await withFiles(['a.png', PNG], ['b.gif', GIF], ['c.txt', 'text']);
      for (const [attachment, type, how] of [
        [png, 'image/png', 'inline'],
        [gif, 'image/gif', 'inline'],
        [txt, 'text/plain', 'attachment'],
      ] as const) {
        const answer = await client().callAt('GET', attachment.url, { as: null });
        expect(answer).toMatchObject({ status: 200, headers: { 'content-type': type } });
        expect(answer.headers['content-disposition']).toMatch(new RegExp(`^${how}; filename="`));
        expect(answer.headers).toMatchObject({
          'content-length': String(attachment.size),
          'x-content-type-options': 'nosniff',
          'content-security-policy': "default-src 'none'; sandbox",
          'cross-origin-resource-policy': 'cross-origin',
          'cache-control': 'private, max-age=3600',
        });
      }
    });

    it.each([
      ['a.html', HTML, 'text/html'],
      ['a.svg', SVG, 'image/svg+xml'],
      ['a.txt', `text\n${HTML}`, 'text/plain'],
    ])('never shows %s in place, nor does the other door', async (name, content, type) => {
      const [attachment] = await withFiles([name, content]);
      expect(attachment).toMatchObject({ contentType: type, inline: false });
      const answers = [
        await client().callAt('GET', attachment.url, { as: null }),
        await client().get(`/attachments/${attachment.id}/content`),
      ];
      for (const { status, headers } of answers) {
        expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type });
        expect(headers['content-disposition']).toMatch(/^attachment; filename="/);
        expect(headers['x-content-type-options']).toBe('nosniff');
        expect(headers['content-security-policy']).toBe("default-src 'none'; sandbox");
      }
    });

    it('is refused when it was changed, and gone with its file', async () => {
      const [a, b] = await withFiles(['a.png', PNG], ['b.png', PNG]);
      const open = (url: string): Promise<Answer> => client().callAt('GET', url, { as: null });
      const refused = async (url: string): Promise<void> =>
        expectProblem(await open(url), 403, 'attachment.link_invalid');
      await refused(a.url.replace(`/${a.id}/`, `/${b.id}/`));
      await refused(a.url.replace(/expires=\d+/, 'expires=9999999999'));
      const other = a.url.includes('signature=A') ? 'B' : 'A';
      await refused(a.url.replace(/signature=./, `signature=${other}`));
      await refused(`${a.url.split('signature=')[0]}signature=x`);
      await refused(a.url.replace(`/${a.id}/`, '/999999/'));
      expectProblem(await open(a.url.split('?')[0]!), 422, 'request.invalid', ['/expires', '/signature']);
      expect((await client().delete(`/attachments/${a.id}`)).status).toBe(204);
      expectProblem(await open(a.url), 404, 'attachment.not_found');
      expect((await open(b.url)).status).toBe(200);
      expect((await client().delete(`/messages/${b.messageId}`)).status).toBe(204);
      expectProblem(await open(b.url), 404, 'attachment.not_found');
    });

    it('is told only to who may download', async () => {
      const [{ id }] = (await withFiles(['a.png', PNG])) as [Json];
      const permissions = ['attachments/read', 'messages/read'];
      const { token } = await client().make('/api-tokens', { name: 'Reads', permissions });
      expect((await client().get(`/attachments/${id}`, { as: token })).body.url).toBeNull();
    });

    it.each([
      ['a\tb"; filename=evil.html', /^attachment; filename="[^"\r\n\\]*"; filename\*=UTF-8''[\w.%~!-]*$/],
      ['..%2F..%2Fetc%2Fpasswd', /^attachment; filename="[^"/\\]*"; filename\*=UTF-8''[\w.%~!-]*$/],
      ['x\u0085\u2028Set-Cookie: a=b', /^attachment; filename="[ -~]*"; filename\*=UTF-8''[\w.%~!-]*$/],
    ])('puts no name into its headers that says more than a name: %j', async (name, expected) => {
      const { id } = await client().makeTicket();
      const form = { fields: { body: 'x' }, files: [file(`${name.replaceAll('"', '\\"')}.txt`, 'text')] };
      const [attachment] = (await client().call('POST', `/tickets/${id}/messages`, { form })).body
        .attachments;
      for (const path of [attachment.url, `/api/v1/attachments/${attachment.id}/content`]) {
        const { headers } = await client().callAt('GET', path);
        expect(headers['content-disposition']).toMatch(expected);
        expect(headers['set-cookie']).toBeUndefined();
      }
    });
  });

  it('a deleted file is a change of its message', async () => {
    const [{ id, messageId }] = (await withFiles(['a.png', PNG])) as [Json];
    const before = (await client().get(`/messages/${messageId}`)).body;
    await client().delete(`/attachments/${id}`);
    const { body, headers } = await client().get(`/messages/${messageId}`);
    expect(body).toMatchObject({ attachments: [], version: before.version + 1 });
    expect(headers['etag']).toBe(`"${before.version + 1}"`);
  });
}
