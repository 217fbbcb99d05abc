import { readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import type english from '../locales/en.json';
import { ENGLISH, LOCALES, LOCALES_FOLDER, type Locale } from './locales.js';

type Catalogue = typeof english;
type Section = keyof Catalogue;

/** Why a request or a command is refused: `<code>`, or `<code>.<variant>` where one code has several sentences. */
export type ProblemKey = keyof Catalogue['problems'];
/** What is wrong with a field: as above. */
export type FaultKey = keyof Catalogue['faults'];
/** What commands say. */
export type CommandKey = keyof Catalogue['commands'];

/** What a variable of the environment has to be. */
export type EnvironmentRule = keyof Catalogue['environment'];

export type TextKey = { [S in Section]: `${S}/${keyof Catalogue[S] & string}` }[Section];

/** What stands in for the placeholders; another text among them is said in the same language, several one after the other. */
export type TextValue = string | number | boolean | Text | readonly Text[];
export type TextValues = Readonly<Record<string, TextValue>>;

/** Something to be said to a person, in whichever language that person reads. */
export interface Text {
  key: TextKey;
  values?: TextValues | undefined;
}

const catalogues = new Map<Locale, Record<string, Record<string, string>>>();
const messages = new Map<string, IntlMessageFormat | string>();

/** The text in a language; in English where that language does not have it. */
export function translate(locale: Locale, text: Text): string {
  // Somebody's language may have been taken away since it was chosen.
  const language = LOCALES.includes(locale) ? locale : ENGLISH;
  try {
    return say(language, text);
  } catch {
    // The text cannot be read, or a value is missing: a refusal must stay one, even without its sentence.
    return language === ENGLISH ? text.key : translate(ENGLISH, text);
  }
}

function say(locale: Locale, { key, values = {} }: Text): string {
  const message = messageOf(locale, key);
  if (typeof message === 'string') return message;
  const said = Object.entries(values).map(([name, value]) => [name, sayValue(locale, value)]);
  return String(message.format(Object.fromEntries(said)));
}

export const inEnglish = (text: Text): string => translate(ENGLISH, text);

function sayValue(locale: Locale, value: TextValue): string | number | boolean {
  if (typeof value !== 'object') return value;
  return isList(value) ? sayAll(locale, value) : translate(locale, value);
}

/** One after the other; what begins with an end of line stands on a line of its own. */
const sayAll = (locale: Locale, texts: readonly Text[]): string =>
  texts
    .map((text) => translate(locale, text))
    .reduce((all, one) => (all && !one.startsWith('\n') ? `${all} ${one}` : all + one), '');

const isList = (value: TextValue): value is readonly Text[] => Array.isArray(value);

/** The text as it stands in the catalogue; in English where that language does not have it. */
export function sourceOf(locale: Locale, key: TextKey): string {
  const [section, name] = halves(key);
  return catalogueOf(locale)[section]?.[name] ?? catalogueOf(ENGLISH)[section]?.[name] ?? key;
}

/** Read once each: most are said again and again. */
function messageOf(locale: Locale, key: TextKey): IntlMessageFormat | string {
  const id = `${locale}:${key}`;
  const known = messages.get(id);
  if (known !== undefined) return known;
  const source = sourceOf(locale, key);
  const message = source.includes('{')
    ? new IntlMessageFormat(source, locale, undefined, { ignoreTag: true })
    : source;
  messages.set(id, message);
  return message;
}

/** Names may hold a slash, sections do not. */
const halves = (key: TextKey): [section: string, name: string] => {
  const at = key.indexOf('/');
  return [key.slice(0, at), key.slice(at + 1)];
};

function catalogueOf(locale: Locale): Record<string, Record<string, string>> {
  const known = catalogues.get(locale);
  if (known) return known;
  const read = LOCALES.includes(locale)
    ? (JSON.parse(readFileSync(new URL(`${locale}.json`, LOCALES_FOLDER), 'utf8')) as Record<
        string,
        Record<string, string>
      >)
    : {};
  catalogues.set(locale, read);
  return read;
}
