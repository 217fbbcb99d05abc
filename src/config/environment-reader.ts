import { createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { parseSender } from '../common/email-address.js';
import { DIALECT_NAMES, type DialectName, type DkimConfig, type SmtpConfig } from './config.js';
import { CONFIG_VARIABLES } from './variables.js';
import type { EnvironmentRule, Text, TextValues } from '../common/texts.js';

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
  readonly faults: Text[] = [];

  constructor(private readonly environment: NodeJS.ProcessEnv) {}

  text(name: string): string {
    const known = CONFIG_VARIABLES.find((variable) => variable.name === name)!;
    return this.environment[name]?.trim() || known.default;
  }

  port(): number {
    const port = Number(this.text('PORT'));
    if (!Number.isInteger(port) || port < 0 || port > 65_535) this.fault('PORT', 'port');
    return port;
  }

  host(): string {
    const host = this.text('HOST');
    if (!isIP(host) && !/^[a-z0-9.-]+$/i.test(host)) this.fault('HOST', 'host');
    return host;
  }

  databaseUrl(): string {
    const text = this.text('DATABASE_URL');
    if (!text) return '';
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url?.protocol.startsWith('postgres')) this.fault('DATABASE_URL', 'postgresql');
    else if (!url || !/^(mysql|mariadb):$/.test(url.protocol) || !url.hostname || url.pathname.length < 2)
      this.fault('DATABASE_URL', 'database_url');
    else for (const part of [url.username, url.password, url.pathname]) this.decoded('DATABASE_URL', part);
    return text;
  }

  adminPassword(): string | undefined {
    const password = this.environment['ADMIN_PASSWORD'] || undefined;
    if (password && password.length < 6) this.fault('ADMIN_PASSWORD', 'six_characters');
    return password;
  }

  appSecret(databaseUrl: string): string {
    const secret = this.text('APP_SECRET');
    if (secret && secret.length < 32) this.fault('APP_SECRET', 'thirty_two_characters');
    if (!secret && databaseUrl) this.fault('APP_SECRET', 'required_secret');
    return secret;
  }

  appSecretPrevious(): string {
    const secret = this.text('APP_SECRET_PREVIOUS');
    if (secret && !this.text('APP_SECRET')) this.fault('APP_SECRET_PREVIOUS', 'previous_secret');
    return secret;
  }

  publicUrl(): string {
    const text = this.text('PUBLIC_URL');
    if (!text) return '';
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash)
      this.fault('PUBLIC_URL', 'web_address');
    return text.replace(/\/+$/, '');
  }

  trustProxy(): boolean | number | string {
    const text = this.text('TRUST_PROXY');
    if (text === 'false') return false;
    if (/^\d{1,2}$/.test(text)) return Number(text);
    const isRange = (item: string) => isIP(item.split('/')[0]!) !== 0 && /^[^/]+(\/\d{1,3})?$/.test(item);
    if (!list(text).every(isRange)) this.fault('TRUST_PROXY', 'proxies');
    return list(text).join(',');
  }

  corsOrigins(): string[] {
    const origins = list(this.text('CORS_ORIGINS'));
    for (const origin of origins)
      if (!URL.canParse(origin) || new URL(origin).origin !== origin)
        this.fault('CORS_ORIGINS', 'origin', { origin });
    return origins;
  }

  oneOf<T extends string>(name: string, value: string, known: readonly T[]): T {
    if (!known.includes(value as T)) this.fault(name, 'one_of', { value, known: known.join(', ') });
    return value as T;
  }

  background(databaseUrl: string): boolean {
    const isOn = this.oneOf('BACKGROUND', this.text('BACKGROUND'), ['on', 'off']) === 'on';
    if (!isOn && !databaseUrl) this.fault('BACKGROUND', 'background');
    return isOn;
  }

  dialects(): DialectName[] {
    // An empty DIALECTS that is set on purpose switches all of them off.
    const text = this.environment['DIALECTS'] === '' ? '' : this.text('DIALECTS');
    return list(text).map((name) => this.oneOf('DIALECTS', name, DIALECT_NAMES));
  }

  days(name: string): number {
    const days = Number(this.text(name));
    if (!Number.isInteger(days) || days < 1 || days > 365) this.fault(name, 'days');
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
    if (!this.text('MAIL_SOCKET')) this.fault(name, 'needs_mail_socket');
    const id = /^\d+$/.test(group) ? Number(group) : idOfGroup(group);
    if (id === undefined) this.fault(name, 'group', { group });
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
      this.fault('SMTP_URL', 'smtp_url');
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
      this.fault(name, 'percent');
      return '';
    }
  }

  mailFrom(): { name: string; address: string } | undefined {
    const text = this.text('MAIL_FROM');
    if (!text) return undefined;
    const sender = parseSender(text);
    if (!sender) this.fault('MAIL_FROM', 'sender');
    return sender;
  }

  dkim(): DkimConfig | undefined {
    const domains = list(this.text('DKIM_DOMAINS').toLowerCase());
    if (!domains.length) return undefined;
    const selector = this.text('DKIM_SELECTOR');
    if (!/^[a-z0-9.-]+$/i.test(selector)) this.fault('DKIM_SELECTOR', 'label');
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
      this.fault('DKIM_KEY_FILE', 'key_file');
      return '';
    }
  }

  private fault(name: string, rule: EnvironmentRule, values?: TextValues): void {
    const text: Text = { key: `environment/${rule}`, values };
    this.faults.push({ key: 'environment/fault', values: { name, rule: text } });
  }
}
