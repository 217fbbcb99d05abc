import { boolean, define, host, number, sender, text } from './setting-kinds.js';

/** The way out of the desk where SMTP_URL and MAIL_FROM say nothing. A mailbox with a server of its own goes by that. */
export const MAIL_SERVER_SETTINGS = {
  mail_server: define(
    '',
    'The SMTP server that mails leave by, where a mailbox has none of its own; empty: they are kept in DATA_DIR.',
    host,
  ),
  mail_port: define(587, 'Its port.', number(1, 65_535)),
  mail_use_tls: define(
    true,
    'Whether STARTTLS is required. Without it TLS is used where it is offered, and a password goes to other machines under TLS only.',
    boolean,
  ),
  mail_use_ssl: define(false, 'Whether the connection is encrypted from its beginning (port 465).', boolean),
  mail_username: define('', 'Who signs in there; empty: nobody does.', text(320)),
  mail_password: {
    ...define('', 'The password, which is never shown; empty forgets it.', text(1_000)),
    secret: true as const,
  },
  mail_default_sender: define(
    '',
    'Who writes where no mailbox does: desk@example.org or Desk <desk@example.org>. Empty: support at the host of `base_url`.',
    sender,
  ),
  mail_max_emails: define(
    100,
    'Mails that one connection carries before another one is opened.',
    number(1, 10_000),
  ),
  mail_suppress_send: define(
    false,
    'Keeps all mails as files in DATA_DIR, instead of sending them, whatever servers there are.',
    boolean,
  ),
};
