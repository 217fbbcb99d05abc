import { beforeAll, describe, expect, it } from 'vitest';
import { type Client, type Json, TOKENS, next } from './client.js';
import { expectProblem } from './conventions.js';

const today = (): string => new Date().toISOString().slice(0, 10);

/** The numbers of the desk. */
export function reportsSuite(client: () => Client): void {
  describe('reports', () => {
    let departmentId: number;
    const read = async (path: string, as = 'admin'): Promise<Json[]> =>
      (await client().get(`/reports/${path}`, { as })).body.items;
    const own = (path: string): Promise<Json[]> => read(`${path}?departmentId=${departmentId}`);

    beforeAll(async () => {
      departmentId = (await client().make('/departments', { name: `=Reports ${next()}` })).id;
      const open = async (more: object = {}): Promise<number> =>
        (await client().makeTicket({ departmentId, ...more })).id;
      const [answered, closed, merged, deleted] = [
        await open(),
        await open({ assigneeId: 3, minutes: 5 }),
        (await client().makeTicket({ departmentId }, { as: 'ann' })).id,
        await open(),
      ];
      await client().make(`/tickets/${answered}/messages`, { body: 'Yes.', minutes: 30 }, { as: 'susan' });
      await client().make(`/tickets/${deleted}/messages`, { body: 'No.', minutes: 60 }, { as: 'susan' });
      await client().post(`/tickets/${closed}/close`, { minutes: 10 }, { as: 'susan' });
      await client().post(`/tickets/${merged}/merge`, { intoTicketId: answered });
      await client().delete(`/tickets/${deleted}`);
    });

    it('count tickets by department and status', async () => {
      const [row] = await own('tickets');
      expect(row).toMatchObject({
        departmentId,
        statuses: { answered: 1, closed: 1, duplicate: 1, open: 0 },
      });
    });

    it('say what happened in a department, without what is gone', async () => {
      const [row] = await own('departments');
      expect(row).toMatchObject({ departmentId, created: 3, closed: 1, answered: 1, minutes: 45 });
      for (const name of [
        'resolutionAverage',
        'resolutionMedian',
        'firstResponseAverage',
        'firstResponseP90',
      ])
        expect(row[name], name).toBeLessThan(60);
    });

    it('say what each person did, and what is theirs', async () => {
      const rows = await own('staff');
      expect(rows.map(({ fullName, minutes }) => [fullName, minutes])).toEqual([
        ['admin of staff', 5],
        ['susan of staff', 40],
        ['alice of staff', 0],
      ]);
      expect(rows[1]).toMatchObject({ closed: 1, answered: 1 });
      expect(rows[2].assigned).toMatchObject({ closed: 1, open: 0 });
    });

    it.each(['day', 'week', 'month'])('say what happened in each %s', async (period) => {
      const rows = await read(`periods?departmentId=${departmentId}&period=${period}`);
      expect(rows.at(-1)).toMatchObject({ created: 3, closed: 1, answered: 1, minutes: 45 });
      expect(rows.at(-1).to >= today() && rows.at(-1).from <= today()).toBe(true);
      const susans = await read(`periods?departmentId=${departmentId}&period=${period}&staffId=2`);
      expect(susans.at(-1)).toMatchObject({ created: null, closed: 1, minutes: 40 });
    });

    it('are tables, too, in which nothing runs', async () => {
      const csv = async (name: string): Promise<string[]> => {
        const answer = await client().get(`/reports/${name}/csv?departmentId=${departmentId}`);
        expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
        return answer.text.split('\r\n');
      };
      const [names, line] = await csv('departments');
      expect(names).toMatch(/^departmentId,departmentName,created,closed,/);
      expect(line).toMatch(new RegExp(`^${departmentId},'=Reports \\d+,3,1,`));
      expect((await csv('periods')).length).toBe(32);
      expect((await csv('staff'))[2]).toMatch(/^2,susan of staff,0,/);
      expect((await csv('tickets'))[1]).toMatch(/,0,0,1,0,0,0,1,1$/);
      expectProblem(await client().get('/reports/money/csv'), 422, 'request.invalid', ['/report']);
    });

    it('are of their own departments for staff', async () => {
      const departments = async (as: string): Promise<number[]> =>
        (await read('departments', as)).map((row) => row.departmentId);
      expect(await departments('alice')).toEqual([1]);
      expect(await read(`tickets?departmentId=${departmentId}`, 'alice')).toEqual([]);
      expect(await read(`staff?departmentId=${departmentId}`, 'alice')).toEqual([]);
      for (const as of ['susan', TOKENS.all]) expect(await departments(as)).toContain(departmentId);
    });

    it('name what they cannot be asked for', async () => {
      const fault = async (query: string, field: string): Promise<void> =>
        expectProblem(await client().get(`/reports/periods?${query}`), 422, 'request.invalid', [`/${field}`]);
      await fault('from=2026-02-30&to=2026-03-01', 'from');
      await fault('from=2026-03-02&to=2026-03-01', 'to');
      await fault('from=2020-01-01', 'from');
      await fault('timeZone=Mars', 'timeZone');
      await fault('period=year', 'period');
    });
  });
}
