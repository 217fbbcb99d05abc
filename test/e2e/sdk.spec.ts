import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiError, Switchdesk, type SwitchdeskOptions, type Tokens } from '../../sdk/src/client.js';
import { FLAVOURS } from '../support/database.js';
import { PNG } from '../support/files.js';
import { type RunningServer, startServer } from '../support/server.js';
import { PASSWORDS, STATE, TOKENS, TOTP_SECRET, next, totp } from './native/client.js';

/** What a request came to: an answer of the desk, one that was put in its place, or none. */
type Fate = 'pass' | 'lost' | { status: number; headers?: Record<string, string>; body?: string };

/** A network on which requests meet their fate in the order they are sent; after the last one all of them pass. */
function network(...fates: Fate[]): { fetch: typeof fetch; sent: Request[] } {
  const sent: Request[] = [];
  const send = async (input: string | URL | Request): Promise<Response> => {
    const request = new Request(input);
    sent.push(request.clone());
    const fate = fates.shift() ?? 'pass';
    if (typeof fate === 'object') return new Response(fate.body, fate);
    const answer = await fetch(request);
    // The desk has done it, and nobody is told.
    if (fate === 'lost') throw new TypeError('fetch failed');
    return answer;
  };
  return { fetch: send, sent };
}

const NOW = { 'Retry-After': '0' };
const ticket = (more = {}) => ({
  departmentId: 1,
  subject: `By the client ${next()}`,
  body: 'A body.',
  ...more,
});

const failure = (promise: Promise<unknown>): Promise<ApiError> =>
  promise.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(ApiError);
      return error as ApiError;
    },
  );

