import {
  DEVICES,
  FORWARDED_MESSAGE,
  HEADER_KINDS,
  OPENERS,
  ORIGINAL_MESSAGE,
  SENT_FROM,
  SENT_FROM_LAST,
  WROTE_INSIDE,
  WROTE_LAST,
  type HeaderKind,
} from './quote-words.js';

/** Bounds of what is looked at, which bound the time: what lies beyond them is shown or hidden with what is before it. */
const LINES_MAX = 4_000;
const LINE_MAX = 500;
/** The line that introduces a quote is broken into so many at most, */
const INTRODUCTION_LINES = 4;
/** a printed header has so many, */
const HEADER_LINES = 24;
/** and a signature so many that are not blank: more are a text below a line. */
const SIGNATURE_LINES = 20;
const SENT_FROM_MAX = 120;
const LABEL_MAX = 31;

/** A line as it is looked at: cut, without blanks around it, and the same in lower case. */
interface Line {
  text: string;
  folded: string;
  /** At its end. */
  hasColon: boolean;
}

/** What begins at a line: it ends before the line `end`. */
interface Marker {
  kind: 'introduction' | 'original' | 'header';
  end: number;
}

/**
 * What the writer of a mail added to the mails it quotes: the text without quotes, what introduces them, signatures and
 * what mobile programs write below. A view: nothing is lost, for the whole text is always there. Answers between quoted
 * lines stay; forwarded mails stay, being news; a text in which nothing new is found is shown as a whole. The time is
 * proportional to the length of the text, whatever it holds.
 */
export function visibleText(text: string): string {
  const raw = text.split('\n', LINES_MAX + 1);
  const lines = raw.slice(0, LINES_MAX);
  const hidden = new Reader(lines).hiddenLines();
  if (!hidden.includes(true)) return text;
  if (raw.length > LINES_MAX) {
    lines.push(text.slice(lines.reduce((length, line) => length + line.length + 1, 0)));
    hidden.push(hidden.at(-1)!);
  }
  return joinVisible(lines, hidden) || text;
}

function joinVisible(lines: readonly string[], hidden: readonly boolean[]): string {
  const parts: string[] = [];
  for (let from = 0; from < lines.length; ) {
    let to = from;
    while (to < lines.length && hidden[to] === hidden[from]) to += 1;
    const part = hidden[from] ? '' : withoutBlankEnds(lines.slice(from, to).join('\n'));
    if (part) parts.push(part);
    from = to;
  }
  return parts.join('\n\n');
}

/** Blank lines at both ends go; the first line keeps its indentation. */
const withoutBlankEnds = (text: string): string => {
  const trimmed = text.trimEnd();
  const start = trimmed.length - trimmed.trimStart().length;
  return trimmed.slice(trimmed.lastIndexOf('\n', start) + 1);
};

function toLine(raw: string): Line {
  const cut = raw.length > LINE_MAX ? raw.slice(0, LINE_MAX) : raw;
  const text = (ODD_BLANKS.test(cut) ? cut.replace(ODD_BLANKS_ALL, ' ') : cut).trim();
  const last = text.charAt(text.length - 1);
  return { text, folded: text.toLowerCase(), hasColon: last === ':' || last === '：' };
}

/** All but single ones of the plain kind; marks without width count as blanks too. */
const ODD_BLANKS = /[^\S ]|[\u200b\u200e\u200f\ufeff]| {2}/;
const ODD_BLANKS_ALL = /[\s\u200b\u200e\u200f\ufeff]+/g;

/** Goes through the lines once and decides which are hidden. */
class Reader {
  private readonly lines: Line[] = [];
  private readonly hidden: boolean[];
  private readonly quoted: number[] = [];
  private marked = false;

  constructor(private readonly raw: readonly string[]) {
    this.hidden = raw.map(() => false);
  }

  hiddenLines(): boolean[] {
    for (let at = 0; at < this.raw.length; ) at = this.step(at);
    // A single `>` with nothing that introduces it is a prompt or an arrow.
    if (this.quoted.length === 1 && !this.marked) this.hidden[this.quoted[0]!] = false;
    return this.hidden;
  }

  /** Judges what begins at a line; returns the line to go on with. */
  private step(at: number): number {
    const line = this.line(at);
    if (line.text === '') return at + 1;
    if (isQuoted(line)) this.quoted.push(at);
    if (isQuoted(line) || isSentFrom(line)) return this.hide(at, at + 1);
    if (isForward(line)) return this.raw.length;
    const marker = this.markerAt(at);
    this.marked ||= marker !== undefined;
    if (marker) return this.hide(at, this.isFollowedByQuotes(marker) ? marker.end : this.raw.length);
    const end = line.text === '--' ? this.signatureEnd(at) : undefined;
    return end ? this.hide(at, end) : at + 1;
  }

