import { describe, expect, it } from 'vitest';
import { beginningsOf, wordsOf } from './person-words.js';

describe('the words a person is found by', () => {
  it('are those of the name, whole and in parts, the address and the username, without case and accents', () => {
    const words = wordsOf({ fullName: "Chloé O'Brien", email: 'C.OBrien@Example.com', username: 'chlo' });
    expect(words.toSorted()).toEqual(
      ['brien', 'c', 'c.obrien@example.com', 'chlo', 'chloe', 'o', "o'brien", 'obrien'].toSorted(),
    );
  });

  it('are of bounded length and number, and whole characters', () => {
    const words = wordsOf({
      fullName: `${'🛟'.repeat(200)} ${Array.from({ length: 99 }, (_, at) => `w${at}`).join(' ')}`,
    });
    expect(words).toHaveLength(40);
    expect([...words[0]!]).toHaveLength(100);
    expect(words[0]!.isWellFormed()).toBe(true);
  });

  it('are looked for by their beginnings, the longest first', () => {
    expect(beginningsOf('  An  Gárcia an ')).toEqual(['garcia', 'an']);
    expect(beginningsOf(' ')).toEqual([]);
  });
});
