import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, type Client, type Json, file } from './client.js';
import { expectProblem } from './conventions.js';

export function settingsSuite(client: () => Client): void {
  describe('settings', () => {
    const change = (values: object): Promise<Answer> => client().patch('/settings', values);
    const value = ({ body }: Answer, name: string): unknown =>
      body.items.find((item: Json) => item.name === name).value;
    const before = {
      ticket_attachment_number: 3,
      ticket_file_type: ['png', 'txt', 'pdf', 'gif'],
      site_name: 'Switchdesk',
    };
    afterEach(() => change(before));

    it('are shown with default and effect', async () => {
      const { items } = (await client().get('/settings')).body;
      expect(items).toContainEqual({
        name: 'ticket_file_size',
        value: 0.25,
        default: 2.5,
        description: expect.stringContaining('MB'),
      });
    });

    it('change together or not at all', async () => {
      const changed = await change({ site_name: 'Helpers 🛟', ticket_attachment_number: '1' });
      expect([value(changed, 'site_name'), value(changed, 'ticket_attachment_number')]).toEqual([
        'Helpers 🛟',
        1,
      ]);
      expectProblem(
        await change({ site_name: 'Lost', ticket_attachment_number: 0 }),
        422,
        'request.invalid',
        ['/ticket_attachment_number'],
      );
      expect(value(await client().get('/settings'), 'site_name')).toBe('Helpers 🛟');
    });

    it('take effect at once', async () => {
      const open = (): Promise<Answer> =>
        client().call('POST', '/tickets', {
          form: {
            fields: { departmentId: '1', subject: 'x', body: 'x' },
            files: [file('a.png', 'x'), file('a.md', 'x')],
          },
        });
      await change({ ticket_attachment_number: 1 });
      expectProblem(await open(), 422, 'attachment.too_many');
      await change({ ticket_attachment_number: 2 });
      expectProblem(await open(), 415, 'attachment.type_not_allowed');
    });

    it.each([
      [{ nothing_like_that: 1 }, '/nothing_like_that'],
      [{ toString: 1 }, '/toString'],
      [{ site_name: null }, '/site_name'],
      [{ ticket_file_size: 'x' }, '/ticket_file_size'],
      [{ ticket_file_type: ['../x'] }, '/ticket_file_type'],
      [{ timezone: 'Mars/Olympus' }, '/timezone'],
    ])('are refused when unknown or wrong: %j', async (values, pointer) => {
      expectProblem(await change(values), 422, 'request.invalid', [pointer]);
    });

    it('stay as they are after a change of nothing', async () => {
      const answers = [await change({}), await client().call('PATCH', '/settings')];
      for (const answer of answers) expect(answer).toMatchObject({ status: 200 });
      expectProblem(await client().patch('/settings', [1]), 422, 'request.invalid', ['']);
    });
  });
}
