import { AppError } from '../common/errors.js';
import { ConfigError } from '../config/environment.js';

/** What a person at the terminal can do something about is said in a sentence; the rest shows where it happened. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AppError || error instanceof ConfigError) return error.message;
  // The system's own answers (address in use, no such file, database not reachable) name their cause.
  if ('syscall' in error) return error.message;
  return error.stack ?? error.message;
}
