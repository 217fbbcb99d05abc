/** What a person is found by. */
export interface PersonNames {
  fullName: string;
  email?: string | null;
  username?: string | null;
}

const LENGTH_MAX = 100;
const WORDS_MAX = 40;

/** Case and accents do not count. */
const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const cut = (word: string): string => [...word].slice(0, LENGTH_MAX).join('');

const split = (text: string, by: RegExp): string[] => text.split(by).filter(Boolean);

/** The words of a name, whole and in their parts (`O'Brien` is found by `brien`), the username and the address. */
export function wordsOf({ fullName, email, username }: PersonNames): string[] {
  const [local = ''] = (email ?? '').split('@');
  const whole = [
    ...split(fold(fullName), /\s+/u),
    fold(email ?? ''),
    fold(username ?? '').replaceAll(/\s/gu, ''),
  ];
  const parts = [fullName, local, username ?? ''].flatMap((text) => split(fold(text), /[^\p{L}\p{N}]+/u));
  const words = [...whole, ...parts].map(cut).filter(Boolean);
  return [...new Set(words)].slice(0, WORDS_MAX);
}

/** The beginnings that are looked for, the longest first: it finds the fewest. */
export const beginningsOf = (text: string): string[] =>
  [...new Set(split(fold(text), /\s+/u).map(cut))].toSorted((a, b) => b.length - a.length);
