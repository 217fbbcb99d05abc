import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Body } from '../../support/wire.js';
import { FLAVOURS } from '../../support/database.js';
import { type RunningServer, startServer } from '../../support/server.js';
import { Client, type Json, TOKENS } from '../native/client.js';
import { Contract, type Operation } from './contract.js';
import { STATE } from './fuzz-desk.js';

const MB = 1024 * 1024;

/** Texts that mean something to somebody else: databases, shells, file systems, templates, parsers, terminals. */
const TEXTS = [
  "' OR '1'='1",
  '1; DROP TABLE tickets; --',
  "x' UNION SELECT password_hash, 1, 1 FROM staff --",
  '\\',
  '%',
  '_%_%_%',
  '../../../../etc/passwd',
  '..\\..\\windows\\win.ini',
  'C:\\con\\aux',
  '$(touch /tmp/x)`id`|cat',
  '{{7*7}}${7*7}<%= 7*7 %>',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '\u0000',
  'a\u0000b',
  '\r\nSet-Cookie: a=b',
  '\ud800',
  '\u202e\u200f\ufeff',
  '📎'.repeat(500),
  'Ａ\u0301\u0300'.repeat(300),
  '__proto__',
  '1e400',
  '-0',
  '9007199254740993',
  '0x1F',
  'NaN',
  '\u0661',
] as const;

/** Bodies that are no proper JSON object, or more of one than anybody needs. */
const BODIES: Record<string, Body> = {
  'nothing that says it is JSON': body(''),
  'half an object': body('{"subject": "x'),
  'a list': body('[]'),
  'a text': body('"text"'),
  null: body('null'),
  'deep lists': body('['.repeat(100_000) + ']'.repeat(100_000)),
  'deep objects': body('{"subject":'.repeat(20_000) + '1' + '}'.repeat(20_000)),
  'a deep field': body(`{"subject":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`),
  'a prototype': body('{"__proto__": {"role": "admin", "polluted": true}, "subject": "x"}'),
  'a constructor': body('{"constructor": {"prototype": {"polluted": true}}}'),
  'fields twice': body('{"subject": "a", "subject": {"b": 1}, "departmentId": 1, "departmentId": "1"}'),
  'numbers beyond numbers': body(`{"departmentId": 1e999, "id": ${'9'.repeat(5_000)}, "limit": -1e-999}`),
  'bytes that are no UTF-8': {
    type: 'application/json',
    bytes: Buffer.from('{"subject":"\xff\xfe\xc0\x80"}', 'latin1'),
  },
  'a mark of order': body('\ufeff{"subject":"x"}'),
  zeros: { type: 'application/json', bytes: Buffer.alloc(1000) },
  'a megabyte in each field': body(
    JSON.stringify(
      Object.fromEntries(
        ['subject', 'body', 'name', 'email', 'fullName'].map((name) => [name, 'x'.repeat(MB)]),
      ),
    ),
  ),
  'a hundred thousand fields': body(
    JSON.stringify(Object.fromEntries(Array.from({ length: 100_000 }, (_, number) => [`f${number}`, 1]))),
  ),
  'more than is taken': body(`{"subject":"${'x'.repeat(11 * MB)}"}`),
  XML: body('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', 'application/xml'),
  'a web form': body('subject=x&departmentId=1&__proto__[a]=1', 'application/x-www-form-urlencoded'),
  text: body('{"subject":"x"}', 'text/plain'),
  'JSON in another alphabet': body('{"subject":"x"}', 'application/json; charset=utf-16'),
  'a type that is none': body('{}', ';;;/json'),
  'no type at all': { type: undefined, bytes: Buffer.from('{"subject":"x"}') },
  'a form without its boundary': body('--x\r\n\r\n--x--', 'multipart/form-data'),
  'a form that never ends': body(
    '--x\r\nContent-Disposition: form-data; name="subject"\r\n\r\nabc',
    'multipart/form-data; boundary=x',
  ),
  'a form with a prototype': form(
    '__proto__[role]',
    'constructor[prototype][role]',
    'requester[__proto__][role]',
    'requester[email',
  ),
};

