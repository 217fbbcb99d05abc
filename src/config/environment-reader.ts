import { createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { parseSender } from '../common/email-address.js';
import { DIALECT_NAMES, type DialectName, type DkimConfig, type SmtpConfig } from './config.js';
import { CONFIG_VARIABLES } from './variables.js';

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

/** Reads variables one by one, and remembers what is wrong with them: by name, never by value. */
export class EnvironmentReader {
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
    else for (const part of [url.username, url.password, url.pathname]) this.decoded('DATABASE_URL', part);
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

  days(name: string): number {
    const days = Number(this.text(name));
    if (!Number.isInteger(days) || days < 1 || days > 365) this.fault(name, 'must be a number from 1 to 365');
    return days;
  }

  apiPrefixes(): string[] {
    return list(this.text('API_PREFIXES')).map((prefix) => prefix.replace(/^\/+|\/+$/g, ''));
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
      user: this.decoded('SMTP_URL', url.username),
      password: this.decoded('SMTP_URL', url.password),
      allowSelfSigned: allowSelfSigned === 'true',
    };
  }

  /** A part of an address. */
  private decoded(name: string, part: string): string {
    try {
      return decodeURIComponent(part);
    } catch {
      this.fault(name, 'has a % that begins no character: % itself is written %25');
      return '';
    }
  }

  mailFrom(): { name: string; address: string } | undefined {
    const text = this.text('MAIL_FROM');
    if (!text) return undefined;
    const sender = parseSender(text);
    if (!sender) this.fault('MAIL_FROM', 'must be an address, or a name with an address in <>');
    return sender;
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
