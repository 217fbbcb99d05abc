import { describe, expect, it } from 'vitest';
import { applyChanges } from './changes.js';

describe('applyChanges', () => {
  it('puts the given values into the row and tells from what to what', () => {
    const row = { name: 'General', private: false, position: 1 };
    expect(applyChanges(row, { name: 'Support', position: 1 }, ['name', 'private', 'position'])).toEqual({
      name: ['General', 'Support'],
    });
    expect(row).toEqual({ name: 'Support', private: false, position: 1 });
  });

  it('leaves fields alone that are not named', () => {
    const row = { name: 'a', version: 1 };
    expect(applyChanges(row, { name: 'b', version: 7 } as object, ['name'])).toEqual({ name: ['a', 'b'] });
    expect(row.version).toBe(1);
  });

  it('takes lists of the same items for the same, and null for a value', () => {
    const row: { list: string[]; text: string | null } = { list: ['x', 'y'], text: 'a' };
    expect(applyChanges(row, { list: ['x', 'y'], text: null }, ['list', 'text'])).toEqual({
      text: ['a', null],
    });
  });
});
