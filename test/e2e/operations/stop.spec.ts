import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Body, json, multipart } from '../../support/wire.js';
import { FLAVOURS } from '../../support/database.js';
import { Desk, type Serving } from '../../support/desk.js';
import { PNG } from '../../support/files.js';
import { rawRows } from '../../support/raw-database.js';
import { STATE, TOKENS, file } from '../native/client.js';

/** A request for a new ticket, the second half of which is sent when `finish` is called. */
async function halfSent(url: string, { type, bytes }: Body): Promise<{ finish: () => Promise<number> }> {
  const call = request(`${url}/api/v1/tickets`, {
    method: 'POST',
    agent: false,
    headers: { Authorization: `Bearer ${TOKENS.all}`, 'Content-Type': type, 'Content-Length': bytes.length },
  });
  const answered = once(call, 'response').then(([response]) => {
    response.resume();
    return response.statusCode as number;
  });
  answered.catch(() => undefined);
  await new Promise<void>((resolve) => call.write(bytes.subarray(0, bytes.length / 2), () => resolve()));
  return {
    finish: () => {
      call.end(bytes.subarray(bytes.length / 2));
      return answered;
    },
  };
}

describe.each(FLAVOURS)('SIGTERM while requests are in flight on %s', (flavour) => {
  let desk: Desk;
  let server: Serving;
  beforeAll(async () => {
    desk = await Desk.create(flavour);
    await desk.load(STATE);
    server = await desk.serve();
  });
  afterAll(() => desk?.remove());

  it('answers them all, keeps what it said it kept, and ends with 0', async () => {
    const ticket = { departmentId: '1', subject: 'In flight', body: 'x' };
    const bodies = [json(ticket), multipart(ticket, [file('a.png', PNG)])];
    const requests = await Promise.all(
      Array.from({ length: 20 }, (_, index) => halfSent(server.url, bodies[index % 2]!)),
    );
    // Connections are taken in their order: whoever is answered now came after all of those.
    for (let round = 0; round < 3; round += 1) await fetch(`${server.url}/healthz`);
    server.child.kill('SIGTERM');
    await expect.poll(() => fetch(server.url).catch(() => 'refused')).toBe('refused');
    expect(await Promise.all(requests.map(({ finish }) => finish()))).toEqual(Array(20).fill(201));
    expect(await server.ended).toMatchObject({ code: 0, signal: null });
    const kept = await rawRows<{ total: number }>(
      desk.env,
      "select count(*) as total from tickets t join messages m on m.ticketId = t.id where t.subject = 'In flight'",
    );
    expect(kept[0]!.total).toBe(20);
  });
});
