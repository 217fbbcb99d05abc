import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../support/server.js';
import { Client } from './client.js';
import { DESK, nativeSuite } from './suite.js';

describe('the native API of one server on SQLite', () => {
  let server: RunningServer;
  let client: Client;
  beforeAll(async () => {
    server = await startServer({ flavour: 'sqlite', ...DESK, env: { ...DESK.env, LOG_LEVEL: 'trace' } });
    client = new Client(server.url);
  });
  afterAll(() => server?.stop());

  nativeSuite(() => client);

  it('has logged nothing of all this that was told in confidence', () => {
    const log = server.output();
    expect(log.match(/"msg":"request"/g)!.length).toBeGreaterThan(1_000);
    expect(client.confidences.size).toBeGreaterThan(200);
    expect([...client.confidences].filter((secret) => log.includes(secret))).toEqual([]);
  });
});
