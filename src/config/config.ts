/** What the environment decided at start: one frozen object, injected wherever it is needed. */
export abstract class Config {
  readonly port: number;
  readonly host: string;
  /** Absolute. Holds the embedded database, the secret, the command socket and, by default, the files. */
  readonly dataDir: string;
  /** Empty: the embedded SQLite in `dataDir`. */
  readonly databaseUrl: string;
  /** The first administrator's password; undefined: one is made and printed once. */
  readonly adminPassword: string | undefined;
  readonly appSecret: string;
  /** The secret before it, while the desk goes over to another; empty: there is none. */
  readonly appSecretPrevious: string;
  /** Without a trailing slash; its path, if any, is stripped from requests. */
  readonly publicUrl: string;
  /** Proxies whose X-Forwarded-For is believed: false, a number of hops, or addresses. */
  readonly trustProxy: boolean | number | string;
  readonly corsOrigins: readonly string[];
  readonly dialects: readonly DialectName[];
  /** Lists of the django-helpdesk dialect: complete, or in pages. */
  readonly djangoListShape: DjangoListShape;
  /** How the django-helpdesk dialect refuses who is not let in. */
  readonly djangoAuthStatus: 401 | 403;
  /** How long addresses of files are good that a dialect gives out. */
  readonly dialectUrlDays: number;
  /** Path prefixes stripped before routing (`index.php` for HelpDeskZ installations without rewrite rules). */
  readonly apiPrefixes: readonly string[];
  readonly storageDir: string;
  /** Where mails are taken from other processes; empty: `mail.sock` in `dataDir` where the database is embedded. */
  readonly mailSocket: string;
  /** Id of the group that may hand mails over there; undefined: only the account of the desk. */
  readonly mailSocketGroup: number | undefined;
  /** The server-wide way out; undefined: there is none. */
  readonly smtp: SmtpConfig | undefined;
  /** Who writes where no mailbox does. */
  readonly mailFrom: { name: string; address: string } | undefined;
  readonly dkim: DkimConfig | undefined;
  /** Whether `serve` also carries mails and runs jobs; off on replicas that only answer requests. */
  readonly background: boolean;
  readonly logLevel: LogLevel;
}

/** An SMTP server and how to be let in. */
export interface SmtpConfig {
  host: string;
  port: number;
  /** `starttls`: required where a password would travel, else taken where it is offered. */
  tls: 'implicit' | 'starttls';
  /** Empty: nobody signs in. */
  user: string;
  password: string;
  allowSelfSigned: boolean;
}

/** Mails from these domains are signed with this key. */
export interface DkimConfig {
  domains: readonly string[];
  selector: string;
  /** PEM. */
  privateKey: string;
}

export const DIALECT_NAMES = ['helpdeskz', 'django-helpdesk', 'jutda', 'flicket'] as const;
export type DialectName = (typeof DIALECT_NAMES)[number];

export const DJANGO_LIST_SHAPES = ['array', 'page'] as const;
export type DjangoListShape = (typeof DJANGO_LIST_SHAPES)[number];

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
