import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAVOURS } from '../../support/database.js';
import { Desk, type Serving } from '../../support/desk.js';
import { rawRows } from '../../support/raw-database.js';
import { Client, STATE, TOKENS } from '../native/client.js';
import { expectProblem } from '../native/conventions.js';

const SOON = { timeout: 15_000 };

describe('a worker of the embedded database', () => {
  it('does not start, and says in a line that `serve` does its work', async () => {
    const desk = await Desk.create('sqlite');
    const { code, stderr } = await desk.command('worker');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'A worker needs DATABASE_URL: the embedded database belongs to one process, and `serve` does all its work.\n',
    });
    const without = await desk.start(['serve'], { BACKGROUND: 'off' }).ended;
    expect(without.code).toBe(1);
    expect(without.stderr).toContain('BACKGROUND is off but DATABASE_URL is empty');
    await desk.remove();
  });
});

describe.runIf(FLAVOURS.includes('mariadb'))('workers beside a server without background work', () => {
  let desk: Desk;
  let client: Client;
  let server: Serving;
  let workers: Serving[];
  const startedAt = Date.now();

  beforeAll(async () => {
    desk = await Desk.create('mariadb');
    await desk.load(STATE);
    server = await desk.serve({ BACKGROUND: 'off' });
    client = new Client(server.url);
  });
  afterAll(() => desk?.remove());

  it('do what the server leaves to them, each job once in each of its slots', async () => {
    await client.makeTicket({ requesterId: (await client.makeUser()).id });
    expect(await owed()).toBeGreaterThan(0);
    workers = await Promise.all([desk.work(), desk.work()]);
    await expect.poll(owed, SOON).toBe(0);
    await expect.poll(async () => (await runs()).length, SOON).toBeGreaterThanOrEqual(3);
    for (const { name, successes } of await runs()) expect(successes, name).toBeLessThanOrEqual(slots());
  });

  it('answer health checks and nothing else', async () => {
    const worker = new Client(workers[0]!.url);
    for (const path of ['/healthz', '/readyz'])
      expect((await worker.callAt('GET', path, { as: null })).status).toBe(200);
    expect((await worker.callAt('GET', '/metrics', { as: TOKENS.all })).text).toContain(
      'switchdesk_job_last_success_timestamp_seconds{job="outbox_cleanup"}',
    );
    for (const path of ['/api/v1/tickets', '/docs', '/', '/api/users', '/nowhere'])
      expectProblem(await worker.callAt('GET', path, { as: TOKENS.all }), 404, 'route.not_found');
  });

  it('end with 0 on SIGTERM', async () => {
    for (const ended of await Promise.all(workers.map(({ stop }) => stop())))
      expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  });

  const owed = async (): Promise<number> =>
    (await rawRows(desk.env, "select id from outbox where state = 'pending'")).length;

  const runs = (): Promise<{ name: string; successes: number }[]> =>
    rawRows(desk.env, 'select name, successes from jobs');

  /** Of the job that comes most often. */
  function slots(): number {
    const slotOf = (time: number): number => Math.floor(time / (5 * 60_000));
    return 1 + slotOf(Date.now()) - slotOf(startedAt);
  }
});
