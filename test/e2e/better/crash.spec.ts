import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAVOURS } from '../../support/database.js';
import { Desk, type Serving } from '../../support/desk.js';
import { rawRows } from '../../support/raw-database.js';
import { Client, type Json, STATE, TOKENS, file, made } from '../native/client.js';

const ROUNDS = 2;
const WRITERS = 6;

interface Acknowledged {
  id: number;
  subject: string;
  sha256: string;
}

/** Opens tickets with a file, and answers every second of them, until the server is gone. */
async function write(client: Client, acknowledged: Acknowledged[]): Promise<void> {
  for (;;) {
    const content = randomBytes(600).toString('hex');
    const subject = randomBytes(8).toString('hex');
    const fields = { departmentId: '1', subject, body: `Body of ${subject}`, 'requester[fullName]': 'Crash' };
    const form = {
      fields: { ...fields, 'requester[email]': `${subject}@example.org` },
      files: [file('a.txt', content)],
    };
    try {
      const { id } = made(await client.call('POST', '/tickets', { as: TOKENS.all, form }));
      acknowledged.push({ id, subject, sha256: createHash('sha256').update(content).digest('hex') });
      if (id % 2) await client.post(`/tickets/${id}/messages`, { body: 'Answer' }, { as: TOKENS.all });
    } catch {
      return;
    }
  }
}

describe.each(FLAVOURS)('a kill -9 while tickets are opened on %s', (flavour) => {
  let desk: Desk;
  const acknowledged: Acknowledged[] = [];
  let client: Client;
  const rows = <T = Json>(sql: string): Promise<T[]> => rawRows<T>(desk.env, sql);

  beforeAll(async () => {
    desk = await Desk.create(flavour);
    await desk.load(STATE);
    for (let round = 0; round < ROUNDS; round += 1) await killDuringWrites();
    client = new Client((await desk.serve()).url);
  });
  afterAll(() => desk?.remove());

  async function killDuringWrites(): Promise<void> {
    const server: Serving = await desk.serve();
    const before = acknowledged.length;
    const writers = Array.from({ length: WRITERS }, () => write(new Client(server.url), acknowledged));
    while (acknowledged.length < before + WRITERS) await sleep(5);
    await sleep(Math.random() * 300);
    server.child.kill('SIGKILL');
    await Promise.all([server.ended, ...writers]);
  }

  it('loses nothing that was acknowledged', async () => {
    expect(acknowledged.length).toBeGreaterThanOrEqual(ROUNDS * WRITERS);
    const tickets = await rows<{ id: number; subject: string; sha256: string }>(
      'select t.id, t.subject, a.sha256 from tickets t join attachments a on a.ticketId = t.id',
    );
    const stored = new Map(tickets.map((ticket) => [ticket.id, ticket]));
    for (const ticket of acknowledged) expect(stored.get(ticket.id)).toEqual(ticket);
  });

  it('leaves whole tickets or none: message, file, requester, event and outbox row', async () => {
    const tickets = await rows<{ id: number; subject: string; replyCount: number; requesterId: number }>(
      'select * from tickets',
    );
    const idsIn = async (sql: string): Promise<number[]> =>
      (await rows<{ id: number }>(sql)).map(({ id }) => id).toSorted((a, b) => a - b);
    const all = tickets.map(({ id }) => id).toSorted((a, b) => a - b);
    expect(await idsIn("select resourceId as id from events where type = 'ticket.opened'")).toEqual(all);
    expect(await idsIn('select ticketId as id from attachments')).toEqual(all);
    const owed = await rows<{ payload: string }>("select payload from outbox where topic = 'ticket.opened'");
    expect(owed.map(({ payload }) => JSON.parse(payload).ticketId).toSorted((a, b) => a - b)).toEqual(all);
    const messages = Map.groupBy(
      await rows<{ ticketId: number; body: string }>('select ticketId, body from messages order by id'),
      ({ ticketId }) => ticketId,
    );
    expect([...messages.keys()].toSorted((a, b) => a - b)).toEqual(all);
    for (const { id, subject, replyCount } of tickets) {
      const bodies = messages.get(id)!.map(({ body }) => body);
      expect(bodies).toEqual([`Body of ${subject}`, ...Array<string>(replyCount).fill('Answer')]);
    }
    const requesters = await idsIn("select id from users where fullName = 'Crash'");
    expect(tickets.map(({ requesterId }) => requesterId).toSorted((a, b) => a - b)).toEqual(requesters);
  });

  it('leaves counters that equal what is there', async () => {
    const places = await rows<{ departmentId: number; status: string; total: number }>(
      'select departmentId, status, count(*) as total from tickets group by departmentId, status',
    );
    const [users] = await rows<{ total: number }>('select count(*) as total from users');
    const expected = Object.fromEntries([
      ...places.map(({ departmentId, status, total }) => [`tickets/${departmentId}/${status}`, total]),
      ['users', users!.total],
    ]);
    const counters = await rows<{ name: string; value: number }>(
      // How far events are numbered, and how often processes told each other to forget, are no counts of anything.
      "select name, value from counters where value <> 0 and name <> 'events/number' and name not like 'invalidations/%'",
    );
    expect(Object.fromEntries(counters.map(({ name, value }) => [name, value]))).toEqual(expected);
  });

  it('leaves every file with its content', async () => {
    const attachments = await rows<{ id: number; sha256: string }>('select id, sha256 from attachments');
    for (const { id, sha256 } of attachments) {
      const { status, text } = await client.get(`/attachments/${id}/content`, { as: TOKENS.all });
      expect([status, createHash('sha256').update(text).digest('hex')]).toEqual([200, sha256]);
    }
  });

  it('leaves a desk that goes on', async () => {
    const ticket = await client.makeTicket({}, { as: TOKENS.all });
    expect(ticket.id).toBeGreaterThan(Math.max(...acknowledged.map(({ id }) => id)));
  });
});
