import { ENGLISH, LOCALES, type Locale } from '../common/locales.js';

/** The language of whoever sits at the terminal, by the variables that POSIX has for it: `fr_FR.UTF-8` is French. */
export function terminalLocale(environment: NodeJS.ProcessEnv = process.env): Locale {
  // The first that is not empty decides, even where it names a language that nobody here speaks.
  const chosen = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  const language = /^[a-z]{2,3}(?=$|[_.@])/.exec(chosen)?.[0];
  return LOCALES.find((locale) => locale === language) ?? ENGLISH;
}
