import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { Desk } from '../../support/desk.js';
import { Client, STATE, TOKENS } from '../native/client.js';

describe('a start', () => {
  let desk: Desk | undefined;
  afterEach(() => desk?.remove());

  it('on a taken port says so once, and leaves the first administrator to the next start', async () => {
    desk = await Desk.create('sqlite');
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const port = String((taken.address() as AddressInfo).port);
    const { code, stdout, stderr } = await desk.start(['serve'], { PORT: port }).ended;
    taken.close();
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: `listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`,
    });
    const server = await desk.serve();
    expect(server.stdout()).toContain('The password, shown only now:');
  });

  it('waits for a database server that is not there yet, and says so in one line', async () => {
    desk = await Desk.create('sqlite', {
      DATABASE_URL: 'mysql://desk@127.0.0.1:1/desk',
      APP_SECRET: 'a secret of the test run, 32 characters or more',
    });
    const { child, stdout, ended } = desk.start(['serve']);
    await expect.poll(stdout, { timeout: 15_000 }).toContain('waiting up to 30 seconds');
    await setTimeout(1_500);
    child.kill('SIGKILL');
    const lines = (await ended).stdout.trim().split('\n');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 50, context: 'Database' });
  });
});

describe('the metrics of a desk', () => {
  it('tell of its requests by the pattern of their route', async () => {
    const desk = await Desk.create('sqlite');
    await desk.load(STATE);
    const client = new Client((await desk.serve()).url);
    const { id } = await client.makeTicket({}, { as: TOKENS.all });
    for (const path of [`/tickets/${id}`, `/tickets/${id + 1}`, '/no/such/path', '/another'])
      await client.get(path, { as: TOKENS.all });
    const { headers, text } = await client.callAt('GET', '/metrics', { as: TOKENS.all });
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const count = (method: string, route: string, status: number): string =>
      `switchdesk_http_request_duration_seconds_count{method="${method}",route="${route}",status="${status}"}`;
    expect(text).toContain(`${count('POST', '/api/v1/tickets', 201)} 1\n`);
    expect(text).toContain(`${count('GET', '/api/v1/tickets/:id', 200)} 1\n`);
    expect(text).toContain(`${count('GET', '/api/v1/tickets/:id', 404)} 1\n`);
    expect(text).toContain(`${count('GET', 'none', 404)} 2\n`);
    expect(text).toMatch(/^switchdesk_outbox_messages\{state="pending"\} \d+$/m);
    expect(text).toContain('switchdesk_database_up 1\n');
    await desk.remove();
  });
});
