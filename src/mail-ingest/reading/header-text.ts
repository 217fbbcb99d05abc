/** Control characters and line separators, of ASCII and of Unicode. */
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const ELLIPSIS = '…';

/** What stands in one line: no control characters, no blanks at the ends; longer than `max` characters, it is cut visibly. */
export function oneLine(text: string, max: number): string {
  // Through UTF-8 and back: half a surrogate pair becomes U+FFFD instead of an error in some later encoder.
  const line = Buffer.from(text.slice(0, max * 4))
    .toString()
    .replace(BREAKS, ' ')
    .trim();
  if (line.length <= max && text.length <= max * 4) return line;
  const characters = [...line].slice(0, max - 1);
  while (characters.join('').length > max - 1) characters.pop();
  return characters.join('') + ELLIPSIS;
}

const MESSAGE_ID_MAX = 998;
const BRACKETED = /<[^<>\s]{1,996}>/g;

/** The Message-IDs of a header, angle brackets included; a bare one is taken as it is. */
export function messageIdsIn(value: string): string[] {
  const unfolded = value.replace(/\s+/g, ' ');
  const ids = unfolded.match(BRACKETED);
  if (ids) return ids;
  const bare = unfolded.trim().replace(/^<|>$/g, '');
  return bare && !bare.includes(' ') && bare.length < MESSAGE_ID_MAX - 1 ? [`<${bare}>`] : [];
}

/** The Message-ID of a mail by its first bytes; undefined where they do not reach that far. */
export function messageIdIn(head: Buffer): string | undefined {
  const text = head.toString('latin1');
  const end = /\r?\n\r?\n/.exec(text);
  const headers = (end ? text.slice(0, end.index) : text).replace(/\r?\n[ \t]+/g, ' ');
  const [, value] = /^message-id[ \t]*:([^\r\n]*)\r?\n/im.exec(`${headers}\n`) ?? [];
  return value && messageIdsIn(value)[0];
}
