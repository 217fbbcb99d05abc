import * as fc from 'fast-check';

/* What people send, and what the rules of each dialect leave of it. None of this asks the code of the desk. */

/** Pieces of which every rule for texts has broken some program. */
const PIECES = [
  'The printer',
  ' ',
  '\t',
  '🔥',
  '👩‍👩‍👧',
  'é\u0301',
  '<b>bold</b>',
  '<script>alert(1)</script>',
  '<p>',
  'a < b && c > d',
  '&amp; &lt; &#039; &nbsp;',
  '"quoted" and \'quoted\'',
  '*stars* _lines_ `code` [link](http://example.com) # 1. - >',
  '\u202eright to left\u202c',
  'שלום مرحبا',
  '{{ ticket.title }} {% now %} %s ${x}',
  '\\n \\ /',
  'ﬁ \u00a0 \u2028',
  '\u{10ffff}',
] as const;
const LINE_ENDS = ['\n', '\r\n', '\r', '\n\n', '\r\n\r\n\r\n'] as const;
/** All but NUL, which no database of texts takes. */
const CONTROLS = ['\u0001', '\u0007', '\u001b[31m', '\u001f', '\u007f', '\u0085'] as const;

const of = (pieces: readonly string[], maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'grapheme', maxLength: 12 })), {
      minLength: 1,
      maxLength,
    })
    .map((parts) => parts.join(''))
    .filter((text) => pythonStrip(text).trim() !== '' && text.isWellFormed() && !text.includes('\0'));

/** One line, as all dialects take one. */
export const LINES = of(PIECES, 6).map((text) => [...text].slice(0, 90).join(''));
/** As long as nobody writes by hand now and then. */
export const BODIES = fc
  .tuple(of([...PIECES, ...LINE_ENDS, ...CONTROLS], 12), fc.constantFrom(1, 1, 1, 1, 1, 1, 400))
  .map(([text, times]) => text.repeat(times));

const PYTHON_BLANKS = '[\\s\\x1c-\\x1f\\x85]';
const AROUND = new RegExp(`^${PYTHON_BLANKS}+|${PYTHON_BLANKS}+$`, 'g');

/** Django REST Framework strips all texts as Python does, to which a byte order mark is no blank. */
export const pythonStrip = (text: string): string =>
  text.replaceAll('\ufeff', '\0').replace(AROUND, '').replaceAll('\0', '\ufeff');

/** Flicket's titles are one line; blanks of any kind and number are one. */
export const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();

/** HTML holds no control characters, halves of pairs and non-characters, and one kind of line end. */
export const inHtml = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    // oxlint-disable-next-line no-control-regex -- these are meant
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|\p{Cs}|[\ufffe\uffff]/gu, '');

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#039;' } as const;

/** What a client of HelpDeskZ does to a text before it sends it as HTML. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => ESCAPES[char as keyof typeof ESCAPES]);

/** And what it does to what it gets. */
export const unescaped = (html: string): string =>
  html.replace(
    /&(?:amp|lt|gt|quot|#039);/g,
    (name) => Object.entries(ESCAPES).find(([, escape]) => escape === name)![0],
  );

/** A plain text as HelpDeskZ shows it, which knows HTML only: paragraphs, and line ends in them. */
export const unparagraphed = (html: string): string =>
  unescaped(
    html
      .replaceAll('</p>\n<p>', '\n\n')
      .replaceAll('<br />\n', '\n')
      .replace(/^<p>|<\/p>$/g, ''),
  );

/** What paragraphs keep of a text: empty lines between them are one. */
export const inParagraphs = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .split(/\n{2,}/)
    .filter(Boolean)
    .join('\n\n');

/** Jutda's texts are "optionally formatted with HTML": those with a tag are. */
export const isTagged = (text: string): boolean => /<\/?[a-z][^<>]*>/i.test(text);
