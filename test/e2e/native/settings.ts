import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, type Client, type Json, TOKENS, file } from './client.js';
import { expectProblem } from './conventions.js';
import { latestEvent } from './events.js';

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
        isSet: true,
        environment: null,
        secret: false,
      });
    });

    it("take every name of Flicket's, though not all of them mean something here", async () => {
      const given = {
        mail_server: 'smtp.yourcompany.com',
        mail_port: 567,
        mail_use_tls: true,
        mail_use_ssl: false,
        mail_debug: false,
        mail_username: 'flicket.admin',
        mail_password: 'hunter2',
        mail_default_sender: 'flicket.admin@yourcompany.com',
        mail_max_emails: 10,
        mail_suppress_send: true,
        mail_ascii_attachments: false,
        application_title: 'Our desk',
        posts_per_page: '50',
        allowed_extensions: 'txt, pdf, png, jpg',
        ticket_upload_folder: 'uploads',
        avatar_upload_folder: 'avatars',
        base_url: 'http://192.168.1.1:8000/',
        default_email_folder: 'x',
        use_auth_domain: false,
        auth_domain: '',
      };
      const { position } = await latestEvent(client());
      const changed = await change(given);
      expect(changed.status).toBe(200);
      expect(value(changed, 'site_name')).toBe('Our desk');
      expect(value(changed, 'ticket_file_type')).toEqual(['txt', 'pdf', 'png', 'jpg']);
      expect(value(changed, 'base_url')).toBe('http://192.168.1.1:8000');
      expect(value(changed, 'mail_port')).toBe(567);
      const stored = changed.body.items.find((item: Json) => item.name === 'mail_password');
      expect(stored).toMatchObject({ value: null, isSet: true, secret: true });
      expect(changed.text).not.toContain('hunter2');
      const events = async (): Promise<string> =>
        (await client().get(`/events?after=${position}&type=settings.changed&limit=100`)).text;
      // Numbered soon after the commit.
      await expect.poll(events).toContain('mail_password');
      expect(await events()).not.toContain('hunter2');
      // Where files lie is decided when the desk starts, and the setting shows so.
      const folder = changed.body.items.find((item: Json) => item.name === 'ticket_upload_folder');
      expect(folder).toMatchObject({ environment: 'STORAGE_DIR', value: expect.stringContaining('/') });
      expectProblem(
        await change({ site_name: 'A', application_title: 'B', mail_port: 0, base_url: 'ftp://x' }),
        422,
        'request.invalid',
        ['/application_title', '/mail_port', '/base_url'],
      );
      await change({
        mail_server: '',
        mail_password: '',
        mail_suppress_send: false,
        base_url: '',
        mail_default_sender: '',
      });
    });

    it('of mail are tried by a mail to whoever asks, which says what came of it', async () => {
      const { body } = await client().post('/settings/test-mail');
      expect(body).toMatchObject({
        to: 'admin@example.com',
        state: 'sent',
        answer: expect.stringContaining('kept in'),
      });
      expect((await client().get(`/outbound-mails/${body.mailId}`)).body).toMatchObject({
        event: 'test_mail',
      });
      const other = await client().post('/settings/test-mail', { to: 'x@example.net' }, { as: TOKENS.all });
      expect(other.body).toMatchObject({ to: 'x@example.net', state: 'sent' });
      expectProblem(
        await client().post('/settings/test-mail', {}, { as: TOKENS.all }),
        422,
        'request.invalid',
        ['/to'],
      );
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
