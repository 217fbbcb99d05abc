import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAVOURS } from '../../support/database.js';
import { multipart } from '../../support/wire.js';
import { openDesk, basic, read, type DjangoDesk, type Who } from './desk.js';

interface Page {
  count: number;
  next: string | null;
  previous: string | null;
  results: { id: number; ticket?: number; status?: number }[];
}

const COMMAND = readFileSync(new URL('documentation-curl.txt', import.meta.url), 'utf8').trim();

/** The other shape of lists, and the other answer to strangers. */
describe.each(FLAVOURS)('the django-helpdesk API in pages on %s', (flavour) => {
  let desk: DjangoDesk;
  const TICKETS = 31;
  beforeAll(async () => {
    desk = await openDesk(flavour, {
      DJANGO_LIST_SHAPE: 'page',
      DJANGO_AUTH_STATUS: '401',
      DIALECT_URL_DAYS: '1',
    });
    for (let number = 1; number <= TICKETS; number++) await open({ title: `Ticket ${number}` });
  });
  afterAll(() => desk?.server.stop());

  const open = async (fields: object, who: Who = 'susan'): Promise<number> => {
    const ticket = { queue: 1, title: 'T', description: 'D', ...fields };
    const answer = await desk.ask('POST', 'tickets/', ticket, who);
    expect(answer.status, answer.text).toBe(201);
    return read<{ id: number }>(answer).id;
  };
  const page = async (path: string, who: Who = 'susan'): Promise<Page> => {
    const answer = await desk.ask('GET', path, undefined, who);
    expect(answer.status, answer.text).toBe(200);
    return read(answer);
  };

  it('are of 25, with links that keep what was asked', async () => {
    const at = `${desk.server.url}/django-helpdesk/api/tickets/`;
    const first = await page('tickets/?status=Open&page_size=nonsense');
    expect(Object.keys(first)).toEqual(['count', 'next', 'previous', 'results']);
    expect([first.count, first.results.length, first.previous]).toEqual([TICKETS, 25, null]);
    expect(first.next).toBe(`${at}?page=2&page_size=nonsense&status=Open`);
    const second = await page(new URL(first.next!).pathname + new URL(first.next!).search);
    expect([second.count, second.results.length, second.next]).toEqual([TICKETS, TICKETS - 25, null]);
    expect(second.previous).toBe(`${at}?page_size=nonsense&status=Open`);
    expect((await page('tickets/?page=last')).results).toEqual((await page('tickets/?page=2')).results);
    const ids = [...first.results, ...second.results].map(({ id }) => id);
    expect(new Set(ids).size).toBe(TICKETS);
  });

  it('are as long as is asked, up to 100', async () => {
    expect((await page('/api/tickets/?page_size=2')).next).toBe(
      `${desk.server.url}/api/tickets/?page=2&page_size=2`,
    );
    expect((await page('tickets/?page_size=100000')).results).toHaveLength(TICKETS);
    for (const size of ['0', '-3', 'x'])
      expect((await page(`tickets/?page_size=${size}`)).results).toHaveLength(25);
  });

  it.each(['0', '3', 'x', '-1', '99999999999'])('are refused where there is none: %s', async (number) => {
    const answer = await desk.ask('GET', `tickets/?page=${number}`);
    expect([answer.status, answer.text]).toEqual([404, '{"detail":"Invalid page."}']);
  });

  it('have a first one, though it is empty', async () => {
    expect(await page('tickets/?status=5')).toEqual({ count: 0, next: null, previous: null, results: [] });
    expect(await page('user_tickets/', 'ann')).toEqual({ count: 0, next: null, previous: null, results: [] });
  });

  it('count just what the caller sees, of other departments as well', async () => {
    const countOf = async (who: Who, query = '') => (await page(`tickets/${query}`, who)).count;
    const [before, all] = [await countOf('susan'), await countOf('admin')];
    await open({ queue: 2 }, 'other');
    await open({ queue: 2, assigned_to: 2 }, 'other');
    await open({ queue: 2 }, 'susan');
    const closed = await open({ queue: 2, assigned_to: 2 }, 'admin');
    await desk.ask('PATCH', `tickets/${closed}/`, { status: 4 }, 'admin');
    expect(await countOf('susan')).toBe(before + 3);
    expect(await countOf('admin')).toBe(all + 4);
    expect(await countOf('other')).toBe(4);
    expect(await countOf('susan', '?status=4')).toBe(1);
    const listed = await page('tickets/?page_size=100');
    expect(listed.results).toHaveLength(listed.count);
    const followups = await page('followups/?page_size=100');
    expect(followups.count).toBe(listed.count);
    expect(followups.results.map(({ ticket }) => ticket)).toEqual(listed.results.map(({ id }) => id));
    expect(await page('followups-attachments/')).toMatchObject({ count: 0, results: [] });
  });

  it('challenge a stranger by 401, where the desk says so', async () => {
    for (const [headers, detail] of [
      [{}, 'Authentication credentials were not provided.'],
      [{ authorization: basic('susan', 'wrong') }, 'Invalid username/password.'],
    ] as const) {
      const answer = await desk.ask('GET', 'tickets/', undefined, null, headers);
      expect([answer.status, answer.text]).toEqual([401, JSON.stringify({ detail })]);
      expect(answer.headers['www-authenticate']).toBe('Basic realm="api"');
    }
    const denied = await desk.ask('GET', 'tickets/', undefined, 'ann');
    expect([denied.status, denied.headers['www-authenticate']]).toEqual([403, undefined]);
  });

  it('stand beside the command of the documentation, which runs as it is', () => {
    const command = COMMAND.replace('http://127.0.0.1:8000', desk.server.url).replace(
      'Basic YWRtaW46YWRtaW4=',
      basic('admin'),
    );
    const { stdout, status } = spawnSync('sh', ['-c', `${command} --silent --write-out '\\n%{http_code}'`], {
      encoding: 'utf8',
    });
    const [body, code] = stdout.split('\n');
    expect([status, code]).toEqual([0, '201']);
    expect(JSON.parse(body!)).toMatchObject({
      queue: 1,
      title: 'Test Ticket API',
      description: 'Test create ticket from API',
      submitter_email: 'test@mail.com',
      priority: 4,
      status: 1,
    });
  });

  describe('who may do what', () => {
    /** Of a ticket of department 2, and its follow-up: the status for admin, boss, other, susan, ann and nobody. */
    const MATRIX: [
      method: string,
      path: (ticket: number, followup: number, file: number) => string,
      statuses: number[],
    ][] = [
      ['GET', () => '', [200, 200, 200, 200, 200, 200]],
      ['GET', () => 'tickets/', [200, 200, 200, 200, 403, 401]],
      ['GET', (ticket) => `tickets/${ticket}/`, [200, 200, 200, 404, 403, 401]],
      ['PATCH', (ticket) => `tickets/${ticket}/`, [200, 200, 200, 404, 403, 401]],
      ['PUT', (ticket) => `tickets/${ticket}/`, [400, 400, 400, 404, 403, 401]],
      ['POST', () => 'tickets/', [400, 400, 400, 400, 403, 401]],
      ['GET', () => 'user_tickets/', [200, 200, 200, 200, 200, 401]],
      ['GET', (ticket) => `user_tickets/${ticket}/`, [404, 404, 404, 404, 404, 401]],
      ['GET', () => 'followups/', [200, 200, 200, 200, 403, 401]],
      ['GET', (_, followup) => `followups/${followup}/`, [200, 200, 200, 404, 403, 401]],
      ['PATCH', (_, followup) => `followups/${followup}/`, [200, 200, 200, 404, 403, 401]],
      ['PUT', (_, followup) => `followups/${followup}/`, [400, 400, 400, 404, 403, 401]],
      ['POST', () => 'followups/', [400, 400, 400, 400, 403, 401]],
      ['DELETE', (_, followup) => `followups/${followup}/`, [409, 403, 403, 403, 403, 401]],
      ['GET', () => 'followups-attachments/', [200, 200, 200, 200, 403, 401]],
      ['GET', () => 'followups-attachments/9999/', [404, 404, 404, 404, 403, 401]],
      ['POST', () => 'followups-attachments/', [400, 400, 400, 400, 403, 401]],
      ['PUT', () => 'followups-attachments/9999/', [404, 404, 404, 404, 403, 401]],
      ['PATCH', () => 'followups-attachments/9999/', [404, 404, 404, 404, 403, 401]],
      ['DELETE', () => 'followups-attachments/9999/', [404, 403, 403, 403, 403, 401]],
      ['GET', (_, __, file) => `followups-attachments/${file}/`, [200, 200, 200, 404, 403, 401]],
      ['PATCH', (_, __, file) => `followups-attachments/${file}/`, [200, 200, 200, 404, 403, 401]],
      ['PUT', (_, __, file) => `followups-attachments/${file}/`, [400, 400, 400, 404, 403, 401]],
      ['POST', () => 'users/', [400, 400, 400, 400, 403, 401]],
      ['GET', () => 'users/', [405, 405, 405, 405, 403, 401]],
    ];
    const WHO: Who[] = ['admin', 'boss', 'other', 'susan', 'ann', null];

    it('is as the README says', async () => {
      const ticket = await open({ queue: 2 }, 'other');
      const { followup_set } = read<{ followup_set: { id: number }[] }>(
        await desk.ask('GET', `tickets/${ticket}/`, undefined, 'other'),
      );
      const followup = followup_set[0]!.id;
      const text = { field: 'file', filename: 'a.txt', type: 'text/plain', content: Buffer.from('a') };
      const upload = multipart({ followup: String(followup) }, [text]);
      const { id: added } = read<{ id: number }>(
        await desk.ask('POST', 'followups-attachments/', upload, 'other'),
      );
      for (const [method, path, statuses] of MATRIX) {
        const found = [];
        for (const who of WHO) {
          const url = path(ticket, followup, added);
          const answer = await desk.ask(
            method,
            url || '/django-helpdesk/api/',
            method === 'GET' ? undefined : {},
            who,
          );
          found.push(answer.status);
        }
        expect([method, path(0, 0, 0), ...found]).toEqual([method, path(0, 0, 0), ...statuses]);
      }
    });

    it('lets staff delete within their departments', async () => {
      const tickets = [await open({ queue: 2 }, 'other'), await open({ queue: 2, assigned_to: 2 }, 'other')];
      const statusOf = async (ticket: number, who: Who) =>
        (await desk.ask('DELETE', `tickets/${ticket}/`, undefined, who)).status;
      expect(await statusOf(tickets[0]!, 'susan')).toBe(404);
      // She sees it, for it is hers; its department is not.
      expect(await statusOf(tickets[1]!, 'susan')).toBe(403);
      for (const who of ['ann', null]) expect([401, 403]).toContain(await statusOf(tickets[0]!, who));
      expect(await statusOf(tickets[0]!, 'other')).toBe(204);
      expect(await statusOf(tickets[1]!, 'boss')).toBe(204);
    });
  });
});
