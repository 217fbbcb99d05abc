const MAX_CHARACTERS = 200;
/** What follows a dot further from the end is part of the name, not an extension worth keeping in a cut. */
const MAX_EXTENSION = 20;

/** Control characters, line separators, and the marks that make `exe.gpj` out of `jpg.exe` on a screen. */
const INVISIBLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
/** Device names on Windows, whatever extension follows. */
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|$)/i;

/**
 * A file name that is safe to show and to save: the base name only, NFC, no control characters, no leading dots,
 * no blanks or dots at the end, no Windows device, at most 200 characters with its extension kept, never empty.
 * What is nothing but an extension (`.png`) gets a name before it.
 */
export function cleanFileName(name: string): string {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  // Through UTF-8 and back: half a surrogate pair becomes U+FFFD instead of an error in some later encoder.
  const visible = Buffer.from(base).toString().normalize('NFC').replace(INVISIBLE, '');
  const trimmed = visible.replace(/^[.\s]+/, '').replace(/(?<![.\s])[.\s]+$/, '');
  const isExtension = /^\s*\./.test(visible) && trimmed !== '' && !trimmed.includes('.');
  const named = isExtension ? `file.${trimmed}` : trimmed;
  const safe = RESERVED.test(named) ? `_${named}` : named;
  return shorten(safe) || 'file';
}

/** Lower-case, without the dot; empty when there is none. */
export function fileExtension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}

function shorten(name: string): string {
  const characters = [...name];
  if (characters.length <= MAX_CHARACTERS) return name;
  const dot = characters.lastIndexOf('.');
  const extension = dot >= characters.length - 1 - MAX_EXTENSION ? characters.slice(dot) : [];
  return [...characters.slice(0, MAX_CHARACTERS - extension.length), ...extension].join('');
}