  /** With the blank lines and rulers above. */
  private hide(from: number, to: number): number {
    let start = from;
    while (start > 0 && !this.hidden[start - 1] && isRuler(this.line(start - 1))) start -= 1;
    this.hidden.fill(true, start, to);
    return to;
  }

  private line(at: number): Line {
    return (this.lines[at] ??= toLine(this.raw[at]!));
  }

  /** The first line from there on that is not blank; behind the last there is none. */
  private nextFilled(from: number): number {
    let at = from;
    while (at < this.raw.length && this.line(at).text === '') at += 1;
    return at;
  }

  private isQuotedAt(at: number): boolean {
    return at < this.raw.length && isQuoted(this.line(at));
  }

  private markerAt(at: number): Marker | undefined {
    if (at >= this.raw.length) return undefined;
    if (isOriginalMessage(this.line(at))) return { kind: 'original', end: at + 1 };
    const header = this.headerEnd(at);
    if (header) return { kind: 'header', end: header };
    const introduction = this.introductionEnd(at);
    return introduction ? { kind: 'introduction', end: introduction } : undefined;
  }

  /**
   * Whether the quote that a marker introduces has `>` before its lines: what has none there is new then. Answers may
   * stand before the first quoted line, so after an introduction the search goes on to the next marker.
   */
  private isFollowedByQuotes({ kind, end }: Marker): boolean {
    let at = this.nextFilled(end);
    for (let next = this.markerAt(at); next && kind !== 'introduction'; next = this.markerAt(at)) {
      kind = next.kind;
      at = this.nextFilled(next.end);
    }
    if (kind !== 'introduction') return this.isQuotedAt(at);
    while (at < this.raw.length && !this.isQuotedAt(at)) {
      if (this.markerAt(at)) return false;
      at = this.nextFilled(at + 1);
    }
    return at < this.raw.length;
  }

  /** `On Friday … Ann <ann@example.org> wrote:`, on one line or broken into several. */
  private introductionEnd(at: number): number | undefined {
    const first = this.line(at);
    if (isIntroduction(first, () => this.isQuotedAt(this.nextFilled(at + 1)))) return at + 1;
    const end = Math.min(at + INTRODUCTION_LINES, this.raw.length);
    let last = at + 1;
    while (last < end && this.line(last).text !== '' && !this.line(last).hasColon) last += 1;
    if (last >= end || !this.line(last).hasColon || !beginsBrokenIntroduction(first.folded)) return undefined;
    const lines = this.raw.slice(at, last + 1).map((_, index) => this.line(at + index));
    // What begins an introduction of its own does not go on with the line above.
    if (lines.slice(1).some(({ folded }) => hasOpener(folded) && DAY.test(folded))) return undefined;
    const whole = { hasColon: true, folded: lines.map(({ folded }) => folded).join(' ') };
    return isIntroduction(whole, () => this.isQuotedAt(this.nextFilled(last + 1))) ? last + 1 : undefined;
  }

  /** `From: … Sent: … To: … Subject: …`, one below the other, in any order, with blank lines between or without. */
  private headerEnd(at: number): number | undefined {
    const kinds = new Set<HeaderKind>();
    let hasAddress = false;
    let end = at;
    for (let next = at; next < Math.min(at + HEADER_LINES, this.raw.length); ) {
      const line = this.line(next);
      const kind = headerKind(line);
      // Long lists of recipients go on in the next line; nothing else does, and no field comes twice.
      if (kind ? kinds.has(kind) && kind !== 'other' : next === at || !line.text.includes('@')) break;
      if (kind) kinds.add(kind);
      hasAddress ||= line.text.includes('@');
      end = next + 1;
      next = this.nextFilled(end);
      if (next > end + 1) break;
    }
    const isHeader = kinds.has('from') && (kinds.has('subject') || (kinds.has('date') && hasAddress));
    return isHeader && kinds.size > 2 ? end : undefined;
  }

  /** Up to the next quote, or to the end; undefined when it is too long for a signature. */
  private signatureEnd(at: number): number | undefined {
    let filled = 0;
    let end = this.nextFilled(at + 1);
    for (; end < this.raw.length; end = this.nextFilled(end + 1)) {
      const line = this.line(end);
      if (isQuoted(line) || line.text === '--' || isForward(line) || this.markerAt(end)) break;
      filled += 1;
      if (filled > SIGNATURE_LINES) return undefined;
    }
    return end;
  }
}

const isQuoted = ({ text }: Line): boolean => text.startsWith('>');

