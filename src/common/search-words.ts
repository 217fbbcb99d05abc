/*
 * Words, as they are looked for. A database splits text at its own discretion: it drops short and common words, knows
 * some alphabets and not others, and has a syntax that user text breaks. So we split, and give it tokens of plain
 * letters and digits only. Those of text begin with `ww`: nothing that anybody writes can be one of our own.
 */

/** One thing to look for. */
export interface SearchTerm {
  token: string;
  /** Whatever begins like this. */
  isPrefix: boolean;
}

/** InnoDB leaves out what has more than 84 characters, and what is written before a token is some of them. */
const TOKEN_MAX = 66;
/** Of one search; what comes after is not asked for. */
const TERMS_MAX = 12;
const PREFIX_MIN = 3;
/** Of one text; nobody reads on beyond it, and the process has other things to do. */
const TEXT_MAX = 300_000;
const PLAIN = /^[a-z0-9]+$/;

/** Scripts that write no spaces between words: pairs of neighbours stand for words. */
const UNSPACED = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}`;
const RUN = new RegExp(String.raw`([${UNSPACED}]+)|((?:(?![${UNSPACED}])[\p{L}\p{N}])+)(\*?)`, 'gu');

/** What two spellings share: no case, no accents, one form of each character. */
const fold = (text: string): string => (/[^\0-\x7f]/.test(text) ? folded(text) : text.toLowerCase());

const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .normalize('NFC')
    .toLowerCase();

/** Text as something to sort by, the same on every database. */
export function sortKey(text: string, length: number): string {
  const key = fold(text)
    .replaceAll(/[\s\p{C}]+/gu, ' ')
    .trim();
  return key.length <= length ? key : [...key].slice(0, length).join('').trim();
}

/** The tokens of a text, each once. */
export function tokensOf(text: string): string[] {
  const plain = fold(text.slice(0, TEXT_MAX));
  const tokens = new Set<string>();
  // Most words are plain, and come again and again.
  for (const run of new Set(plain.match(/[\p{L}\p{N}]+/gu)))
    if (PLAIN.test(run)) tokens.add(tokenOf(run));
    else
      for (const [, unspaced, word] of run.matchAll(RUN))
        if (word) tokens.add(tokenOf(word));
        else for (const part of [...pairsOf(unspaced!), [...unspaced!].at(-1)!]) tokens.add(tokenOf(part));
  return [...tokens];
}

/** What somebody looks for: all of these. `word*` is whatever begins so. */
export function termsOf(text: string): SearchTerm[] {
  const terms = new Map<string, SearchTerm>();
  const add = (part: string, isPrefix: boolean): void => {
    const token = tokenOf(part);
    terms.set(token, { token, isPrefix: isPrefix || terms.get(token)?.isPrefix === true });
  };
  for (const [, unspaced, word, star] of fold(text).matchAll(RUN))
    if (word) add(word, star === '*' && word.length >= PREFIX_MIN);
    else if ([...unspaced!].length === 1) add(unspaced!, true);
    else for (const pair of pairsOf(unspaced!)) add(pair, false);
  return [...terms.values()].slice(0, TERMS_MAX);
}

/** As the beginnings of words: where nothing has the words themselves. */
export const asBeginnings = (terms: readonly SearchTerm[]): SearchTerm[] =>
  terms.map(({ token, isPrefix }) => ({
    token,
    isPrefix: isPrefix || token.length >= PREFIX_MIN + 'ww'.length,
  }));

function pairsOf(run: string): string[] {
  const characters = [...run];
  return characters.slice(1).map((character, at) => characters[at]! + character);
}

function tokenOf(word: string): string {
  if (PLAIN.test(word)) return `ww${word.slice(0, TOKEN_MAX - 2)}`;
  let token = 'ww';
  for (const character of word) {
    const letters = PLAIN.test(character)
      ? character
      : `z${character.codePointAt(0)!.toString(36).padStart(4, '0')}`;
    if (token.length + letters.length > TOKEN_MAX) break;
    token += letters;
  }
  return token;
}
