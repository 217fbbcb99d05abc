import { isEmailAddress } from '../../common/email-address.js';
import { pythonType } from './drf-data.js';
import { minutesIn, momentIn } from './numbers.js';

/** How a field is read; `read` throws `FieldFault` in the words of Django REST Framework. */
export interface DrfField<T> {
  read: (input: unknown) => T;
  required?: boolean;
  nullable?: boolean;
  /** An empty text of a form is a text. */
  isText?: boolean;
  /** In a form absent means false. */
  isFlag?: boolean;
}

export class FieldFault extends Error {}

export const REQUIRED = 'This field is required.';
export const NOT_NULL = 'This field may not be null.';
export const NOT_BLANK = 'This field may not be blank.';
export const MOMENT_FORMAT =
  'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].';
export const EMAIL = 'Enter a valid email address.';
export const FLAG = 'Must be a valid boolean.';
export const notAChoice = (input: unknown): string => `"${pythonText(input)}" is not a valid choice.`;
export const unselectable = (input: unknown): string =>
  `Select a valid choice. ${pythonText(input)} is not one of the available choices.`;
export const noSuchId = (input: unknown): string =>
  `Invalid pk "${pythonText(input)}" - object does not exist.`;
export const tooLong = (max: number): string => `Ensure this field has no more than ${max} characters.`;

const fault = (message: string): never => {
  throw new FieldFault(message);
};

function pythonText(input: unknown): string {
  if (typeof input === 'boolean') return input ? 'True' : 'False';
  return typeof input === 'object' ? JSON.stringify(input) : String(input);
}

/** Blanks around it are its sender's. Characters are counted as Python counts them. */
export const text = (rule: {
  max?: number;
  blank?: boolean;
  nullable?: boolean;
  required?: boolean;
  /** What stands there already may stay as it is, however long, and with the blanks around it. */
  present?: string | null;
}): DrfField<string> => ({
  required: rule.required,
  nullable: rule.nullable,
  isText: true,
  read: (input) => {
    if (typeof input !== 'string' && typeof input !== 'number') return fault('Not a valid string.');
    if (input === rule.present) return input;
    const read = pythonStrip(String(input));
    if (!read && !rule.blank) return fault(NOT_BLANK);
    if (read.includes('\0')) return fault('Null characters are not allowed.');
    const half = /\p{Cs}/u.exec(read)?.[0].charCodeAt(0).toString(16).toUpperCase();
    if (half) return fault(`Surrogate characters are not allowed: U+${half}.`);
    if (rule.max && [...read].length > rule.max) return fault(tooLong(rule.max));
    return read;
  },
});

/** What Python takes for blanks, which is not just what JavaScript does. */
const BLANKS = '[\\t-\\r\\x1c-\\x20\\x85\\p{Z}]';
const AROUND = new RegExp(`^${BLANKS}+|${BLANKS}+$`, 'gu');
const pythonStrip = (input: string): string => input.replace(AROUND, '');

export const email = (rule: {
  nullable?: boolean;
  required?: boolean;
  present?: string;
}): DrfField<string> => {
  const asText = text({ ...rule, max: 254, blank: !rule.required });
  return {
    ...asText,
    read: (input) => {
      const read = asText.read(input);
      return !read || read === rule.present || isEmailAddress(read) ? read : fault(EMAIL);
    },
  };
};

/** A whole number. */
export const integer: DrfField<number> = {
  read: (input) =>
    (typeof input === 'number' && Number.isInteger(input)) ||
    (typeof input === 'string' && /^\s*[-+]?\d{1,1000}(\.0*)?\s*$/.test(input))
      ? Number(input)
      : fault('A valid integer is required.'),
};

/** An id as far as its form goes; what it names is asked for later. */
export const id = (rule: { nullable?: boolean; required?: boolean }): DrfField<number> => ({
  ...rule,
  read: (input) => {
    const isNumber =
      typeof input === 'number' || (typeof input === 'string' && /^\s*[-+]?\d+\s*$/.test(input));
    if (!isNumber) return fault(`Incorrect type. Expected pk value, received ${pythonType(input)}.`);
    const read = Math.trunc(Number(input));
    return read > 0 && read <= 2_147_483_647 ? read : fault(noSuchId(input));
  },
});

/** One of the numbers from 1 to 5. */
export const choice = (rule: { nullable?: boolean } = {}): DrfField<number> => ({
  ...rule,
  read: (input) =>
    (typeof input === 'number' || typeof input === 'string') && /^[1-5]$/.test(String(input))
      ? Number(input)
      : fault(notAChoice(input)),
});

const TRUE: ReadonlySet<unknown> = new Set('t T y Y yes Yes YES true True TRUE on On ON 1'.split(' '));
const FALSE: ReadonlySet<unknown> = new Set('f F n N no No NO false False FALSE off Off OFF 0'.split(' '));

export function flagIn(input: unknown): boolean | undefined {
  const word = typeof input === 'boolean' || typeof input === 'number' ? String(input) : input;
  return TRUE.has(word) ? true : FALSE.has(word) ? false : undefined;
}

export const flag: DrfField<boolean> = {
  isFlag: true,
  read: (input) => flagIn(input) ?? fault(FLAG),
};

export const moment: DrfField<Date> = {
  nullable: true,
  read: (input) => (typeof input === 'string' ? momentIn(input.trim()) : undefined) ?? fault(MOMENT_FORMAT),
};

/** Minutes. */
export const duration: DrfField<number> = {
  nullable: true,
  read: (input) =>
    minutesIn(String(input).trim()) ??
    fault('Duration has wrong format. Use one of these formats instead: [DD] [HH:[MM:]]ss[.uuuuuu].'),
};
