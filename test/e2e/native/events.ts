import { describe, expect, it } from 'vitest';
import { type Client, type Json, TOKENS } from './client.js';
import { expectProblem } from './conventions.js';

/** Reads server-sent events until there are enough of them, or the stream ends. */
export async function eventsOf(answer: Response, enough: (events: Json[]) => boolean): Promise<Json[]> {
  const events: Json[] = [];
  let text = '';
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  while (!enough(events)) {
    const { done, value } = await reader.read();
    if (done) return events;
    text += value;
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data) events.push({ ...JSON.parse(data), eventId: /^id: (.*)$/m.exec(block)?.[1] });
    }
  }
  await reader.cancel();
  return events;
}

/** The end of the feed as it is now. */
export async function latestEvent(client: Client): Promise<{ position: number }> {
  const first = await client.get('/events?limit=100');
  expect(first.status, first.text).toBe(200);
  let { body } = first;
  while (body.page.next) body = (await client.get(`/events?limit=100&cursor=${body.page.next}`)).body;
  return body;
}

/** `servers`: how many answer, of which each has its own count of open streams. */
export function eventsSuite(client: () => Client, servers: number): void {
  const open = async (as: string, path = '', headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${client().url}/api/v1/events/stream${path}`, {
      headers: { authorization: `Bearer ${await client().tokenOf(as)}`, ...headers },
    });
  const opened = (ticketId: number) => (events: Json[]) =>
    events.some(({ type, resourceId }) => type === 'ticket.opened' && resourceId === ticketId);

  describe('the feed', () => {
    it('tells in order what happened, page after page and from there on', async () => {
      const after = (await latestEvent(client())).position;
      const one = await client().makeTicket();
      await client().post(`/tickets/${one.id}/close`);
      const two = await client().makeTicket({ departmentId: 2 });
      const all = await eventsOf(await open('admin', `?after=${after}`), opened(two.id));
      const numbers = all.map(({ number }) => number);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      const ofOne = (await client().get(`/events?after=${after}&ticketId=${one.id}`)).body;
      expect(ofOne.items.map(({ type }: Json) => type)).toEqual([
        'ticket.opened',
        'ticket.subscribed',
        'ticket.closed',
      ]);
      expect(ofOne.items[0]).toMatchObject({
        resource: 'ticket',
        resourceId: one.id,
        actor: { kind: 'staff', id: 1 },
      });
      const closed = (await client().get(`/events?after=${after}&type=ticket.closed`)).body;
      expect(closed.items.map(({ resourceId }: Json) => resourceId)).toContain(one.id);
      const first = (await client().get(`/events?after=${after}&limit=1`)).body;
      expect(first).toMatchObject({ page: { prev: null, limit: 1, next: expect.any(String) } });
      const next = (await client().get(`/events?limit=100&cursor=${first.page.next}`)).body;
      expect(next.items[0].number).toBeGreaterThan(first.items[0].number);
      const forAlice = (await client().get(`/events?after=${after}&limit=100`, { as: 'alice' })).body;
      const ids = forAlice.items.map(({ resourceId }: Json) => resourceId);
      expect(ids).toContain(one.id);
      expect(ids).not.toContain(two.id);
      for (const path of [
        '/events?after=-1',
        '/events?after=x',
        '/events?surprise=1',
        '/events/stream?limit=1',
      ])
        expectProblem(await client().get(path), 422, 'request.invalid');
    });

    it('streams what happens from now on, to those who may see it', async () => {
      const streams = await Promise.all([open('admin'), open('alice'), open('bob')]);
      for (const stream of streams) {
        expect(stream.status).toBe(200);
        expect(stream.headers.get('content-type')).toBe('text/event-stream');
        expect(stream.headers.get('cache-control')).toBe('no-store');
      }
      const one = await client().makeTicket({ departmentId: 1 });
      const two = await client().makeTicket({ departmentId: 2 });
      const three = await client().makeTicket({ departmentId: 1 });
      const [forAdmin, forAlice, forBob] = await Promise.all([
        eventsOf(streams[0]!, opened(three.id)),
        eventsOf(streams[1]!, opened(three.id)),
        eventsOf(streams[2]!, opened(two.id)),
      ]);
      const ids = (events: Json[]): number[] =>
        events.filter(({ type }) => type === 'ticket.opened').map(({ resourceId }) => resourceId);
      expect(ids(forAdmin!)).toEqual([one.id, two.id, three.id]);
      expect(ids(forAlice!)).toEqual([one.id, three.id]);
      expect(ids(forBob!)).toEqual([two.id]);

      const [first] = forAdmin!.filter((event) => opened(one.id)([event]));
      expect(first.eventId).toBe(String(first.number));
      const resumed = await open('admin', '', { 'Last-Event-ID': first.eventId });
      expect(ids(await eventsOf(resumed, opened(three.id)))).toEqual([two.id, three.id]);
    });

    it('ends with the session of its reader, and is answered to HEAD without a body', async () => {
      const { body } = await client().login('susan', 'susan password');
      const authorization = `Bearer ${body.accessToken}`;
      const url = `${client().url}/api/v1/events/stream`;
      const stream = await fetch(url, { headers: { authorization } });
      expect(stream.status).toBe(200);
      await fetch(`${client().url}/api/v1/auth/logout`, { method: 'POST', headers: { authorization } });
      const { id } = await client().makeTicket();
      expect(await eventsOf(stream, () => false)).not.toContainEqual(
        expect.objectContaining({ resourceId: id }),
      );
      const head = await fetch(url, {
        method: 'HEAD',
        headers: { authorization: `Bearer ${await client().tokenOf('admin')}` },
      });
      expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([
        200,
        'text/event-stream',
        '',
      ]);
    });

    it('is open to a caller ten times at once at each server', async () => {
      const most = 10 * servers;
      const streams = await Promise.all(Array.from({ length: most + 1 }, () => open(TOKENS.listener)));
      const refused = streams.filter(({ status }) => status !== 200);
      expect(refused.length).toBeGreaterThan(0);
      for (const { status } of refused) expect(status).toBe(429);
      // A connection that is kept open brings several to one server.
      expect(streams.length - refused.length).toBeGreaterThanOrEqual(servers === 1 ? most : 10);
      expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(((await refused[0]!.json()) as Json).code).toBe('events.too_many_streams');
      await Promise.all(streams.filter(({ status }) => status === 200).map(({ body }) => body!.cancel()));
    });
  });
}
