import { createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { isEmailAddress } from '../common/email-address.js';
import {
  DIALECT_NAMES,
  LOG_LEVELS,
  type Config,
  type DialectName,
  type DkimConfig,
  type LogLevel,
  type SmtpConfig,
} from './config.js';

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
    default: 'helpdeskz',
    description: 'The foreign APIs that are spoken, separated by commas; empty: none.',
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

/** Everything that is wrong with the environment, said at once. */
export class ConfigError extends Error {
  constructor(readonly faults: string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n  ${faults.join('\n  ')}`,
    );
    this.name = 'ConfigError';
  }
}

const list = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

/** As the C library's `getgrnam`, of local groups. */
function idOfGroup(name: string): number | undefined {
  if (!existsSync('/etc/group')) return undefined;
  const lines = readFileSync('/etc/group', 'utf8').split('\n');
  const line = lines.map((text) => text.split(':')).find(([group]) => group === name);
  return line && Number(line[2]);
}

class Reader {
  readonly faults: string[] = [];

  constructor(private readonly environment: NodeJS.ProcessEnv) {}

  text(name: string): string {
    const known = CONFIG_VARIABLES.find((variable) => variable.name === name)!;
    return this.environment[name]?.trim() || known.default;
  }

  port(): number {
    const port = Number(this.text('PORT'));
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      this.fault('PORT', 'must be a number from 0 to 65535');
    return port;
  }

  host(): string {
    const host = this.text('HOST');
    if (!isIP(host) && !/^[a-z0-9.-]+$/i.test(host))
      this.fault('HOST', 'must be an IP address or a host name');
    return host;
  }

  databaseUrl(): string {
    const text = this.text('DATABASE_URL');
    if (!text) return '';
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url?.protocol.startsWith('postgres'))
      this.fault('DATABASE_URL', 'names PostgreSQL, which is not supported');
    else if (!url || !/^(mysql|mariadb):$/.test(url.protocol) || !url.hostname || url.pathname.length < 2)
      this.fault('DATABASE_URL', 'must be mysql://user:password@host:port/database or mariadb://…');
    return text;
  }

  adminPassword(): string | undefined {
    const password = this.environment['ADMIN_PASSWORD'] || undefined;
    if (password && password.length < 6) this.fault('ADMIN_PASSWORD', 'must have 6 characters or more');
    return password;
  }

  appSecret(databaseUrl: string): string {
    const secret = this.text('APP_SECRET');
    if (secret && secret.length < 32) this.fault('APP_SECRET', 'must have 32 characters or more');
    if (!secret && databaseUrl)
      this.fault('APP_SECRET', 'is required when DATABASE_URL is set: every replica needs the same one');
    return secret;
  }

  appSecretPrevious(): string {
    const secret = this.text('APP_SECRET_PREVIOUS');
    if (secret && !this.text('APP_SECRET'))
      this.fault('APP_SECRET_PREVIOUS', 'is set without a new APP_SECRET');
    return secret;
  }

  publicUrl(): string {
    const text = this.text('PUBLIC_URL');
    if (!text) return '';
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash)
      this.fault('PUBLIC_URL', 'must be an http or https address without query or fragment');
    return text.replace(/\/+$/, '');
  }

  trustProxy(): boolean | number | string {
    const text = this.text('TRUST_PROXY');
    if (text === 'false') return false;
    if (/^\d{1,2}$/.test(text)) return Number(text);
    const isRange = (item: string) => isIP(item.split('/')[0]!) !== 0 && /^[^/]+(\/\d{1,3})?$/.test(item);
    if (!list(text).every(isRange))
      this.fault('TRUST_PROXY', 'must be false, a number of hops, or addresses separated by commas');
    return list(text).join(',');
  }

  corsOrigins(): string[] {
    const origins = list(this.text('CORS_ORIGINS'));
    for (const origin of origins)
      if (!URL.canParse(origin) || new URL(origin).origin !== origin)
        this.fault('CORS_ORIGINS', `"${origin}" is not an origin like https://desk.example.com`);
    return origins;
  }

  oneOf<T extends string>(name: string, value: string, known: readonly T[]): T {
    if (!known.includes(value as T)) this.fault(name, `"${value}" is not one of ${known.join(', ')}`);
    return value as T;
  }

  background(databaseUrl: string): boolean {
    const isOn = this.oneOf('BACKGROUND', this.text('BACKGROUND'), ['on', 'off']) === 'on';
    if (!isOn && !databaseUrl)
      this.fault('BACKGROUND', 'is off but DATABASE_URL is empty: no other process can do the work');
    return isOn;
  }

  dialects(): DialectName[] {
    // An empty DIALECTS that is set on purpose switches all of them off.
    const text = this.environment['DIALECTS'] === '' ? '' : this.text('DIALECTS');
    return list(text).map((name) => this.oneOf('DIALECTS', name, DIALECT_NAMES));
  }

  /** Absolute, or empty. */
  path(name: string): string {
    const path = this.text(name);
    return path && resolve(path);
  }

  group(name: string): number | undefined {
    const group = this.text(name);
    if (!group) return undefined;
    if (!this.text('MAIL_SOCKET'))
      this.fault(name, 'needs MAIL_SOCKET, in a folder that this group may enter: DATA_DIR is private');
    const id = /^\d+$/.test(group) ? Number(group) : idOfGroup(group);
    if (id === undefined) this.fault(name, `"${group}" is no group of this machine`);
    return id;
  }

  smtp(): SmtpConfig | undefined {
    const text = this.text('SMTP_URL');
    const allowSelfSigned = this.oneOf('SMTP_ALLOW_SELF_SIGNED', this.text('SMTP_ALLOW_SELF_SIGNED'), [
      'true',
      'false',
    ]);
    if (!text) return undefined;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname || /[?#]|:\/\/.*\/./.test(text)) {
      this.fault('SMTP_URL', 'must be smtp://user:password@host:port or smtps://…');
      return undefined;
    }
    const implicit = url.protocol === 'smtps:';
    return {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port) || (implicit ? 465 : 587),
      tls: implicit ? 'implicit' : 'starttls',
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      allowSelfSigned: allowSelfSigned === 'true',
    };
  }

  mailFrom(): { name: string; address: string } | undefined {
    const text = this.text('MAIL_FROM');
    if (!text) return undefined;
    const [, name = '', inBrackets] = /^([^<>]*)<([^<>]+)>$/.exec(text) ?? [];
    const address = (inBrackets ?? text).trim();
    if (!isEmailAddress(address))
      this.fault('MAIL_FROM', 'must be an address, or a name with an address in <>');
    return { name: name.trim().replace(/^"(.*)"$/, '$1'), address };
  }

  dkim(): DkimConfig | undefined {
    const domains = list(this.text('DKIM_DOMAINS').toLowerCase());
    if (!domains.length) return undefined;
    const selector = this.text('DKIM_SELECTOR');
    if (!/^[a-z0-9.-]+$/i.test(selector)) this.fault('DKIM_SELECTOR', 'must be a label of a domain');
    return { domains, selector, privateKey: this.dkimKey() };
  }

  /** Read once, at start: what cannot sign says so before the first mail. */
  private dkimKey(): string {
    const file = this.text('DKIM_KEY_FILE');
    try {
      const key = readFileSync(file, 'utf8');
      createPrivateKey(key);
      return key;
    } catch {
      this.fault('DKIM_KEY_FILE', 'must name a file with a private key (PEM) when DKIM_DOMAINS is set');
      return '';
    }
  }

  private fault(name: string, rule: string): void {
    this.faults.push(`${name} ${rule}.`);
  }
}

