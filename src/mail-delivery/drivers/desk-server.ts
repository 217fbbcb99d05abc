import { isIP } from 'node:net';
import type { Config } from '../../config/config.js';
import type { SettingsService } from '../../settings/settings.service.js';
import type { SmtpServer } from './smtp.driver.js';

/** The server of the whole desk, by the settings `mail_…` (which SMTP_URL may decide); undefined: there is none. */
export function deskServerOf(
  settings: Pick<SettingsService, 'get'>,
  { smtp }: Pick<Config, 'smtp'>,
): SmtpServer | undefined {
  const host = settings.get('mail_server');
  if (!host) return undefined;
  const secret = settings.get('mail_password');
  return {
    host,
    port: settings.get('mail_port'),
    tls: tlsOf(settings, host, secret, smtp !== undefined),
    user: settings.get('mail_username'),
    secret,
    auth: 'password',
    allowSelfSigned: smtp?.allowSelfSigned ?? false,
  };
}

/** A password travels in the clear on this machine at most. */
function tlsOf(
  settings: Pick<SettingsService, 'get'>,
  host: string,
  secret: string,
  fromEnvironment: boolean,
): SmtpServer['tls'] {
  if (settings.get('mail_use_ssl')) return 'implicit';
  const isWanted = settings.get('mail_use_tls') && !fromEnvironment;
  return isWanted || (secret && !isLoopback(host)) ? 'starttls' : 'starttls_offered';
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
