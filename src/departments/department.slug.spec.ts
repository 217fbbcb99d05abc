import { describe, expect, it } from 'vitest';
import { SLUG, SLUG_MAX, freeSlug, slugOf } from './department.slug.js';

describe('the slug of a department', () => {
  it.each([
    ['Support', 'support'],
    ['  Réception & Café  ', 'reception-cafe'],
    ['R&D (2nd floor)', 'r-d-2nd-floor'],
    ['部門', 'department'],
    ['x'.repeat(80), 'x'.repeat(SLUG_MAX)],
    [`${'x'.repeat(49)} y`, 'x'.repeat(49)],
  ])('of "%s" is %s', (name, slug) => {
    expect(slugOf(name)).toBe(slug);
    expect(slug).toMatch(SLUG);
  });

  it('is numbered where another one has it, and never too long', () => {
    expect(freeSlug('support', new Set(['sales']))).toBe('support');
    expect(freeSlug('support', new Set(['support', 'support-2']))).toBe('support-3');
    const long = 'x'.repeat(SLUG_MAX);
    expect(freeSlug(long, new Set([long]))).toBe(`${'x'.repeat(SLUG_MAX - 2)}-2`);
  });
});
