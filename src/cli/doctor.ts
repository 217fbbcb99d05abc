import { existsSync, statSync } from 'node:fs';
import { access, constants, statfs } from 'node:fs/promises';
import type { Locale } from '../common/locales.js';
import { translate, type CommandKey, type Text, type TextValues } from '../common/texts.js';
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
  what: What;
  says: Text;
}

type What = 'settings' | 'folder' | 'database' | 'clock' | 'secret' | 'storage' | 'mail';
type Finder = (what: What, key: `doctor.${string}` & CommandKey, values?: TextValues) => Finding;

const finder =
  (state: Finding['state']): Finder =>
  (what, key, values) => ({ state, what, says: { key: `commands/${key}`, values } });

const ok = finder('ok');
const warn = finder('warn');
const fault = finder('fault');

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
    findings.push(ok('settings', 'doctor.settings'));
    findings.push(
      ...folder(config),
      ...(await database(config, out.locale)),
      await storage(config, out.locale),
      await mail(config),
    );
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    findings.push({ state: 'fault', what: 'settings', says: error.text });
  }
  for (const { state, what, says } of findings)
    out.line(`${state.padEnd(5)} ${what.padEnd(9)} ${translate(out.locale, says)}`);
  return findings.some(({ state }) => state === 'fault') ? 1 : 0;
}

/** Whoever reads the data folder has all passwords and secrets. */
function folder({ dataDir }: Config): Finding[] {
  if (process.platform === 'win32' || !existsSync(dataDir)) return [];
  return [
    statSync(dataDir).mode & 0o007
      ? fault('folder', 'doctor.folder.open', { dataDir })
      : ok('folder', 'doctor.folder.private', { dataDir }),
  ];
}

async function database(config: Config, locale: Locale): Promise<Finding[]> {
  if (!config.databaseUrl && !existsSync(embeddedDatabase(config.dataDir)))
    return [warn('database', 'doctor.database.none', { dataDir: config.dataDir })];
  try {
    const { server, pending, unknown, takesAllTexts, clockAheadMs, secretFingerprint } =
      await diagnose(config);
    const found: [boolean, Finding][] = [
      [true, ok('database', 'doctor.database.answers', { server })],
      [pending.length > 0, warn('database', 'doctor.database.pending', { count: pending.length })],
      [unknown.length > 0, fault('database', 'doctor.database.newer', { migration: unknown[0] ?? '' })],
      [
        // The first migration sets it.
        !takesAllTexts && !pending.length,
        fault('database', 'doctor.database.character_set'),
      ],
      [
        Math.abs(clockAheadMs) > CLOCK_MS,
        fault('clock', 'doctor.clock.apart', { seconds: Math.round(clockAheadMs / 1000) }),
      ],
      [Math.abs(clockAheadMs) <= CLOCK_MS, ok('clock', 'doctor.clock.agrees')],
    ];
    return [...found.filter(([is]) => is).map(([, finding]) => finding), secret(config, secretFingerprint)];
  } catch (error) {
    return [fault('database', 'doctor.database.unusable', { reason: explain(error, locale) })];
  }
}

function secret({ appSecret, appSecretPrevious }: Config, kept: string | null): Finding {
  const values = { fingerprint: fingerprintOf(appSecret).slice(0, 12) };
  if (kept === null || kept === fingerprintOf(appSecret)) return ok('secret', 'doctor.secret.fits', values);
  return appSecretPrevious && kept === fingerprintOf(appSecretPrevious)
    ? warn('secret', 'doctor.secret.new', values)
    : fault('secret', 'doctor.secret.other', { ...values, file: SECRET_FILE });
}

async function storage({ storageDir }: Config, locale: Locale): Promise<Finding> {
  try {
    if (!existsSync(storageDir)) return warn('storage', 'doctor.storage.none', { storageDir });
    await access(storageDir, constants.R_OK | constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(storageDir);
    const left = { megabytes: Math.floor((bavail * bsize) / MEGABYTE), storageDir };
    if (bavail * bsize < SPACE_MIN) return fault('storage', 'doctor.storage.full', left);
    return bavail * bsize < SPACE_LOW
      ? warn('storage', 'doctor.storage.low', left)
      : ok('storage', 'doctor.storage.free', left);
  } catch (error) {
    return fault('storage', 'doctor.storage.unwritable', { reason: explain(error, locale) });
  }
}

async function mail({ smtp }: Config): Promise<Finding> {
  if (!smtp) return warn('mail', 'doctor.mail.none');
  const driver = new SmtpDriver({
    ...smtp,
    tls: smtp.tls === 'implicit' ? 'implicit' : smtp.password ? 'starttls' : 'starttls_offered',
    secret: smtp.password,
    auth: 'password',
  });
  try {
    await driver.verify();
    return ok('mail', 'doctor.mail.takes', { host: smtp.host });
  } catch (error) {
    return fault('mail', 'doctor.mail.fails', { host: smtp.host, why: mailFailure(error).text });
  } finally {
    await driver.close();
  }
}
