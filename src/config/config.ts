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
  /** Without a trailing slash; its path, if any, is stripped from requests. */
  readonly publicUrl: string;
  /** Proxies whose X-Forwarded-For is believed: false, a number of hops, or addresses. */
  readonly trustProxy: boolean | number | string;
  readonly corsOrigins: readonly string[];
  readonly dialects: readonly DialectName[];
  /** Path prefixes stripped before routing (`index.php` for HelpDeskZ installations without rewrite rules). */
  readonly apiPrefixes: readonly string[];
  readonly storageDir: string;
  /** Where mails are taken from other processes; empty: `mail.sock` in `dataDir` where the database is embedded. */
  readonly mailSocket: string;
  /** Id of the group that may hand mails over there; undefined: only the account of the desk. */
  readonly mailSocketGroup: number | undefined;
  /** Whether `serve` also carries mails and runs jobs; off on replicas that only answer requests. */
  readonly background: boolean;
  readonly logLevel: LogLevel;
}

export const DIALECT_NAMES = ['helpdeskz'] as const;
export type DialectName = (typeof DIALECT_NAMES)[number];

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
