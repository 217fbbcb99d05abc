import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAVOURS } from '../support/database.js';
import { startServer, type RunningServer } from '../support/server.js';

const TOKEN = 'a-token-of-the-test-run';
const AT_ONCE = 20;

describe.each(FLAVOURS)('who asks, named by an address, on %s', (flavour) => {
  let server: RunningServer;

  beforeAll(async () => {
    const departments = [{ id: 1, name: 'Support' }];
    const permissions = ['tickets/create', 'tickets/read', 'users/read'];
    const apiTokens = [{ name: 'test', token: TOKEN, permissions }];
    server = await startServer({ flavour, load: { departments, apiTokens } });
  });
  afterAll(() => server.stop());

  it(`is one user, also when ${AT_ONCE} tickets come at once`, async () => {
    const open = (n: number) =>
      fetch(`${server.url}/api/v1/tickets`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          departmentId: 1,
          subject: `Ticket ${n}`,
          body: 'Hello',
          requester: { email: n % 2 ? 'ann@example.com' : 'ANN@example.com', fullName: 'Ann Lee' },
        }),
      });
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => open(n)));
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(AT_ONCE).fill(201));
    const tickets = (await Promise.all(answers.map((answer) => answer.json()))) as { requesterId: number }[];
    expect(new Set(tickets.map(({ requesterId }) => requesterId)).size).toBe(1);
    const users = await fetch(`${server.url}/api/v1/users`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect(((await users.json()) as { items: unknown[] }).items).toHaveLength(1);
  });
});
