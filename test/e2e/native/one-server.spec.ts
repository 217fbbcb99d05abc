import { afterAll, beforeAll, describe } from 'vitest';
import { type RunningServer, startServer } from '../../support/server.js';
import { Client } from './client.js';
import { DESK, nativeSuite } from './suite.js';

describe('the native API of one server on SQLite', () => {
  let server: RunningServer;
  let client: Client;
  beforeAll(async () => {
    server = await startServer({ flavour: 'sqlite', ...DESK });
    client = new Client(server.url);
  });
  afterAll(() => server?.stop());

  nativeSuite(() => client);
});
