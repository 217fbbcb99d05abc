import { describe, expect, it } from 'vitest';
import { APP_ORIGIN, accountSuite } from './account.js';
import { type Client, type Json, STATE } from './client.js';
import { cannedResponsesSuite } from './canned-responses.js';
import { conventionsSuite } from './conventions.js';
import { customFieldsSuite } from './custom-fields.js';
import { eventsSuite } from './events.js';
import { filesSuite } from './files.js';
import { languagesSuite } from './languages.js';
import { listsSuite } from './lists.js';
import { mailboxesSuite } from './mailboxes.js';
import { peopleSuite } from './people.js';
import { permissionsSuite } from './permissions.js';
import { publicLinksSuite } from './public-links.js';
import { publicSuite } from './public.js';
import { readingSuite } from './reading.js';
import { mailsSuite } from './mails.js';
import { reportsSuite } from './reports.js';
import { resourcesSuite } from './resources.js';
import { retriesSuite } from './retries.js';
import { rightsSuite } from './rights.js';
import { searchSuite } from './search.js';
import { savedSearchesSuite } from './saved-searches.js';
import { settingsSuite } from './settings.js';
import { signInSuite } from './sign-in.js';
import { usersSuite } from './users.js';
import { ticketWorkSuite } from './ticket-work.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** What the document says of each route: the codes that its refusals may have. */
async function documentedCodes(client: Client): Promise<[route: RegExp, codes: Record<string, string[]>][]> {
  const { paths } = (await client.callAt('GET', '/docs/openapi.json', { as: null })).body as Json;
  return Object.entries<Json>(paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method): [RegExp, Record<string, string[]>] => [
      new RegExp(`^${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '[^/]+')}$`),
      item[method]['x-problem-codes'],
    ]),
  );
}

/** What the desk of `nativeSuite` is started with. */
export const DESK = { load: STATE, env: { TRUST_PROXY: '127.0.0.1', CORS_ORIGINS: APP_ORIGIN } };

/** The native API from outside: one desk, every test makes what it speaks of. */
export function nativeSuite(client: () => Client, servers = 1): void {
  signInSuite(client);
  accountSuite(client);
  usersSuite(client);
  peopleSuite(client);
  conventionsSuite(client);
  resourcesSuite(client);
  mailboxesSuite(client);
  filesSuite(client);
  readingSuite(client);
  mailsSuite(client);
  eventsSuite(client, servers);
  publicSuite(client);
  publicLinksSuite(client);
  permissionsSuite(client);
  retriesSuite(client);
  listsSuite(client);
  searchSuite(client);
  ticketWorkSuite(client);
  reportsSuite(client);
  customFieldsSuite(client);
  cannedResponsesSuite(client);
  savedSearchesSuite(client);
  rightsSuite(client);
  settingsSuite(client);
  languagesSuite(client);

  describe('the document', () => {
    it('names the code of every refusal that came here', async () => {
      const documented = await documentedCodes(client());
      const refusals = [...client().refusals].map(
        (line) => line.split(' ') as [string, string, string, string],
      );
      const known = refusals.flatMap(([method, path, status, code]) => {
        // What names a thing stands before a parameter: `/tickets/bulk`, and not `/tickets/{id}`.
        // A method that a path does not take is no operation.
        const isOperation = status !== '405';
        const routes = documented.filter(([route]) => isOperation && route.test(`${method} ${path}`));
        return routes.length ? [{ line: [method, path, status, code].join(' '), routes, status, code }] : [];
      });
      expect(known.length).toBeGreaterThan(200);
      const missing = known.filter(
        ({ routes, status, code }) => !routes.some(([, codes]) => codes[status]?.includes(code)),
      );
      expect(missing.map(({ line }) => line)).toEqual([]);
    });
  });
}
