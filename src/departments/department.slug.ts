export const SLUG_MAX = 50;
export const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** What a name becomes in addresses: small letters, digits and single dashes; `department` where nothing is left. */
export function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return plain.slice(0, SLUG_MAX).replace(/^-+|-+$/g, '') || 'department';
}

/** The slug itself, or the first of `slug-2`, `slug-3` … that is not taken. */
export function freeSlug(slug: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const end = number === 1 ? '' : `-${number}`;
    const candidate = slug.slice(0, SLUG_MAX - end.length) + end;
    if (!taken.has(candidate)) return candidate;
  }
}
