import { describe, expect, it } from 'vitest';
import type { MailTokens } from '../mailboxes/mail-tokens.js';
import type { MailboxDirectory } from '../mailboxes/mailbox-directory.js';
import type { SettingsService } from '../settings/settings.service.js';
import { MailOrigins } from './mail-origins.js';

const origins = (settings: { base_url?: string; mail_default_sender?: string }, mailbox?: object) =>
  new MailOrigins(
    { forDepartment: async () => mailbox, forDesk: async () => undefined } as unknown as MailboxDirectory,
    { plusAddress: (address: string, ticketId: number) => `${ticketId}+${address}` } as unknown as MailTokens,
    {
      get: (name: string) =>
        ({ site_name: 'Desk', base_url: '', mail_default_sender: '', ...settings })[name],
    } as unknown as SettingsService,
  ).of({ ticket: { id: 7, departmentId: 1 } });

const MAILBOX = { id: 3, name: '', address: 'help@fix.example', plusAddressing: true, incomingType: 'imap' };

describe('a mail', () => {
  it.each([
    ['https://desk.example.org/help', 'desk.example.org'],
    ['https://büro.example:8443', 'xn--bro-hoa.example'],
    ['', 'localhost'],
    ['http://192.0.2.7:3000', 'localhost'],
    ['http://[2001:db8::1]:3000', 'localhost'],
  ])('comes, on a desk at "%s" that has no address, from support@%s', async (base_url, host) => {
    const from = { name: 'Desk', address: `support@${host}` };
    expect(await origins({ base_url })).toEqual({ mailboxId: null, from, replyTo: undefined, host });
  });

  it('comes from the default sender before that, and from a mailbox before both', async () => {
    const mail_default_sender = 'Helpers <us@example.net>';
    expect(await origins({ mail_default_sender })).toMatchObject({
      mailboxId: null,
      from: { name: 'Helpers', address: 'us@example.net' },
      host: 'example.net',
    });
    const from = { name: 'Desk', address: 'help@fix.example' };
    expect(await origins({ mail_default_sender }, MAILBOX)).toMatchObject({
      mailboxId: 3,
      from,
      host: 'fix.example',
    });
  });

  it('is answered to the ticket itself, where the mailbox takes such addresses in', async () => {
    expect(await origins({}, MAILBOX)).toMatchObject({ replyTo: '7+help@fix.example' });
    for (const deaf of [{ plusAddressing: false }, { incomingType: 'none' }])
      expect((await origins({}, { ...MAILBOX, ...deaf })).replyTo).toBeUndefined();
  });
});
