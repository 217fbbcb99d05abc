import { existsSync, statSync } from 'node:fs';
import { access, constants, statfs } from 'node:fs/promises';
import { SECRET_FILE, readSecret } from '../config/app-secret.js';
import type { Config } from '../config/config.js';
import { ConfigError } from '../config/environment.js';
import { loadSettings } from '../config/load-config.js';
import { embeddedDatabase } from '../database/data-folder.js';
import { diagnose } from '../database/diagnosis.js';
import { fingerprintOf } from '../database/secret-fingerprint.js';
import { SmtpDriver } from '../mail-delivery/drivers/smtp.driver.js';
import { mailFailure } from '../mailboxes/mail-failure.js';
import { explain } from './failure.js';
import type { Output } from './output.js';

/** What was looked at, how it is, and what to do about it. */
interface Finding {
  state: 'ok' | 'warn' | 'fault';
  what: string;
  says: string;
}

const ok = (what: string, says: string): Finding => ({ state: 'ok', what, says });
const warn = (what: string, says: string): Finding => ({ state: 'warn', what, says });
const fault = (what: string, says: string): Finding => ({ state: 'fault', what, says });

const MEGABYTE = 1024 * 1024;
const SPACE_MIN = 100 * MEGABYTE;
const SPACE_LOW = 1024 * MEGABYTE;
/** One-time codes and tokens forgive that much. */
const CLOCK_MS = 5_000;

/**
 * Looks at what the desk needs, and changes nothing; a desk may run meanwhile.
 * @returns the exit code: 1 when there is a fault.
 */
export async function doctor(out: Output): Promise<number> {
  const findings: Finding[] = [];
  try {
    const settings = loadSettings();
    const config = { ...settings, appSecret: settings.appSecret || (readSecret(settings.dataDir) ?? '') };
    findings.push(ok('settings', 'The environment can be read.'));
    findings.push(...folder(config), ...(await database(config)), await storage(config), await mail(config));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    findings.push(fault('settings', error.message));
  }
  for (const { state, what, says } of findings) out.line(`${state.padEnd(5)} ${what.padEnd(9)} ${says}`);
  return findings.some(({ state }) => state === 'fault') ? 1 : 0;
}

/** Whoever reads the data folder has all passwords and secrets. */
function folder({ dataDir }: Config): Finding[] {
  if (process.platform === 'win32' || !existsSync(dataDir)) return [];
  return [
    statSync(dataDir).mode & 0o007
      ? fault('folder', `Everybody on this machine may use ${dataDir}: chmod o= ${dataDir}`)
      : ok('folder', `${dataDir} is private.`),
  ];
}

async function database(config: Config): Promise<Finding[]> {
  if (!config.databaseUrl && !existsSync(embeddedDatabase(config.dataDir)))
    return [warn('database', `There is none in ${config.dataDir} yet: the first start makes it.`)];
  try {
    const { server, pending, unknown, takesAllTexts, clockAheadMs, secretFingerprint } =
      await diagnose(config);
    const found: [boolean, Finding][] = [
      [true, ok('database', `${server} answers.`)],
      [pending.length > 0, warn('database', `${pending.length} migrations have not run: switchdesk migrate`)],
      [unknown.length > 0, fault('database', `It is of a newer version (${unknown[0]}): start that one.`)],
      [
        // The first migration sets it.
        !takesAllTexts && !pending.length,
        fault('database', 'Its character set is not utf8mb4: alter database … character set utf8mb4'),
      ],
      [
        Math.abs(clockAheadMs) > CLOCK_MS,
        fault('clock', `Its clock is ${Math.round(clockAheadMs / 1000)} s from ours: set both by NTP.`),
      ],
      [Math.abs(clockAheadMs) <= CLOCK_MS, ok('clock', 'It agrees with that of the database.')],
    ];
    return [...found.filter(([is]) => is).map(([, finding]) => finding), secret(config, secretFingerprint)];
  } catch (error) {
    return [
      fault('database', `It cannot be used: ${explain(error)} Look at DATABASE_URL, and whether it runs.`),
    ];
  }
}

function secret({ appSecret, appSecretPrevious }: Config, kept: string | null): Finding {
  const says = `Its fingerprint is ${fingerprintOf(appSecret).slice(0, 12)}.`;
  if (kept === null || kept === fingerprintOf(appSecret)) return ok('secret', says);
  return appSecretPrevious && kept === fingerprintOf(appSecretPrevious)
    ? warn('secret', `${says} The next start changes the database over to it.`)
    : fault(
        'secret',
        `${says} The database was made with another one: bring back that APP_SECRET or ${SECRET_FILE}.`,
      );
}

async function storage({ storageDir }: Config): Promise<Finding> {
  try {
    if (!existsSync(storageDir))
      return warn('storage', `${storageDir} is not there yet: the first start makes it.`);
    await access(storageDir, constants.R_OK | constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(storageDir);
    const left = `${Math.floor((bavail * bsize) / MEGABYTE)} MB are free in ${storageDir}`;
    if (bavail * bsize < SPACE_MIN) return fault('storage', `Only ${left}: make room.`);
    return bavail * bsize < SPACE_LOW
      ? warn('storage', `Only ${left}: make room soon.`)
      : ok('storage', `${left}.`);
  } catch (error) {
    return fault('storage', `${explain(error)}: this account must be able to write there.`);
  }
}

async function mail({ smtp }: Config): Promise<Finding> {
  if (!smtp)
    return warn(
      'mail',
      'No SMTP_URL: mails leave by the setting mail_server and the servers of mailboxes only.',
    );
  const driver = new SmtpDriver({
    ...smtp,
    tls: smtp.tls === 'implicit' ? 'implicit' : smtp.password ? 'starttls' : 'starttls_offered',
    secret: smtp.password,
    auth: 'password',
  });
  try {
    await driver.verify();
    return ok('mail', `${smtp.host} takes mails.`);
  } catch (error) {
    return fault('mail', `${smtp.host}: ${mailFailure(error).detail} Look at SMTP_URL.`);
  } finally {
    await driver.close();
  }
}
