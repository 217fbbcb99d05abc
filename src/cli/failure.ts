import { AppError } from '../common/errors.js';
import type { Locale } from '../common/locales.js';
import { translate } from '../common/texts.js';
import { ConfigError } from '../config/environment.js';

/** What a person at the terminal can do something about is said in a sentence; the rest shows where it happened. */
export function explain(error: unknown, locale: Locale): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AppError || error instanceof ConfigError) return translate(locale, error.text);
  // The system's own answers (address in use, no such file, database not reachable) name their cause.
  if ('syscall' in error) return error.message;
  if (isTurnedAway(error))
    return translate(locale, { key: 'commands/database_refuses', values: { reason: error.message } });
  return error.stack ?? error.message;
}

/** A wrong password, a database that is not there, a right that is missing: nothing our code could be the cause of. */
const isTurnedAway = (error: Error & { code?: unknown }): boolean =>
  typeof error.code === 'string' && /^ER_(\w+_DENIED_ERROR|BAD_DB_ERROR|CON_COUNT_ERROR)$/.test(error.code);