const HEADERS: Record<string, string>[] = [
  { 'If-Match': 'x'.repeat(4000) },
  { 'If-Match': '"99999999999999999999"' },
  { 'Idempotency-Key': 'x'.repeat(4000) },
  { 'Idempotency-Key': "' OR 1=1 --" },
  { Authorization: 'Bearer ' },
  { Authorization: `Bearer ${'x'.repeat(8000)}` },
  { Authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.' },
  { Authorization: 'Basic OjpjOg==' },
  { 'X-Forwarded-For': '::1, "; drop table staff, 999.999.999.999' },
  { 'X-Request-Id': '\t{"a":1}' },
  { Cookie: '__proto__=1; a=%00%ff; refresh_token=\\' },
  { 'X-HTTP-Method-Override': 'DELETE', 'X-Original-Url': '/api/v1/staff' },
  { 'Accept-Encoding': 'gzip;q=abc, *;q=-1', Accept: '\\/*;;', 'Accept-Language': '*'.repeat(2000) },
  { Range: 'bytes=-1,5-3,0-99999999999999' },
  { 'Last-Event-ID': '-1 or 1=1' },
  { Origin: 'null' },
];

const BIG_ONES_GO_TO = new Set(['createTicket', 'updateSettings', 'login']);

const encodedTexts = TEXTS.map((text) => encodeURIComponent(text.toWellFormed()));

function body(text: string, type = 'application/json'): Body {
  return { type, bytes: Buffer.from(text) };
}

function form(...names: string[]): Body {
  const parts = names.map((name) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\nadmin\r\n`);
  return body(`${parts.join('')}--x--\r\n`, 'multipart/form-data; boundary=x');
}

describe.each(FLAVOURS)('hostile requests to the native API, on %s,', (flavour) => {
  let server: RunningServer;
  let client: Client;
  let contract: Contract;
  let sent = 0;
  const faults = new Set<string>();
  beforeAll(async () => {
    server = await startServer({ flavour, load: STATE });
    client = new Client(server.url);
    contract = new Contract((await client.callAt('GET', '/docs/openapi.json', { as: null })).body);
    for (const departmentId of [1, 2])
      await client.make(
        '/tickets',
        { departmentId, subject: 'Untouched', body: 'As it was.' },
        { as: TOKENS.all },
      );
  });
  afterAll(() => {
    console.log(`${sent} hostile requests on ${flavour}`);
    return server?.stop();
  });

  interface Hostile {
    operation: Operation;
    path: string;
    what: string;
    body?: Body;
    headers?: Record<string, string>;
  }

  /** Some at a time, for they wait for each other in the desk anyway. */
  async function sendAll(hostile: Hostile[]): Promise<void> {
    // The other flavour has the same doors: there a part of them does.
    const queue = hostile.filter((_, index) => flavour === 'sqlite' || index % 7 === 0).values();
    const work = async (): Promise<void> => {
      for (const { operation, path, what, ...more } of queue) {
        sent++;
        // Who sends more than is taken may be cut off before the answer is read.
        const answer = await client
          .callAt(operation.method, path, { as: TOKENS.all, ...more })
          .catch(() => undefined);
        const fault = answer && contract.fault(operation, answer);
        if (fault) faults.add(`${operation.method} ${operation.path}, ${what.slice(0, 80)}: ${fault}`);
      }
    };
    await Promise.all(Array.from({ length: 6 }, work));
    expect([...faults]).toEqual([]);
  }

  /** What nobody was meant to change. */
  async function untouched(): Promise<Json> {
    const paths = ['/tickets/1', '/tickets/1/messages', '/departments', '/staff', '/settings', '/api-tokens'];
    const answers = await Promise.all(paths.map((path) => client.get(path, { as: TOKENS.all })));
    return answers.map(({ body: { page: _, ...rest }, status }) => ({ status, rest: withoutUse(rest) }));
  }
  const withoutUse = (value: Json): Json =>
    JSON.parse(
      JSON.stringify(value, (name, one: unknown) =>
        name === 'lastUsedAt' || name === 'url' ? undefined : one,
      ),
    );

  /** Ids that nothing has, so that nothing is meant. */
  const nowhere = (path: string): string => path.replace(/\{\w+\}/g, '999999');

  it('are refused without an effect, whatever their bodies are', { timeout: 240_000 }, async () => {
    const before = await untouched();
    await sendAll(
      contract.operations
        .filter(({ method }) => method !== 'GET')
        .flatMap((operation) =>
          Object.entries(BODIES)
            // What is refused for its size is refused before its route is asked.
            .filter(([, { bytes }]) => bytes.length < MB || BIG_ONES_GO_TO.has(operation.operationId))
            .map(([what, body]) => ({ operation, path: nowhere(operation.path), what, body })),
        ),
    );
    expect(await untouched()).toEqual(before);
    expect((await client.get('/tickets/1', { as: TOKENS.all })).body).not.toHaveProperty('polluted');
  });

  it('are refused without an effect, whatever their paths are', { timeout: 240_000 }, async () => {
    const before = await untouched();
    const names = [...encodedTexts, '%', '%00', '%ff', '%2e%2e%2f%2e%2e', '..', '.', 'x'.repeat(600)];
    await sendAll(
      contract.operations
        .filter(({ path }) => path.includes('{'))
        .flatMap((operation) =>
          names.map((name) => ({
            operation,
            path: operation.path.replace(/\{\w+\}/g, name),
            what: `path ${name}`,
          })),
        )
        // A path of dots is another path.
        .filter(({ path }) => !/\/\.\.?(\/|$)/.test(path) || path.includes('%')),
    );
    expect(await untouched()).toEqual(before);
  });

  it('are refused without an effect, whatever they ask for', { timeout: 240_000 }, async () => {
    const before = await untouched();
    const queries = contract.operations
      .filter(({ method }) => method === 'GET')
      .flatMap((operation) =>
        [...operation.parameters.filter((one) => one.in === 'query'), { name: 'unknown' }].flatMap(
          ({ name }) =>
            [
              ...encodedTexts.map((text) => `${name}=${text}`),
              ...['=1&NAME=2', '[]=1', '[__proto__][a]=1', '=%', '=%ff%fe', ''].map(
                (odd) => name + odd.replace('NAME', name),
              ),
              `__proto__[${name}]=1`,
            ].map((query) => ({ operation, path: `${nowhere(operation.path)}?${query}`, what: query })),
        ),
      );
    const headers = contract.operations
      .filter(({ path }) => /tickets|auth|settings/.test(path))
      .flatMap((operation) =>
        HEADERS.map((odd) => ({
          operation,
          path: nowhere(operation.path),
          what: JSON.stringify(odd),
          headers: odd,
        })),
      );
    await sendAll([...queries, ...headers]);
    expect(await untouched()).toEqual(before);
  });

  it('are texts to the desk, and come back as they were or not at all', async () => {
    const seen: Record<number, number> = {};
    for (const text of TEXTS) {
      const user = await client.post(
        '/users',
        { fullName: text, email: `h${sent++}@example.org` },
        { as: TOKENS.all },
      );
      const ticket = await client.post(
        '/tickets',
        { departmentId: 1, subject: text, body: text, bodyFormat: 'html' },
        { as: TOKENS.all },
      );
      for (const { status } of [user, ticket]) seen[status] = (seen[status] ?? 0) + 1;
      if (user.status === 201) {
        const again = await client.get(`/users/${user.body.id}`, { as: TOKENS.all });
        expect(again.body.fullName).toBe(text);
      }
      if (ticket.status === 201) {
        const { items } = (await client.get(`/tickets/${ticket.body.id}/messages`, { as: TOKENS.all })).body;
        expect(items[0].bodyHtml).not.toMatch(/<script|onerror/i);
      }
    }
    expect(Object.keys(seen)).toEqual(['201', '422']);
    expect(seen[201]).toBeGreaterThan(TEXTS.length);
  });
});
