import { describe, expect, it } from 'vitest';
import { asBeginnings, sortKey, termsOf, tokensOf } from './search-words.js';

const finds = (query: string, text: string): boolean => {
  const tokens = tokensOf(text);
  const terms = termsOf(query);
  return (
    terms.length > 0 &&
    terms.every(({ token, isPrefix }) =>
      tokens.some((one) => (isPrefix ? one.startsWith(token) : one === token)),
    )
  );
};

describe('words that are looked for', () => {
  it('are found whatever their case, accents and width', () => {
    for (const [query, text] of [
      ['zoe', 'Zoë wrote'],
      ['ZOË', 'zoe'],
      ['cafe', 'Ｃａｆé'],
      ['İstanbul', 'istanbul'],
      ['한국어', '한국어 지원'],
    ] as const)
      expect(finds(query, text), query).toBe(true);
  });

  it('may be short, common, numbers or addresses', () => {
    for (const query of ['pc', 'is', '5', 'ann@x.org', "o'brien", 'VPN-2'])
      expect(finds(query, `A pc is 5 "ann@x.org" O'Brien (VPN-2)`), query).toBe(true);
    expect(finds('pc', 'pcs')).toBe(false);
  });

  it('are found inside text without spaces', () => {
    for (const query of ['打印机', '印机', '机', '坏'])
      expect(finds(query, '我的打印机坏了'), query).toBe(true);
    expect(finds('打机', '我的打印机坏了')).toBe(false);
    expect(finds('ていた', '壊れていた')).toBe(true);
  });

  it('stand for beginnings with a star, or when asked', () => {
    expect(finds('print*', 'printers')).toBe(true);
    expect(finds('print', 'printers')).toBe(false);
    expect(asBeginnings(termsOf('print pc')).map(({ isPrefix }) => isPrefix)).toEqual([true, false]);
  });

  it('are letters and digits to a database, in any script, and never too long', () => {
    const hostile = `+a -(b) "c* ~d <e> @4 ' ; -- % _ 🖨️ день ${'x'.repeat(500)} ${'ж'.repeat(500)}`;
    for (const token of [...tokensOf(hostile), ...termsOf(hostile).map((term) => term.token)])
      expect(token).toMatch(/^ww[a-z0-9]{1,80}$/);
    expect(finds('день', hostile)).toBe(true);
    expect(finds('x'.repeat(500), hostile)).toBe(true);
  });

  it('are none in mere signs', () => {
    expect(termsOf('🙂 -- !? *')).toEqual([]);
  });
});

describe('a key to sort by', () => {
  it('knows neither case nor accents nor odd spaces', () => {
    expect(sortKey('  Ünïcode\t\u0000 Name ', 60)).toBe('unicode name');
    expect(sortKey('a b', 2)).toBe('a');
    expect([...sortKey('😀'.repeat(80), 60)]).toHaveLength(60);
  });
});
