import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { isEmailAddress } from '../common/email-address.js';
import { inEnglish, type FaultKey, type TextValues } from '../common/texts.js';

export const FIELD_TYPES = [
  'text',
  'longtext',
  'integer',
  'decimal',
  'list',
  'multi-list',
  'boolean',
  'date',
  'time',
  'datetime',
  'email',
  'url',
  'ip',
  'slug',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** As the API says it: decimals as text, so that no digit is lost; of several choices a list. */
export type FieldValue = string | number | boolean | string[];

export interface Choice {
  value: string;
  label: string;
}

/** What a value has to keep to. */
export interface FieldRule {
  type: FieldType;
  /** Of lists. */
  choices: readonly Choice[];
  /** Characters of texts, digits of decimals; null: the most there is. */
  maxLength: number | null;
  /** Null: any. */
  decimalPlaces: number | null;
}

/** Which rule a value breaks. */
export class FieldFaultFound extends Error {
  constructor(
    readonly key: FaultKey,
    readonly values?: TextValues,
  ) {
    super(inEnglish({ key: `faults/${key}`, values }));
  }

  /** For doors that have words of their own. */
  get code(): string {
    return this.key.split('.', 1)[0]!;
  }
}

export const LENGTH_MAX = { text: 1_000, longtext: 100_000, decimal: 40 } as const;
const URL_MAX = 2_000;
const SLUG_MAX = 200;
export const MATCH_KEY_MAX = 190;

const LINE = /^(?:[^\p{Cc}\p{Cs}]|\t)*$/u;
const TEXT = /^(?:[^\p{Cc}\p{Cs}]|[\t\r\n])*$/u;
const INTEGER = /^[+-]?\d{1,16}$/;
const DECIMAL = /^([+-]?)(\d{1,40})(?:\.(\d{1,40}))?$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/;
const DATE_TIME = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/i;
const SLUG = /^[-a-zA-Z0-9_]+$/;

const wrong = (key: FaultKey, values?: TextValues): FieldFaultFound => new FieldFaultFound(key, values);

function textOf(input: unknown): string {
  if (typeof input !== 'string') throw wrong('is_string.value');
  return input;
}

function within(text: string, most: number): string {
  if (text.length > most) throw wrong('too_long.characters', { most });
  return text;
}

function matching(text: string, pattern: RegExp, key: FaultKey): string {
  if (!pattern.test(text)) throw wrong(key);
  return text;
}

function integerOf(input: unknown): string {
  const text = typeof input === 'string' ? input.trim() : String(input);
  const isNumber = typeof input === 'number' || typeof input === 'string';
  const number = Number(text);
  if (!isNumber || !INTEGER.test(text) || !Number.isSafeInteger(number)) throw wrong('is_int.value');
  return String(number === 0 ? 0 : number);
}

function decimalOf(input: unknown, { maxLength, decimalPlaces }: FieldRule): string {
  const [, sign, whole, places = ''] =
    DECIMAL.exec(typeof input === 'number' ? String(input) : textOf(input).trim()) ?? [];
  if (whole === undefined) throw wrong('is_decimal');
  const digits = whole.replace(/^0+(?=\d)/, '');
  if (decimalPlaces !== null && places.length > decimalPlaces)
    throw wrong('too_many_places', { most: decimalPlaces });
  const most = maxLength ?? LENGTH_MAX.decimal;
  if (digits.length + places.length > most) throw wrong('too_long.digits', { most });
  const isZero = /^0*$/.test(digits + places);
  return `${sign === '-' && !isZero ? '-' : ''}${digits}${places && `.${places}`}`;
}

function dayOf(input: unknown): string {
  const text = matching(textOf(input).trim(), DATE, 'is_date.value');
  if (!isDay(text)) throw wrong('is_date.no_such_day');
  return text;
}

/** The parser takes the 30th of February for the 2nd of March. */
function isDay(day: string): boolean {
  const time = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day);
}

function timeOf(input: unknown): string {
  const text = matching(textOf(input).trim(), TIME, 'is_time');
  return text.length === 5 ? `${text}:00` : text;
}

function momentOf(input: unknown): string {
  const text = textOf(input).trim();
  const day = DATE_TIME.exec(text)?.[1];
  const time = new Date(text);
  if (day === undefined || !isDay(day) || Number.isNaN(time.getTime())) throw wrong('is_date_time');
  return time.toISOString();
}

function urlOf(input: unknown): string {
  const text = within(textOf(input).trim(), URL_MAX);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || /\s/.test(text)) throw wrong('is_url');
  return text;
}

function emailOf(input: unknown): string {
  const text = textOf(input).trim();
  if (!isEmailAddress(text)) throw wrong('is_email');
  return text;
}

