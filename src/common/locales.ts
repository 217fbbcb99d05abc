import { readdirSync } from 'node:fs';

/** A language tag, as its file in `src/locales` is named. */
export type Locale = string;

/** What everything is said in that another language does not have, and what logs are written in. */
export const ENGLISH: Locale = 'en';

/** Beside the code in the sources and in the bundle alike. */
export const LOCALES_FOLDER = new URL('../locales/', import.meta.url);

/** The languages of the desk: one file each. */
export const LOCALES: readonly Locale[] = readdirSync(LOCALES_FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length))
  .toSorted();