export type MailPlaces = Pick<Config, 'dataDir' | 'databaseUrl' | 'mailSocket'>;

/** Where a mail can be handed over, for accounts that may know nothing else of the desk. */
export function readMailPlaces(environment: NodeJS.ProcessEnv): MailPlaces {
  const read = new Reader(environment);
  return {
    dataDir: resolve(read.text('DATA_DIR')),
    databaseUrl: read.text('DATABASE_URL'),
    mailSocket: read.path('MAIL_SOCKET'),
  };
}

/**
 * Reads and checks the environment. `appSecret` stays empty when none is set: the caller takes it from DATA_DIR.
 * @throws ConfigError naming every fault at once.
 */
export function readEnvironment(environment: NodeJS.ProcessEnv): Config {
  const read = new Reader(environment);
  const dataDir = resolve(read.text('DATA_DIR'));
  const databaseUrl = read.databaseUrl();
  const config: Config = {
    port: read.port(),
    host: read.host(),
    dataDir,
    databaseUrl,
    adminPassword: read.adminPassword(),
    appSecret: read.appSecret(databaseUrl),
    appSecretPrevious: read.appSecretPrevious(),
    publicUrl: read.publicUrl(),
    trustProxy: read.trustProxy(),
    corsOrigins: read.corsOrigins(),
    dialects: read.dialects(),
    apiPrefixes: list(read.text('API_PREFIXES')).map((prefix) => prefix.replace(/^\/+|\/+$/g, '')),
    storageDir: resolve(read.text('STORAGE_DIR') || join(dataDir, 'storage')),
    mailSocket: read.path('MAIL_SOCKET'),
    mailSocketGroup: read.group('MAIL_SOCKET_GROUP'),
    smtp: read.smtp(),
    mailFrom: read.mailFrom(),
    dkim: read.dkim(),
    background: read.background(databaseUrl),
    logLevel: read.oneOf<LogLevel>('LOG_LEVEL', read.text('LOG_LEVEL'), LOG_LEVELS),
  };
  if (read.faults.length) throw new ConfigError(read.faults);
  return config;
}