describe.each(FLAVOURS)('the client of the API, on %s,', (flavour) => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer({ flavour, load: STATE });
  });
  afterAll(() => server?.stop());

  const client = (options: Partial<SwitchdeskOptions> = {}): Switchdesk =>
    new Switchdesk({ url: server.url, ...options });
  const program = (options: Partial<SwitchdeskOptions> = {}): Switchdesk =>
    client({ token: TOKENS.all, ...options });
  const signedIn = async (
    username: string,
    options: Partial<SwitchdeskOptions> = {},
  ): Promise<Switchdesk> => {
    const desk = client(options);
    await desk.signIn({ username, password: PASSWORDS[username]! });
    return desk;
  };

  it('carries somebody through a day at the desk', async () => {
    const desk = await signedIn('alice');
    const notes = new File(['héllo\n'], 'nötes.txt', { type: 'text/plain' });
    const opened = await desk.createTicket({
      body: ticket({
        priority: 'high',
        requester: { fullName: 'Carl Caller', email: 'carl@example.org' },
        attachments: [notes, new File([Uint8Array.from(PNG)], 'pixel.png')],
      }),
    });
    expect(opened).toMatchObject({ status: 'open', priority: 'high', departmentId: 1 });
    const path = { id: opened.id };

    expect(await desk.claimTicket({ path, body: {} })).toMatchObject({ assigneeId: 3 });
    const reply = await desk.replyToTicket({ path, body: { body: 'On *my* way.', bodyFormat: 'markdown' } });
    expect(reply).toMatchObject({ visibility: 'public', author: { kind: 'staff', id: 3 } });
    expect(await desk.getTicket({ path })).toMatchObject({ status: 'in_progress', replyCount: 1 });

    const { items: files } = await desk.listAttachments({ path });
    expect(files.map(({ name }) => name)).toEqual(['nötes.txt', 'pixel.png']);
    const [text, image] = await Promise.all(files.map(({ id }) => desk.downloadAttachment({ path: { id } })));
    expect(await text!.text()).toBe('héllo\n');
    expect(Buffer.from(await image!.arrayBuffer())).toEqual(PNG);

    expect(await desk.closeTicket({ path, body: {} })).toMatchObject({ status: 'closed' });
    const history = await desk.listTicketEvents({ path });
    expect(history.items.map(({ actor }) => actor.kind)).toContain('staff');

    await desk.signOut();
    expect(await failure(desk.getTicket({ path }))).toMatchObject({ status: 401, code: 'auth.required' });
  });

  it('signs in with a second factor', async () => {
    const desk = client();
    await desk.signIn({ username: 'tom', password: PASSWORDS['tom']!, code: () => totp(TOTP_SECRET) });
    expect(await desk.getMe()).toMatchObject({ username: 'tom', twoFactor: true });
    await expect(client().signIn({ username: 'tom', password: PASSWORDS['tom']! })).rejects.toThrow(/code/);
  });

  it('reads a list to its end, page after page', async () => {
    const desk = program();
    const requester = await desk.createUser({ body: { fullName: 'Lists', email: `l${next()}@example.org` } });
    const ids: number[] = [];
    for (let count = 0; count < 5; count++)
      ids.push((await desk.createTicket({ body: ticket({ requesterId: requester.id }) })).id);
    const { fetch, sent } = network();
    const found: number[] = [];
    const query = { requesterId: requester.id, sort: 'id', limit: 2 } as const;
    const reader = program({ fetch });
    for await (const { id } of reader.each(reader.listTickets, query)) found.push(id);
    expect(found).toEqual(ids);
    expect(sent).toHaveLength(3);
  });

  it('says what was refused by an error that programs can read', async () => {
    const desk = program();
    const error = await failure(desk.createTicket({ body: ticket({ departmentId: 99, subject: '' }) }));
    expect(error).toMatchObject({ name: 'ApiError', status: 422, code: 'request.invalid' });
    expect(error.errors.map(({ pointer }) => pointer)).toEqual(['/subject']);
    expect(error.requestId).toMatch(/^[\w-]{36}$/);
    expect(await failure(desk.getTicket({ path: { id: 999_999 } }))).toMatchObject({
      code: 'ticket.not_found',
    });

    const { id, version } = await desk.createTicket({ body: ticket() });
    const change = (): Promise<unknown> =>
      desk.updateTicket({
        path: { id },
        body: { subject: `Changed ${next()}` },
        headers: { 'If-Match': `"${version}"` },
      });
    await change();
    expect(await failure(change())).toMatchObject({ status: 412, code: 'request.stale_version' });
  });

  it('renews an expired session once for all that wait, and goes on with it later', async () => {
    let kept: Tokens | undefined;
    await signedIn('susan', { onTokens: (tokens) => (kept = tokens) });
    const expired = { ...kept!, accessToken: kept!.accessToken.replace(/\.[^.]+$/, '.expired') };
    const { fetch, sent } = network();
    const desk = client({ tokens: expired, fetch, onTokens: (tokens) => (kept = tokens) });
    const names = await Promise.all([1, 2, 3].map(async () => (await desk.getMe()).username));
    expect(names).toEqual(['susan', 'susan', 'susan']);
    expect(sent.filter(({ url }) => url.endsWith('/auth/refresh'))).toHaveLength(1);
    expect(kept!.refreshToken).not.toBe(expired.refreshToken);

    // The one that was spent ends the session, and the client knows it.
    const late = client({ tokens: expired, onTokens: (tokens) => (kept = tokens) });
    expect(await failure(late.getMe())).toMatchObject({ status: 401 });
    expect(kept).toBeUndefined();
  });

  it('hears of what happens as it happens', async () => {
    const desk = program();
    const stop = new AbortController();
    const { stream } = await desk.streamEvents({ signal: stop.signal, query: { type: 'ticket.opened' } });
    const subject = `Heard of ${next()}`;
    const [{ value }, opened] = await Promise.all([
      stream.next(),
      desk.createTicket({ body: ticket({ subject }) }),
    ]);
    expect(value).toMatchObject({ type: 'ticket.opened', resourceId: opened.id });
    stop.abort();
  });

  describe('on a bad network', () => {
    it('sends a creation again under one key', async () => {
      const { fetch, sent } = network('lost', { status: 503, headers: NOW }, { status: 502 });
      const { id } = await program({ fetch }).createTicket({ body: ticket() });
      expect(id).toBeGreaterThan(0);
      const keys = sent.map(({ headers }) => headers.get('Idempotency-Key'));
      expect(keys).toEqual(Array(4).fill(expect.stringMatching(/^[0-9a-f]{32}$/)));
      expect(new Set(keys).size).toBe(1);
      // It was lost when it had been done, and is not done again.
      const { items } = await program().listTickets({ query: { sort: '-id', limit: 2 } });
      expect(items[0]!.id).toBe(id);
      expect(items[1]!.subject).not.toBe(items[0]!.subject);
    });

    it('sends a change again only where it was refused', async () => {
      const { id } = await program().createTicket({ body: ticket() });
      const change = (desk: Switchdesk): Promise<unknown> =>
        desk.updateTicket({ path: { id }, body: { priority: 'low' } });
      const busy = network({ status: 429, headers: NOW });
      await change(program({ fetch: busy.fetch }));
      expect(busy.sent).toHaveLength(2);
      const torn = network('lost');
      expect(await failure(change(program({ fetch: torn.fetch })))).toMatchObject({
        status: 0,
        code: 'network.failed',
      });
      expect(torn.sent).toHaveLength(1);
    });

    it('never tries a sign-in or the creation of a token twice', async () => {
      for (const call of [
        (desk: Switchdesk) => desk.signIn({ username: 'bob', password: PASSWORDS['bob']! }),
        (desk: Switchdesk) => desk.createApiToken({ body: { name: 'Lost', permissions: [] } }),
      ]) {
        const { fetch, sent } = network('lost');
        await failure(call(program({ fetch })));
        expect(sent.map(({ headers }) => headers.has('Idempotency-Key'))).toEqual([false]);
      }
    });

    it('gives up in the end, at once when it would take too long, and when it is told to', async () => {
      const busy = { status: 503, headers: NOW, body: 'come again' };
      const down = network(busy, busy, busy);
      const error = await failure(program({ fetch: down.fetch, retries: 2 }).listTickets());
      expect(error).toMatchObject({ status: 503, code: 'http.503' });
      expect(down.sent).toHaveLength(3);

      const long = network({ status: 429, headers: { 'Retry-After': '3600' } });
      expect(await failure(program({ fetch: long.fetch }).listTickets())).toMatchObject({ status: 429 });
      expect(long.sent).toHaveLength(1);

      const stop = new AbortController();
      const waiting = network({ status: 429, headers: { 'Retry-After': '20' } });
      const call = program({ fetch: waiting.fetch }).listTickets({ signal: stop.signal });
      stop.abort(new Error('enough'));
      await expect(call).rejects.toThrow('enough');
    });
  });
});