function ipOf(input: unknown): string {
  const text = textOf(input).trim();
  if (!isIP(text)) throw wrong('is_ip');
  return text;
}

function flagOf(input: unknown): string {
  if (input === true || input === 'true') return 'true';
  if (input === false || input === 'false') return 'false';
  throw wrong('is_boolean.value');
}

function choiceOf(input: unknown, { choices }: FieldRule): string {
  const text = textOf(input).trim();
  if (!choices.some(({ value }) => value === text)) throw wrong('unknown_choice');
  return text;
}

/** In a form, where all is text, a line each. */
function choicesOf(input: unknown, rule: FieldRule): string[] {
  const given = typeof input === 'string' ? input.split(/\r?\n/).filter((line) => line.trim()) : input;
  if (!Array.isArray(given)) throw wrong('is_array.choices');
  const chosen = new Set(given.map((one: unknown) => choiceOf(one, rule)));
  return rule.choices.map(({ value }) => value).filter((value) => chosen.has(value));
}

const READERS: Record<Exclude<FieldType, 'multi-list'>, (input: unknown, rule: FieldRule) => string> = {
  text: (input, { maxLength }) =>
    matching(within(textOf(input), maxLength ?? LENGTH_MAX.text), LINE, 'is_line.value'),
  longtext: (input, { maxLength }) =>
    matching(within(textOf(input), maxLength ?? LENGTH_MAX.longtext), TEXT, 'is_text'),
  integer: integerOf,
  decimal: decimalOf,
  list: choiceOf,
  boolean: flagOf,
  date: dayOf,
  time: timeOf,
  datetime: momentOf,
  email: emailOf,
  url: urlOf,
  ip: ipOf,
  slug: (input) => matching(within(textOf(input).trim(), SLUG_MAX), SLUG, 'is_slug'),
};

const isEmpty = (input: unknown): boolean =>
  input === null || (typeof input === 'string' && input.trim() === '');

/**
 * What is stored of a value: a text for each choice of a list of several, one for all else, none for what is empty.
 * @throws FieldFaultFound
 */
export function readFieldValue(rule: FieldRule, input: unknown): string[] {
  if (isEmpty(input)) return [];
  return rule.type === 'multi-list' ? choicesOf(input, rule) : [READERS[rule.type](input, rule)];
}

/** The value that was stored like this; null: none. */
export function toFieldValue(type: FieldType, stored: readonly string[]): FieldValue | null {
  const [value] = stored;
  if (value === undefined) return null;
  if (type === 'multi-list') return [...stored];
  if (type === 'integer') return Number(value);
  return type === 'boolean' ? value === 'true' : value;
}

/** The value as people read it: choices by their labels, several between commas. */
export function fieldText(
  { type, choices }: Pick<FieldRule, 'type' | 'choices'>,
  stored: readonly string[],
  words: { yes: string; no: string },
): string {
  if (type === 'boolean') return stored.map((value) => (value === 'true' ? words.yes : words.no)).join();
  if (type === 'datetime') return stored.map((value) => `${value.slice(0, 16).replace('T', ' ')} UTC`).join();
  const labels = new Map(choices.map(({ value, label }) => [value, label]));
  return stored.map((value) => labels.get(value) ?? value).join(', ');
}

/** What equal values share, short enough for an index: case does not count, nor do zeros at the end of a decimal. */
export function matchKey(type: FieldType, stored: string): string {
  const bare = type === 'decimal' && stored.includes('.') ? stored.replace(/\.?0+$/, '') : stored;
  const key = bare.normalize('NFC').toLowerCase();
  return key.length <= MATCH_KEY_MAX ? key : `sha256:${createHash('sha256').update(key).digest('hex')}`;
}

const FREE: FieldRule = { type: 'text', choices: [], maxLength: null, decimalPlaces: null };
/** Their values are found by what they say; those of the others have one form. */
const AS_TYPED: readonly FieldType[] = [
  'text',
  'longtext',
  'list',
  'multi-list',
  'email',
  'url',
  'ip',
  'slug',
];

/** What tickets are looked up by for a value that is asked for. @throws FieldFaultFound */
export const soughtKey = (type: FieldType, text: string): string =>
  matchKey(type, AS_TYPED.includes(type) ? text : readFieldValue({ ...FREE, type }, text)[0]!);

/** To which types a field may change although tickets have values of it: those read all of them as before. */
const WIDER: Partial<Record<FieldType, readonly FieldType[]>> = {
  longtext: [],
  text: ['longtext'],
  integer: ['decimal', 'text', 'longtext'],
  list: ['multi-list', 'text', 'longtext'],
  'multi-list': [],
};

export const isWider = (from: FieldType, to: FieldType): boolean =>
  (WIDER[from] ?? ['text', 'longtext']).includes(to);
