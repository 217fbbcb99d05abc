import { join, resolve } from 'node:path';
import {
  DJANGO_LIST_SHAPES,
  LOG_LEVELS,
  type Config,
  type DjangoListShape,
  type LogLevel,
} from './config.js';
import { EnvironmentReader } from './environment-reader.js';

/** Everything that is wrong with the environment, said at once. */
export class ConfigError extends Error {
  constructor(readonly faults: string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n  ${faults.join('\n  ')}`,
    );
    this.name = 'ConfigError';
  }
}

export type MailPlaces = Pick<Config, 'dataDir' | 'databaseUrl' | 'mailSocket'>;

/** Where a mail can be handed over, for accounts that may know nothing else of the desk. */
export function readMailPlaces(environment: NodeJS.ProcessEnv): MailPlaces {
  const read = new EnvironmentReader(environment);
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
  const read = new EnvironmentReader(environment);
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
    djangoListShape: read.oneOf<DjangoListShape>(
      'DJANGO_LIST_SHAPE',
      read.text('DJANGO_LIST_SHAPE'),
      DJANGO_LIST_SHAPES,
    ),
    djangoAuthStatus:
      read.oneOf('DJANGO_AUTH_STATUS', read.text('DJANGO_AUTH_STATUS'), ['401', '403']) === '401' ? 401 : 403,
    dialectUrlDays: read.days('DIALECT_URL_DAYS'),
    apiPrefixes: read.apiPrefixes(),
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