const DASHES = '-_=*–—';
const isRuler = ({ text }: Line): boolean =>
  text === '' || (text.length > 2 && DASHES.includes(text.charAt(0)) && /^[-_=*–—]+$/.test(text));

/** The words of `----- words -----`; undefined where no dashes stand before and behind. */
function betweenDashes(folded: string): string | undefined {
  if (!DASHES.includes(folded.charAt(0)) || !/^[-_=*]{2}.*[-_=*]{2}$/.test(folded)) return undefined;
  let from = 0;
  let to = folded.length;
  while (from < to && '-_=* '.includes(folded[from]!)) from += 1;
  while (to > from && '-_=* '.includes(folded[to - 1]!)) to -= 1;
  return folded.slice(from, to);
}

function isOriginalMessage({ folded }: Line): boolean {
  const words = betweenDashes(folded);
  if (!words) return false;
  return ORIGINAL_MESSAGE.has(words) || isIntroduction({ folded: `${words}:`, hasColon: true }, never);
}

function isForward(line: Line): boolean {
  const words = betweenDashes(line.folded) ?? (line.hasColon ? withoutColon(line) : undefined);
  return words !== undefined && FORWARDED_MESSAGE.has(words);
}

const withoutColon = ({ folded }: Pick<Line, 'folded'>): string => folded.slice(0, -1).trimEnd();

/** By their first letter, for it is asked of every line. */
const SENT_FROM_STARTS = Map.groupBy(SENT_FROM, (words) => words.charAt(0));

const isSentFrom = ({ folded }: Line): boolean =>
  folded.length <= SENT_FROM_MAX &&
  (SENT_FROM_STARTS.get(folded.charAt(0))?.some((words) => folded.startsWith(words)) ||
    SENT_FROM_LAST.some((words) => folded.endsWith(words))) === true &&
  DEVICES.some((device) => folded.includes(device));

/** The field that a line prints, as in `*Subject:* Printer`. */
function headerKind({ folded }: Line): HeaderKind | undefined {
  const colon = folded.slice(0, LABEL_MAX).search(/[:：]/);
  return colon < 1 ? undefined : HEADER_KINDS.get(folded.slice(0, colon).replace(/[*_]/g, '').trim());
}

const LETTER = /\p{L}/u;
/** With its year, or in figures. */
const DAY = /\b\d{4}\b|\b\d{1,2}[./]\d{1,2}[./]/;
/** A day, or a time of day. */
const DATE = new RegExp(`${DAY.source}|\\b\\d{1,2}[:.h]\\d\\d\\b`);

const OPENERS_BY_LETTER = Map.groupBy(OPENERS, (words) => words.charAt(0));

const hasOpener = (folded: string): boolean =>
  OPENERS_BY_LETTER.get(folded.charAt(0))?.some(
    (words) => folded.startsWith(words) && !LETTER.test(folded.charAt(words.length)),
  ) === true;

/** An opener, or a day (`pt., 20 lis`, `2026年`), or a name with its address. */
const beginsIntroduction = (folded: string): boolean =>
  hasOpener(folded) || /^(\p{L}{1,12}[.,]{0,2} ?)?\d/u.test(folded) || /^[^<]{1,80}<[^<>@\s]+@/.test(folded);

/** A sentence above it ends with a full stop; a day does so too. */
const beginsBrokenIntroduction = (folded: string): boolean =>
  !/(?<!\d)[.!?…]$/.test(folded) && beginsIntroduction(folded) && (DATE.test(folded) || folded.includes('@'));

const never = (): boolean => false;

/**
 * Whether a line says who wrote what follows, and when. One that names neither an address nor a time is believed only
 * when quoted lines follow; then it may lack its colon.
 */
function isIntroduction(line: Pick<Line, 'folded' | 'hasColon'>, quotesFollow: () => boolean): boolean {
  if (!line.hasColon && !(line.folded.endsWith('>') && quotesFollow())) return false;
  const words = line.hasColon ? withoutColon(line) : line.folded;
  const isDated = DATE.test(words);
  const isCertain = ((isDated || words.includes('@')) && beginsIntroduction(words)) || quotesFollow();
  if (!isCertain) return false;
  if (WROTE_LAST.some((verb) => endsWithWord(words, verb))) return true;
  if (words.endsWith('>') && isDated && words.includes('@')) return true;
  return isDated && beginsIntroduction(words) && WROTE_INSIDE.some((verb) => words.includes(` ${verb} `));
}

/** Scripts without blanks between their words have no ends of words to look for. */
function endsWithWord(text: string, word: string): boolean {
  if (!text.endsWith(word)) return false;
  const before = text.charAt(text.length - word.length - 1);
  return !LETTER.test(before) || word.charCodeAt(0) > 0x2fff;
}
