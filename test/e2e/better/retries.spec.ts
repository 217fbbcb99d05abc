import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAVOURS } from '../../support/database.js';
import { Desk, type Serving } from '../../support/desk.js';
import { rawRows } from '../../support/raw-database.js';
import { type Answer, Client, STATE, TOKENS, file } from '../native/client.js';

const ROUNDS = 3;
const WRITERS = 5;
/** A claim of a process that died runs out after this time, where others may still have it. */
const CLAIM_MS = 10_000;

/** One request with its key, of which it is not known whether it was done. */
interface Attempt {
  key: string;
  subject: string;
}

const open = ({ key, subject }: Attempt, client: Client): Promise<Answer> =>
  client.call('POST', '/tickets', {
    as: TOKENS.all,
    headers: { 'Idempotency-Key': key },
    form: { fields: { departmentId: '1', subject, body: subject }, files: [file('a.txt', subject)] },
  });

describe.each(FLAVOURS)('a request that is sent again on %s', (flavour) => {
  let desk: Desk;
  let server: Serving;
  const unanswered: Attempt[] = [];
  const answered: (Attempt & { id: number })[] = [];
  const countOf = async (subject: string): Promise<number> =>
    (await rawRows(desk.env, `select id from tickets where subject = '${subject}'`)).length;

  beforeAll(async () => {
    desk = await Desk.create(flavour);
    await desk.load(STATE);
    for (let round = 0; round < ROUNDS; round += 1) await killDuringWrites();
    server = await desk.serve();
  });
  afterAll(() => desk?.remove());

  async function killDuringWrites(): Promise<void> {
    const running = await desk.serve();
    const before = answered.length;
    const writers = Array.from({ length: WRITERS }, () => write(new Client(running.url)));
    while (answered.length < before + WRITERS) await sleep(5);
    await sleep(Math.random() * 200);
    running.child.kill('SIGKILL');
    await Promise.all([running.ended, ...writers]);
  }

  async function write(client: Client): Promise<void> {
    for (;;) {
      const attempt = { key: randomUUID(), subject: randomUUID() };
      try {
        const { status, body } = await open(attempt, client);
        if (status === 201) answered.push({ ...attempt, id: body.id });
      } catch {
        unanswered.push(attempt);
        return;
      }
    }
  }

  it('after a kill -9 is done exactly once, and answered with what it has brought about', async () => {
    const client = new Client(server.url);
    const end = Date.now() + CLAIM_MS + 5_000;
    expect(unanswered).toHaveLength(ROUNDS * WRITERS);
    for (const attempt of unanswered) {
      let answer = await open(attempt, client);
      while (answer.status === 409 && Date.now() < end) {
        await sleep(200);
        answer = await open(attempt, client);
      }
      expect(answer.status, answer.text).toBe(201);
      expect(answer.body.subject).toBe(attempt.subject);
      expect(await countOf(attempt.subject)).toBe(1);
      const files = await client.get(`/tickets/${answer.body.id}/attachments`, { as: TOKENS.all });
      expect(files.body.items).toHaveLength(1);
    }
    for (const attempt of answered.slice(-2 * WRITERS)) {
      const answer = await open(attempt, client);
      expect([answer.status, answer.body.id]).toEqual([201, attempt.id]);
      expect(answer.headers['idempotency-replayed']).toBe('true');
      expect(await countOf(attempt.subject)).toBe(1);
    }
  }, 40_000);

  // SQLite has one process.
  it.each(flavour === 'mariadb' ? ['two'] : [])('to %s processes at once is done once', async () => {
    const other = await desk.serve();
    const clients = [new Client(server.url), new Client(other.url)];
    for (let round = 0; round < 5; round += 1) {
      const attempt = { key: randomUUID(), subject: randomUUID() };
      const answers = await Promise.all([...clients, ...clients].map((client) => open(attempt, client)));
      expect(answers.map(({ status }) => status).filter((status) => ![201, 409].includes(status))).toEqual(
        [],
      );
      const fresh = answers.filter(
        ({ status, headers }) => status === 201 && !headers['idempotency-replayed'],
      );
      expect(fresh).toHaveLength(1);
      for (const client of clients) expect((await open(attempt, client)).body.id).toBe(fresh[0]!.body.id);
      expect(await countOf(attempt.subject)).toBe(1);
    }
    await other.stop();
  });
});
