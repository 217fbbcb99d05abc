import { describe, expect, it } from 'vitest';
import {
  FieldFaultFound,
  MATCH_KEY_MAX,
  fieldText,
  isWider,
  matchKey,
  readFieldValue,
  soughtKey,
  toFieldValue,
  type FieldRule,
  type FieldType,
} from './field-values.js';

const CHOICES = [
  { value: 'red', label: 'Red' },
  { value: 'blue', label: 'Blue, dark' },
];
const rule = (type: FieldType, more: Partial<FieldRule> = {}): FieldRule => ({
  type,
  choices: type.endsWith('list') ? CHOICES : [],
  maxLength: null,
  decimalPlaces: null,
  ...more,
});
const codeOf = (work: () => unknown): string => {
  try {
    return JSON.stringify(work());
  } catch (error) {
    if (error instanceof FieldFaultFound) return error.key.split('.')[0]!;
    throw error;
  }
};

describe('a value of a custom field', () => {
  it.each<[FieldType, unknown, unknown]>([
    ['text', 'Ünïcode 🖨', 'Ünïcode 🖨'],
    ['longtext', 'two\nlines', 'two\nlines'],
    ['integer', -42, -42],
    ['integer', '007', 7],
    ['integer', -0, 0],
    ['decimal', '042.50', '42.50'],
    ['decimal', 0.5, '0.5'],
    ['decimal', '-0.00', '0.00'],
    ['list', 'red', 'red'],
    ['multi-list', ['blue', 'red', 'blue'], ['red', 'blue']],
    ['multi-list', 'blue\nred', ['red', 'blue']],
    ['boolean', false, false],
    ['boolean', 'true', true],
    ['date', '2024-02-29', '2024-02-29'],
    ['time', '09:30', '09:30:00'],
    ['datetime', '2026-11-22T10:30:00+01:00', '2026-11-22T09:30:00.000Z'],
    ['email', 'Ada@Example.com', 'Ada@Example.com'],
    ['url', 'https://example.com/a?b=c', 'https://example.com/a?b=c'],
    ['ip', '2001:db8::1', '2001:db8::1'],
    ['slug', 'some-Slug_1', 'some-Slug_1'],
  ])('%s: %j is read, stored and shown as %j', (type, given, shown) => {
    expect(toFieldValue(type, readFieldValue(rule(type), given))).toEqual(shown);
  });

  it.each<[FieldType, unknown, string, Partial<FieldRule>?]>([
    ['text', 5, 'is_string'],
    ['text', 'two\nlines', 'is_line'],
    ['text', 'abcd', 'too_long', { maxLength: 3 }],
    ['text', 'x'.repeat(1_001), 'too_long'],
    ['longtext', 'nul \0', 'is_text'],
    ['longtext', 'half \ud83d', 'is_text'],
    ['integer', 1.5, 'is_int'],
    ['integer', '9007199254740993', 'is_int'],
    ['integer', true, 'is_int'],
    ['integer', [1], 'is_int'],
    ['decimal', 1e21, 'is_decimal'],
    ['decimal', '1,5', 'is_decimal'],
    ['decimal', '1.234', 'too_many_places', { decimalPlaces: 2 }],
    ['decimal', '123.4', 'too_long', { maxLength: 3 }],
    ['list', 'green', 'unknown_choice'],
    ['list', 'Red', 'unknown_choice'],
    ['multi-list', ['red', 'green'], 'unknown_choice'],
    ['multi-list', { red: true }, 'is_array'],
    ['boolean', 'yes', 'is_boolean'],
    ['boolean', 1, 'is_boolean'],
    ['date', '2026-02-30', 'is_date'],
    ['date', '22.11.2026', 'is_date'],
    ['time', '24:00', 'is_time'],
    ['datetime', '2026-11-22 09:30', 'is_date_time'],
    ['datetime', '2026-02-30T09:30:00Z', 'is_date_time'],
    ['email', 'nobody', 'is_email'],
    ['url', 'javascript:alert(1)', 'is_url'],
    ['url', 'https://exa mple.com', 'is_url'],
    ['ip', '256.1.1.1', 'is_ip'],
    ['slug', 'a b', 'is_slug'],
  ])('%s: %j is refused as %s', (type, given, code, more = {}) => {
    expect(codeOf(() => readFieldValue(rule(type, more), given))).toBe(code);
  });

  it('is nothing when it is null or blank, whatever the type', () => {
    for (const type of ['text', 'integer', 'list', 'boolean', 'datetime'] as const)
      for (const given of [null, '', '  ']) {
        expect(readFieldValue(rule(type), given)).toEqual([]);
        expect(toFieldValue(type, [])).toBeNull();
      }
    expect(readFieldValue(rule('multi-list'), [])).toEqual([]);
  });

  it('is found by equal values: case and zeros at the end do not count, length does not matter', () => {
    expect(matchKey('text', 'STRASSE Ä')).toBe(soughtKey('text', 'strasse ä'));
    expect(matchKey('decimal', '42.500')).toBe(soughtKey('decimal', '42.5'));
    expect(matchKey('decimal', '100')).toBe(soughtKey('decimal', '100.00'));
    expect(matchKey('decimal', '100')).not.toBe(soughtKey('decimal', '1'));
    expect(matchKey('time', '09:30:00')).toBe(soughtKey('time', '9:30'.padStart(5, '0')));
    expect(matchKey('datetime', '2026-11-22T09:30:00.000Z')).toBe(
      soughtKey('datetime', '2026-11-22T10:30:00+01:00'),
    );
    const [long, other] = ['x'.repeat(5_000), `${'x'.repeat(4_999)}y`];
    expect(matchKey('longtext', long)).toBe(soughtKey('longtext', long.toUpperCase()));
    expect(matchKey('longtext', long)).not.toBe(matchKey('longtext', other));
    expect(matchKey('longtext', long).length).toBeLessThanOrEqual(MATCH_KEY_MAX);
    expect(codeOf(() => soughtKey('integer', 'many'))).toBe('is_int');
  });

  it('is found as before after its field became one of a wider type, and only such a type is wider', () => {
    for (const [from, stored] of [
      ['integer', '42'],
      ['list', 'red'],
      ['date', '2026-11-22'],
      ['boolean', 'true'],
    ] as const)
      for (const to of ['text', 'longtext'] as const) {
        expect(isWider(from, to)).toBe(true);
        expect(matchKey(to, stored)).toBe(matchKey(from, stored));
        expect(toFieldValue(to, [stored])).toBe(stored);
      }
    expect([isWider('integer', 'decimal'), isWider('list', 'multi-list')]).toEqual([true, true]);
    for (const [from, to] of [
      ['text', 'integer'],
      ['decimal', 'integer'],
      ['longtext', 'text'],
      ['multi-list', 'list'],
      ['multi-list', 'text'],
    ] as const)
      expect(isWider(from, to), `${from} to ${to}`).toBe(false);
  });

  it('is read by people as its labels and words', () => {
    const words = { yes: 'oui', no: 'non' };
    expect(fieldText(rule('multi-list'), ['red', 'blue', 'gone'], words)).toBe('Red, Blue, dark, gone');
    expect(fieldText(rule('boolean'), ['false'], words)).toBe('non');
    expect(fieldText(rule('datetime'), ['2026-11-22T09:30:00.000Z'], words)).toBe('2026-11-22 09:30 UTC');
    expect(fieldText(rule('text'), [], words)).toBe('');
  });
});
