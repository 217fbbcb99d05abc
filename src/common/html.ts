import { createRequire } from 'node:module';
import type { HtmlToTextOptions } from 'html-to-text';
import type { Attributes, IOptions } from 'sanitize-html';

/** Both libraries take long enough to load to be worth waiting for until the first HTML comes. */
const require = createRequire(import.meta.url);
const loadSanitizer = () => require('sanitize-html') as typeof import('sanitize-html');
const loadConverter = () => require('html-to-text') as typeof import('html-to-text');

/** Above these lengths HTML is read by a simpler rule: tags are dropped, the text stays. They bound the time. */
const SANITISE_MAX = 1_000_000;
const TO_TEXT_MAX = 250_000;
const STYLE_MAX = 4_000;
/** Deeper tags are dropped, their text stays. */
const NESTING_MAX = 100;
/** The parser's time grows with the square of the depth: a megabyte of `<b>` would keep it busy for half a minute. */
const DEPTH_MAX = 2_000;

const COLOUR = [/^#[0-9a-f]{3,8}$/i, /^[a-z]{1,30}$/i, /^rgba?\([\d\s,.%/]{1,40}\)$/i];
const LENGTH = [/^-?\d{1,5}(\.\d{1,4})?(px|pt|em|rem|ex|ch|cm|mm|in|%)?$/i, /^auto$/i];
const LENGTHS = [/^(-?\d{1,5}(\.\d{1,4})?(px|pt|em|rem|%)?\s?){1,4}$/i];
const WORD = [/^[a-z-]{1,30}$/i];

/** What styling may do: colour and set text, size boxes. Not fetch (`url()`), not leave its place (`position`). */
const STYLES: Record<string, RegExp[]> = {
  color: COLOUR,
  'background-color': COLOUR,
  'border-color': COLOUR,
  'font-family': [/^[\w\s,'"-]{1,200}$/],
  'font-size': [...LENGTH, ...WORD],
  'font-style': WORD,
  'font-weight': [...WORD, /^\d{3}$/],
  'line-height': [...LENGTH, ...WORD],
  'text-align': WORD,
  'text-decoration': WORD,
  'vertical-align': [...LENGTH, ...WORD],
  'white-space': WORD,
  'list-style-type': WORD,
  'border-collapse': WORD,
  'border-style': WORD,
  'border-width': LENGTHS,
  width: LENGTH,
  height: LENGTH,
  'max-width': LENGTH,
  margin: LENGTHS,
  padding: LENGTHS,
};

const RASTER_DATA = /^data:image\/(png|jpe?g|gif|webp);base64,/i;

/** A new tab must not reach back to the desk, nor tell where it was opened. */
const safeLink = (tagName: string, attribs: Attributes) => ({
  tagName,
  attribs: { ...attribs, rel: 'noopener noreferrer' },
});

const withoutActiveData = (tagName: string, { src, ...attribs }: Attributes) => {
  const inert = src === undefined || !/^\s*data:/i.test(src) || RASTER_DATA.test(src);
  return { tagName, attribs: inert && src !== undefined ? { src, ...attribs } : attribs };
};

/** A style longer than any real one is only work for the parser of styles. */
const withoutLongStyle = (tagName: string, { style, ...attribs }: Attributes) => ({
  tagName,
  attribs: style !== undefined && style.length <= STYLE_MAX ? { ...attribs, style } : attribs,
});

const sanitiserOptions = (allowedTags: string[]): IOptions => ({
  allowedTags: [...allowedTags, 'img', 'del', 'ins', 'center', 'font'],
  allowedAttributes: {
    '*': ['style', 'title', 'dir', 'lang', 'align', 'valign', 'width', 'height', 'bgcolor'],
    a: ['href', 'name', 'target', 'rel'],
    // Remote images stay: whether to fetch them is for the screen that shows the message to ask.
    img: ['src', 'alt'],
    font: ['color', 'face', 'size'],
    ol: ['start', 'type'],
    table: ['border', 'cellpadding', 'cellspacing'],
    td: ['colspan', 'rowspan'],
    th: ['colspan', 'rowspan'],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel', 'cid'],
  allowedSchemesByTag: { img: ['http', 'https', 'cid', 'data'] },
  allowProtocolRelative: false,
  allowedStyles: { '*': STYLES },
  nestingLimit: NESTING_MAX,
  transformTags: { '*': withoutLongStyle, a: safeLink, img: withoutActiveData },
});

let options: IOptions | undefined;

class TooDeep extends Error {}

/**
 * HTML from anybody, safe to show: no scripts, no forms, no styles that fetch or float, no addresses but web, mail,
 * telephone and content ids. Text stays as it is, but for the escapes it needs. What is too long or too deep to be
 * read in good time becomes its text, escaped: nothing is cut.
 */
export function sanitiseHtml(html: string): string {
  if (html.length > SANITISE_MAX) return textToHtml(htmlToText(html));
  const sanitize = loadSanitizer();
  options ??= sanitiserOptions(sanitize.defaults.allowedTags as string[]);
  try {
    return sanitize(html, { ...options, ...depthGuard() });
  } catch (error) {
    if (error instanceof TooDeep) return textToHtml(withoutTags(html));
    throw error;
  }
}

function depthGuard(): Pick<IOptions, 'onOpenTag' | 'onCloseTag'> {
  let depth = 0;
  return {
    onOpenTag: () => {
      depth += 1;
      if (depth > DEPTH_MAX) throw new TooDeep();
    },
    onCloseTag: () => {
      depth -= 1;
    },
  };
}

/** Marks where the converter left something out. */
const CUT = '\0';

const TO_TEXT: HtmlToTextOptions = {
  wordwrap: false,
  limits: { maxDepth: NESTING_MAX, ellipsis: CUT },
  selectors: [
    { selector: 'img', format: 'skip' },
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['<', '>'] } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    ...['td', 'th'].map((selector) => ({ selector, format: 'inlineSurround', options: { suffix: ' ' } })),
  ],
};

/** The text of HTML, for readers and for search. Very long or deeply nested HTML is read tag by tag, nothing is cut. */
export function htmlToText(html: string): string {
  if (html.length > TO_TEXT_MAX) return withoutTags(html);
  const text = loadConverter().convert(html, TO_TEXT);
  return text.includes(CUT) ? withoutTags(html) : text.replaceAll(' \n', '\n').trimEnd();
}

const TOKEN = /<(\/?)([a-z][a-z0-9]*)[^<>]*>|<[!?][^<>]*>|[^<]+|</gi;
const HIDDEN_TAGS = new Set(['script', 'style', 'title']);
const BREAKING_TAGS = new Set('p div br tr li h1 h2 h3 h4 h5 h6 table ul ol blockquote pre hr'.split(' '));
const CELL_TAGS = new Set(['td', 'th']);
const ENTITIES: Record<string, string> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#39': "'",
  '#039': "'",
  nbsp: ' ',
};

/** The text between the tags, in one pass of time proportional to the length, whatever the HTML. */
function withoutTags(html: string): string {
  let text = '';
  let hidden: string | undefined;
  for (const [token, slash, name] of html.matchAll(TOKEN)) {
    const tag = name?.toLowerCase();
    if (hidden) hidden = slash && tag === hidden ? undefined : hidden;
    else if (!tag) text += /^<[!?]/.test(token) ? '' : token;
    else if (BREAKING_TAGS.has(tag)) text += '\n';
    else if (CELL_TAGS.has(tag)) text += slash ? '' : ' ';
    else if (!slash && HIDDEN_TAGS.has(tag)) hidden = tag;
  }
  return text
    .replace(/&(lt|gt|quot|apos|#0?39|nbsp);/g, (_, name: string) => ENTITIES[name]!)
    .replaceAll('&amp;', '&')
    .replaceAll(' \n', '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Text as HTML: empty lines part paragraphs, other line ends break the line. */
export function textToHtml(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll('\n', '<br />\n')}</p>`)
    .join('\n');
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#039;',
};

/** Safe in text and in quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);
