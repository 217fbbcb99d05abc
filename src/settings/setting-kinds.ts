import { parseSender } from '../common/email-address.js';
import type { Text } from '../common/texts.js';

/** What an administrator may change at run time. Keys keep the names people know from their old desk. */
export interface SettingDefinition<T> {
  default: T;
  description: string;
  /** Takes JSON or a form's text; undefined when the value breaks the rule. */
  read: (value: unknown) => T | undefined;
  /** The rule in words, for the error. */
  rule: Text;
  /** Sealed where it is kept, and shown to nobody. */
  secret?: true;
  /** It is taken, for those who bring it from another desk, and changes nothing. */
  idle?: true;
}

export const define = <T>(
  value: NoInfer<T>,
  description: string,
  kind: { read: (value: unknown) => T | undefined; rule: Text },
): SettingDefinition<T> => ({ default: value, description, ...kind });

export const number = (min: number, max: number, integer = true) => ({
  read: (value: unknown): number | undefined => {
    const parsed = typeof value === 'string' && value.trim() ? Number(value) : value;
    if (typeof parsed !== 'number' || !(parsed >= min && parsed <= max)) return undefined;
    return integer && !Number.isInteger(parsed) ? undefined : parsed;
  },
  rule: { key: integer ? 'rules/whole_number' : 'rules/number', values: { min, max } } as Text,
});

const TRUE: unknown[] = [true, 1, '1', 'true'];
const FALSE: unknown[] = [false, 0, '0', 'false'];
export const boolean = {
  read: (value: unknown): boolean | undefined =>
    TRUE.includes(value) ? true : FALSE.includes(value) ? false : undefined,
  rule: { key: 'rules/flag' } as Text,
};

export const text = (max: number) => ({
  read: (value: unknown): string | undefined =>
    typeof value === 'string' && value.length <= max ? value : undefined,
  rule: { key: 'rules/text_at_most', values: { max } } as Text,
});

export const oneOf = <T extends string>(...words: T[]) => ({
  read: (value: unknown): T | undefined => words.find((word) => word === value),
  rule: { key: 'rules/one_of', values: { words: words.join(', ') } } as Text,
});

export const timeZone = {
  read: (value: unknown): string | undefined => {
    if (typeof value !== 'string') return undefined;
    try {
      new Intl.DateTimeFormat('en', { timeZone: value }).format();
      return value;
    } catch {
      return undefined;
    }
  },
  rule: { key: 'rules/time_zone' } as Text,
};

export const extensions = {
  read: (value: unknown): string[] | undefined => {
    const list = typeof value === 'string' ? value.split(',') : value;
    if (!Array.isArray(list) || list.length > 200) return undefined;
    const clean = list.map((item) =>
      typeof item === 'string' ? item.trim().toLowerCase().replace(/^\./, '') : '',
    );
    return clean.every((item) => /^[a-z0-9]{1,10}$/.test(item)) ? [...new Set(clean)] : undefined;
  },
  rule: { key: 'rules/extensions' } as Text,
};

export const list = (each: RegExp, rule: Text) => ({
  read: (value: unknown): string[] | undefined => {
    const items = typeof value === 'string' ? value.split(/[\s,]+/) : value;
    if (!Array.isArray(items) || items.length > 1_000) return undefined;
    const clean = items
      .map((item) => (typeof item === 'string' ? item.trim().toLowerCase() : '?'))
      .filter(Boolean);
    return clean.every((item) => item.length <= 320 && each.test(item)) ? [...new Set(clean)] : undefined;
  },
  rule,
});

export const someOf = <T extends string>(words: readonly T[]) => ({
  read: (value: unknown): T[] | undefined => {
    const list = typeof value === 'string' ? value.split(',').filter(Boolean) : value;
    if (!Array.isArray(list)) return undefined;
    const known = words.filter((word) => list.includes(word));
    return known.length === new Set(list).size ? known : undefined;
  },
  rule: { key: 'rules/some_of', values: { words: words.join(', ') } } as Text,
});

export const link = {
  read: (value: unknown): string | undefined =>
    typeof value === 'string' && value.length <= 1_000 && value.includes('{token}') ? value : undefined,
  rule: { key: 'rules/token_link' } as Text,
};

export const optionalLink = {
  read: (value: unknown): string | undefined => (value === '' ? '' : link.read(value)),
  rule: { key: 'rules/optional_link' } as Text,
};

export const webAddress = {
  read: (value: unknown): string | undefined => {
    if (value === '') return '';
    const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
    if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.href.length > 1_000)
      return undefined;
    return (value as string).replace(/\/+$/, '');
  },
  rule: { key: 'rules/web_address' } as Text,
};

export const host = {
  read: (value: unknown): string | undefined =>
    typeof value === 'string' && /^[^\s/@]{0,255}$/.test(value.trim()) ? value.trim() : undefined,
  rule: { key: 'rules/host' } as Text,
};

export const sender = {
  read: (value: unknown): string | undefined =>
    typeof value === 'string' && value.length <= 500 && (value === '' || parseSender(value))
      ? value
      : undefined,
  rule: { key: 'rules/sender' } as Text,
};
