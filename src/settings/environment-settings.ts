import { join } from 'node:path';
import type { Config } from '../config/config.js';
import type { SettingName, SettingValues } from './setting-list.js';

/** A value that the environment decides, and by which variable. */
export interface Decided<T = unknown> {
  value: T;
  variable: string;
}

export type DecidedSettings = { [K in SettingName]?: Decided<SettingValues[K]> };

/** Settings that the environment of this process decides: it wins over what is kept. */
export function decidedSettings({ smtp, mailFrom, publicUrl, storageDir }: Config): DecidedSettings {
  const by = <T>(variable: string, value: T): Decided<T> => ({ variable, value });
  return {
    ...(publicUrl && { base_url: by('PUBLIC_URL', publicUrl) }),
    ...(mailFrom && {
      mail_default_sender: by(
        'MAIL_FROM',
        mailFrom.name ? `${mailFrom.name} <${mailFrom.address}>` : mailFrom.address,
      ),
    }),
    ...(smtp && {
      mail_server: by('SMTP_URL', smtp.host),
      mail_port: by('SMTP_URL', smtp.port),
      mail_use_tls: by('SMTP_URL', smtp.tls === 'starttls'),
      mail_use_ssl: by('SMTP_URL', smtp.tls === 'implicit'),
      mail_username: by('SMTP_URL', smtp.user),
      mail_password: by('SMTP_URL', smtp.password),
    }),
    ...(storageDir && {
      ticket_upload_folder: by('STORAGE_DIR', storageDir),
      avatar_upload_folder: by('STORAGE_DIR', join(storageDir, 'avatars')),
    }),
  };
}
