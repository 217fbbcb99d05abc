import { afterAll, beforeAll, describe } from 'vitest';
import { FLAVOURS } from '../../support/database.js';
import { type RunningServer, startServer } from '../../support/server.js';
import { APP_ORIGIN, accountSuite } from './account.js';
import { Client, STATE } from './client.js';
import { conventionsSuite } from './conventions.js';
import { eventsSuite } from './events.js';
import { filesSuite } from './files.js';
import { listsSuite } from './lists.js';
import { mailboxesSuite } from './mailboxes.js';
import { peopleSuite } from './people.js';
import { permissionsSuite } from './permissions.js';
import { publicSuite } from './public.js';
import { readingSuite } from './reading.js';
import { mailsSuite } from './mails.js';
import { resourcesSuite } from './resources.js';
import { retriesSuite } from './retries.js';
import { rightsSuite } from './rights.js';
import { settingsSuite } from './settings.js';
import { signInSuite } from './sign-in.js';
import { usersSuite } from './users.js';
import { ticketWorkSuite } from './ticket-work.js';

/** The native API from outside: one server a database, every test makes what it speaks of. */
describe.each(FLAVOURS)('the native API on %s', (flavour) => {
  let server: RunningServer;
  let client: Client;
  beforeAll(async () => {
    server = await startServer({
      flavour,
      load: STATE,
      env: { TRUST_PROXY: '127.0.0.1', CORS_ORIGINS: APP_ORIGIN },
    });
    client = new Client(server.url);
  });
  afterAll(() => server?.stop());

  signInSuite(() => client);
  accountSuite(() => client);
  usersSuite(() => client);
  peopleSuite(() => client);
  conventionsSuite(() => client);
  resourcesSuite(() => client);
  mailboxesSuite(() => client);
  filesSuite(() => client);
  readingSuite(() => client);
  mailsSuite(() => client);
  eventsSuite(() => client);
  publicSuite(() => client);
  permissionsSuite(() => client);
  retriesSuite(() => client);
  listsSuite(() => client);
  ticketWorkSuite(() => client);
  rightsSuite(() => client);
  settingsSuite(() => client);
});
