import { boolean, define, text, type SettingDefinition } from './setting-kinds.js';

const idle = <T>(definition: SettingDefinition<T>): SettingDefinition<T> & { idle: true } => ({
  ...definition,
  idle: true,
});

/** Settings of Flicket that mean nothing here: taken, so that a script that sets them goes on, each with the reason. */
export const IDLE_SETTINGS = {
  ticket_upload_folder: idle(
    define(
      '',
      'No effect: files lie in STORAGE_DIR, which all replicas share from their start on.',
      text(256),
    ),
  ),
  avatar_upload_folder: idle(define('', 'No effect: pictures lie in STORAGE_DIR too.', text(256))),
  mail_debug: idle(
    define(
      false,
      'No effect: what a server said is kept with each mail (`/outbound-mails`), and LOG_LEVEL says how much is logged.',
      boolean,
    ),
  ),
  mail_ascii_attachments: idle(
    define(
      false,
      'No effect: file names go in the two standard forms, which old programs read as well.',
      boolean,
    ),
  ),
  default_email_folder: idle(
    define('', 'No effect: mails come in by the folders of mailboxes (`/mailboxes`).', text(256)),
  ),
  use_auth_domain: idle(define(false, 'No effect: nobody signs in by a Windows domain.', boolean)),
  auth_domain: idle(define('', 'No effect, as `use_auth_domain`.', text(64))),
};
