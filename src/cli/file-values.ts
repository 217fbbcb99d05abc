import { isEmailAddress } from '../common/email-address.js';
import type { Text } from '../common/texts.js';
import { SLUG, SLUG_MAX } from '../departments/department.slug.js';
import { isPasswordHash } from '../staff-auth/passwords.js';
import { TOKEN_PERMISSIONS } from '../staff-auth/permissions.js';
import { readTotpSecret } from '../staff-auth/totp.js';
import { TOKEN_RULE, isTokenText } from './token-text.js';

/** Notes that a value breaks a rule; `place` leads from the value to the part of it that is meant. */
export type Fault = (rule: Text, place?: string) => void;

/** Reads a value; undefined when it broke a rule, which `fault` was told. */
export type Read<T> = (value: unknown, fault: Fault) => T | undefined;

export const text =
  (max: number): Read<string> =>
  (value, fault) =>
    typeof value === 'string' && value.trim() && value.length <= max
      ? value
      : void fault({ key: 'rules/text_within', values: { max } });

export const integer =
  (min: number, max: number): Read<number> =>
  (value, fault) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max
      ? (value as number)
      : void fault({ key: 'rules/whole_number', values: { min: String(min), max: String(max) } });

/** Leaves room above it for the ids that the database gives out. */
export const id = integer(1, 2_000_000_000);

export const flag: Read<boolean> = (value, fault) =>
  value === true || value === 1
    ? true
    : value === false || value === 0
      ? false
      : void fault({ key: 'rules/flag' });

export const email: Read<string> = (value, fault) =>
  typeof value === 'string' && isEmailAddress(value) ? value : void fault({ key: 'rules/email' });

/** The name of a department in addresses. */
export const slug: Read<string> = (value, fault) =>
  typeof value === 'string' && value.length <= SLUG_MAX && SLUG.test(value)
    ? value
    : void fault({ key: 'rules/slug', values: { max: SLUG_MAX } });

export const oneOf =
  <T extends string>(words: readonly T[]): Read<T> =>
  (value, fault) =>
    words.find((word) => word === value) ??
    void fault({ key: 'rules/one_of', values: { words: words.join(', ') } });

export const passwordHash: Read<string> = (value, fault) =>
  typeof value === 'string' && isPasswordHash(value) ? value : void fault({ key: 'rules/password_hash' });

export const totpSecret: Read<string> = (value, fault) =>
  (typeof value === 'string' ? readTotpSecret(value) : undefined) ?? void fault({ key: 'rules/base32' });

export const permission: Read<string> = (value, fault) =>
  TOKEN_PERMISSIONS.find((word) => word === value) ?? void fault({ key: 'rules/permission' });

export const token: Read<string> = (value, fault) =>
  typeof value === 'string' && isTokenText(value) ? value : void fault(TOKEN_RULE);

/** Kept as it is, even where it is no address and never matches: so it was on the desk it comes from. */
export const address: Read<string> = (value, fault) =>
  typeof value === 'string' && value.length <= 255
    ? value
    : void fault({ key: 'rules/text_at_most', values: { max: 255 } });

const RFC_3339 = /^(\d{4}-\d\d-(\d\d))T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;
const LAST_SECOND = Date.UTC(9999, 11, 31) / 1000;

export const time: Read<Date> = (value, fault) =>
  ofSeconds(value) ?? ofRfc3339(value) ?? void fault({ key: 'rules/time' });

function ofSeconds(value: unknown): Date | undefined {
  const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  const inRange = Number.isInteger(seconds) && (seconds as number) >= 0 && (seconds as number) <= LAST_SECOND;
  return inRange ? new Date((seconds as number) * 1000) : undefined;
}

function ofRfc3339(value: unknown): Date | undefined {
  const [text, day, ofMonth] = (typeof value === 'string' && RFC_3339.exec(value)) || [];
  // Date takes the 30th of February for the 1st of March.
  if (!text || new Date(day!).getUTCDate() !== Number(ofMonth)) return undefined;
  const date = new Date(text.toUpperCase());
  return Number.isNaN(date.getTime()) ? undefined : date;
}

export const listOf =
  <T>(read: Read<T>, max = Infinity): Read<T[]> =>
  (value, fault) => {
    if (!Array.isArray(value)) return void fault({ key: 'rules/list' });
    if (value.length > max) return void fault({ key: 'rules/list_at_most', values: { max } });
    return value.map(
      (item, index) => read(item, (words, place = '') => fault(words, `[${index}]${place}`)) as T,
    );
  };

type Shape = Record<string, Read<unknown>>;
type Values<S extends Shape> = { [K in keyof S]?: S[K] extends Read<infer T> ? T : never };

/** An object of these keys and no others; null counts as absent. */
export const objectOf =
  <S extends Shape, R extends keyof S & string = never>(
    shape: S,
    ...required: R[]
  ): Read<Values<S> & Required<Pick<Values<S>, R>>> =>
  (value, fault) => {
    if (!isObject(value)) return void fault({ key: 'rules/object' });
    for (const key of Object.keys(value))
      if (!Object.hasOwn(shape, key)) fault({ key: 'rules/unknown' }, `.${key}`);
    const read = Object.entries(shape).flatMap(([key, readValue]) => {
      const given = value[key] ?? undefined;
      if (given !== undefined)
        return [[key, readValue(given, (words, place = '') => fault(words, `.${key}${place}`))]];
      if (required.some((name) => name === key)) fault({ key: 'rules/missing' }, `.${key}`);
      return [];
    });
    return Object.fromEntries(read);
  };

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
