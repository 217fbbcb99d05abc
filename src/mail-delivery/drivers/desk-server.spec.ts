import { describe, expect, it } from 'vitest';
import { decidedSettings } from '../../settings/environment-settings.js';
import type { Config, SmtpConfig } from '../../config/config.js';
import { deskServerOf } from './desk-server.js';

const DEFAULTS = {
  mail_server: '',
  mail_port: 587,
  mail_use_tls: true,
  mail_use_ssl: false,
  mail_username: '',
  mail_password: '',
};

const serverOf = (values: Partial<typeof DEFAULTS>, smtp?: SmtpConfig) => {
  const decided = Object.entries(decidedSettings({ smtp } as Config)).map(([name, { value }]) => [
    name,
    value,
  ]);
  const all: Record<string, unknown> = { ...DEFAULTS, ...values, ...Object.fromEntries(decided) };
  return deskServerOf({ get: (name: string) => all[name] } as never, { smtp });
};

describe('the mail server of the desk', () => {
  it('is none while nobody named one', () => {
    expect(serverOf({})).toBeUndefined();
  });

  it('is what the settings say', () => {
    const values = {
      mail_server: 'smtp.example',
      mail_port: 25,
      mail_username: 'me',
      mail_password: 'secret',
    };
    expect(serverOf(values)).toEqual({
      host: 'smtp.example',
      port: 25,
      tls: 'starttls',
      user: 'me',
      secret: 'secret',
      auth: 'password',
      allowSelfSigned: false,
    });
  });

  it.each([
    [{ mail_use_ssl: true }, 'implicit'],
    [{ mail_use_tls: false }, 'starttls_offered'],
    [{ mail_use_tls: false, mail_password: 'secret' }, 'starttls'],
    [{ mail_use_tls: false, mail_password: 'secret', mail_server: '127.0.0.1' }, 'starttls_offered'],
  ])('never sends a password in the clear to another machine: %j', (values, tls) => {
    expect(serverOf({ mail_server: 'smtp.example', ...values })!.tls).toBe(tls);
  });

  it('is that of SMTP_URL, whatever the settings say', () => {
    const smtp = {
      host: 'mx.example',
      port: 465,
      tls: 'implicit',
      user: '',
      password: '',
      allowSelfSigned: true,
    } as const;
    expect(serverOf({ mail_server: 'smtp.example', mail_username: 'me' }, smtp)).toMatchObject({
      host: 'mx.example',
      port: 465,
      tls: 'implicit',
      user: '',
      allowSelfSigned: true,
    });
  });
});
