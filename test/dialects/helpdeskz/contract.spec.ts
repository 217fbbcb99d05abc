import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAVOURS } from '../../support/database.js';
import { startServer } from '../../support/server.js';
import { attachmentsContract } from './contract/attachments.js';
import { Desk, contractState } from './contract/desk.js';
import { mailsContract } from './contract/mails.js';
import { messagesContract } from './contract/messages.js';
import { routesContract } from './contract/routes.js';
import { staffContract } from './contract/staff.js';
import { ticketsContract } from './contract/tickets.js';
import { usersAndDepartmentsContract } from './contract/users-and-departments.js';
import { recording } from './recording.js';

/**
 * The HelpDeskZ contract beyond the recorded cases, and where this server is better than the original on purpose.
 * One server a database; every test makes the users, departments and tickets it speaks of.
 */
describe.each(FLAVOURS)('the HelpDeskZ contract on %s', (flavour) => {
  let desk: Desk;
  beforeAll(async () => {
    // As talkative as it gets: the logs are searched for secrets at the end.
    desk = new Desk(await startServer({ flavour, load: contractState(), env: { LOG_LEVEL: 'debug' } }));
  });
  afterAll(() => desk?.server.stop());

  routesContract(() => desk);
  usersAndDepartmentsContract(() => desk);
  ticketsContract(() => desk);
  messagesContract(() => desk);
  attachmentsContract(() => desk);
  staffContract(() => desk);
  mailsContract(() => desk);

  it('leaves no token and no password in the data folder or in the logs', async () => {
    const { tokens, staff } = recording.initial_state;
    const secrets = [...tokens.map(({ token }) => token), ...staff.map(({ password }) => password)];
    const entries = await readdir(desk.server.dataDir, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    for (const secret of secrets) expect(desk.server.output()).not.toContain(secret);
    for (const path of paths) {
      const content = await readFile(path);
      for (const secret of secrets) expect(content.includes(secret), `${secret} in ${path}`).toBe(false);
    }
  });
});
