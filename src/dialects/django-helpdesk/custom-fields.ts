import { FieldFaultFound, readFieldValue, type FieldType } from '../../custom-fields/field-values.js';
import type { FieldDefinition } from '../../custom-fields/field-definition.js';
import type { GivenValues, ShownValues } from '../../custom-fields/custom-field-values.service.js';
import {
  EMAIL,
  FLAG,
  MOMENT_FORMAT,
  NOT_BLANK,
  NOT_NULL,
  REQUIRED,
  flagIn,
  notAChoice,
  tooLong,
} from './drf-fields.js';
import type { DrfForm } from './drf-form.js';
import { momentIn } from './numbers.js';

/** What Django says of a value that breaks the rule of its type. */
const WORDS: Partial<Record<FieldType, (input: unknown, field: FieldDefinition) => string>> = {
  integer: () => 'A valid integer is required.',
  decimal: () => 'A valid number is required.',
  boolean: () => FLAG,
  list: notAChoice,
  'multi-list': notAChoice,
  date: () => 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.',
  time: () => 'Time has wrong format. Use one of these formats instead: hh:mm[:ss[.uuuuuu]].',
  datetime: () => MOMENT_FORMAT,
  email: () => EMAIL,
  url: () => 'Enter a valid URL.',
  ip: () => 'Enter a valid IPv4 or IPv6 address.',
  slug: () => 'Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.',
};

/** Those that do not follow from the type alone. */
const WORDS_OF_CODE: Record<string, (field: FieldDefinition) => string> = {
  too_many_places: ({ decimalPlaces }) =>
    `Ensure that there are no more than ${decimalPlaces} decimal places.`,
  too_long: ({ type, maxLength }) =>
    type === 'decimal'
      ? `Ensure that there are no more than ${maxLength} digits in total.`
      : tooLong(maxLength ?? 0),
};

/** The values of `custom_<name>`, by name: judged by the rules of the desk, worded as Django does. */
export function customValuesIn(form: DrfForm, fields: readonly FieldDefinition[]): GivenValues {
  const values: Record<string, unknown> = {};
  for (const field of fields) {
    const key = `custom_${field.name}`;
    const input = form.data.get(key);
    if (input === undefined) {
      const isUnchecked = field.type === 'boolean' && form.data.isForm && !form.isPartial;
      if (isUnchecked && !field.required) values[field.name] = false;
      else if (field.required && !form.isPartial && !hasDefault(field)) form.fault(key, REQUIRED);
      continue;
    }
    const fault = faultOf(field, input);
    if (fault) form.fault(key, fault);
    else values[field.name] = native(field, input);
  }
  return values;
}

const hasDefault = ({ defaultValue }: FieldDefinition): boolean => defaultValue !== null;

function faultOf(field: FieldDefinition, input: unknown): string | undefined {
  if (field.required && input === null) return NOT_NULL;
  if (field.required && typeof input === 'string' && !input.trim()) return NOT_BLANK;
  try {
    readFieldValue(field, native(field, input));
    return undefined;
  } catch (error) {
    if (!(error instanceof FieldFaultFound)) throw error;
    const words = WORDS_OF_CODE[error.code]?.(field) ?? WORDS[field.type]?.(input, field);
    return words ?? (error.code === 'is_string' ? 'Not a valid string.' : error.detail);
  }
}

/** Django is wider: its words for yes and no, a time without a zone, a number as text. */
function native({ type }: FieldDefinition, input: unknown): unknown {
  if (type === 'boolean') return flagIn(input) ?? input;
  if (type === 'datetime' && typeof input === 'string') return momentIn(input.trim())?.toISOString() ?? input;
  if (type === 'time' && typeof input === 'string') return input.trim().replace(/\.\d{1,6}$/, '');
  const isTextual = ['text', 'longtext', 'list', 'slug'].includes(type);
  return isTextual && typeof input === 'number' ? String(input) : input;
}

/** As `custom_<name>`, in the order of the fields. A time has no zone here, and no seconds where they are none. */
export function customShape(
  values: ShownValues,
  types: ReadonlyMap<string, FieldType>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      `custom_${name}`,
      types.get(name) === 'datetime' && typeof value === 'string' ? localMoment(value) : value,
    ]),
  );
}

const localMoment = (rfc3339: string): string => rfc3339.slice(0, rfc3339.slice(17, 19) === '00' ? 16 : 19);
