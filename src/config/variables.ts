/** A variable of the environment, as `.env.example` shows it. */
interface Variable {
  name: string;
  default: string;
  description: string;
}

/** Every variable there is; `.env.example` is equal to this list (a test says so). */
export const CONFIG_VARIABLES: readonly Variable[] = [
  { name: 'PORT', default: '3000', description: 'TCP port of the HTTP server; 0 takes a free one.' },
  { name: 'HOST', default: '127.0.0.1', description: 'Address to listen on; 0.0.0.0 for every interface.' },
  {
    name: 'DATA_DIR',
    default: './data',
    description: 'Folder of the embedded database, the secret and the files.',
  },
  {
    name: 'DATABASE_URL',
    default: '',
    description:
      'Empty: SQLite in DATA_DIR. Else mysql://user:pw@host:port/db or mariadb://user:pw@host:port/db.',
  },
  {
    name: 'ADMIN_PASSWORD',
    default: '',
    description:
      'Password of the first administrator (6 characters or more). Empty: one is made and printed once.',
  },
  {
    name: 'APP_SECRET',
    default: '',
    description:
      'Signs and encrypts; 32 characters or more, the same on every replica. Empty: made once in DATA_DIR.',
  },
  {
    name: 'APP_SECRET_PREVIOUS',
    default: '',
    description:
      'The secret so far, beside a new APP_SECRET: at the next start everything is sealed anew; then take it out.',
  },
  {
    name: 'PUBLIC_URL',
    default: '',
    description: 'Where people reach the desk, with its path if it has one.',
  },
  {
    name: 'TRUST_PROXY',
    default: 'false',
    description:
      'Whose X-Forwarded-For to believe: false, a number of hops, or addresses (10.0.0.0/8,127.0.0.1).',
  },
  {
    name: 'CORS_ORIGINS',
    default: '',
    description: 'Web origins that may call the API, separated by commas.',
  },
  {
    name: 'DIALECTS',
    default: 'helpdeskz,django-helpdesk,jutda,flicket',
    description: 'The foreign APIs that are spoken, separated by commas; empty: none.',
  },
  {
    name: 'DJANGO_LIST_SHAPE',
    default: 'array',
    description:
      'Lists of the django-helpdesk API: array (all of it, as documented and before 1.1) or page (25 a page).',
  },
  {
    name: 'DJANGO_AUTH_STATUS',
    default: '403',
    description:
      'What the django-helpdesk API answers to who is not signed in: 403, or 401 with a challenge.',
  },
  {
    name: 'DIALECT_URL_DAYS',
    default: '7',
    description: 'For how many days (1 to 365) the addresses of files open that the foreign APIs give out.',
  },
  {
    name: 'API_PREFIXES',
    default: 'index.php',
    description: 'Path prefixes that are ignored before routing, separated by commas.',
  },
  {
    name: 'STORAGE_DIR',
    default: '',
    description: 'Folder of attachments, shared by all replicas. Empty: DATA_DIR/storage.',
  },
  {
    name: 'MAIL_SOCKET',
    default: '',
    description:
      'Path of the socket that `switchdesk pipe` hands mails over to. Empty: mail.sock in DATA_DIR with SQLite.',
  },
  {
    name: 'MAIL_SOCKET_GROUP',
    default: '',
    description:
      'Group of the mail server that may use that socket, by name or id; needs a MAIL_SOCKET outside of DATA_DIR. Empty: none.',
  },
  {
    name: 'SMTP_URL',
    default: '',
    description:
      'smtp://user:pw@host:port (STARTTLS) or smtps://… for mail out; empty: mails are kept in DATA_DIR, unless a mailbox has a server.',
  },
  {
    name: 'SMTP_ALLOW_SELF_SIGNED',
    default: 'false',
    description: 'true: the certificate of SMTP_URL is not checked.',
  },
  {
    name: 'MAIL_FROM',
    default: '',
    description:
      'Sender where no mailbox is one: desk@example.org or Desk <desk@example.org>. Empty: support at the host of PUBLIC_URL.',
  },
  {
    name: 'DKIM_DOMAINS',
    default: '',
    description: 'Domains whose mails are signed, separated by commas; empty: none.',
  },
  {
    name: 'DKIM_SELECTOR',
    default: 'switchdesk',
    description: 'The key is published at <selector>._domainkey.<domain>.',
  },
  { name: 'DKIM_KEY_FILE', default: '', description: 'Private key (PEM) that signs mails.' },
  {
    name: 'BACKGROUND',
    default: 'on',
    description:
      'on or off: whether `serve` also carries mails and runs jobs. Off needs a `worker` beside it.',
  },
  { name: 'LOG_LEVEL', default: 'info', description: 'fatal, error, warn, info, debug, trace or silent.' },
];
