import { createRequire } from 'node:module';
import type { HtmlToTextOptions } from 'html-to-text';
import type { Attributes, IOptions } from 'sanitize-html';
import { numberedColour, safeStyle } from './html-style.js';

/** Both libraries take long enough to load to be worth waiting for until the first HTML comes. */
const require = createRequire(import.meta.url);
const loadSanitizer = () => require('sanitize-html') as typeof import('sanitize-html');
const loadConverter = () => (require('html-to-text') as typeof import('html-to-text')).compile(TO_TEXT);

/** Above these lengths HTML is read by a simpler rule: tags are dropped, the text stays. They bound the time. */
const SANITISE_MAX = 1_000_000;
const TO_TEXT_MAX = 250_000;
/** Deeper tags are dropped, their text stays. */
const NESTING_MAX = 100;
/** The parser's time grows with the square of the depth: a megabyte of `<b>` would keep it busy for half a minute. */
const DEPTH_MAX = 2_000;

const RASTER_DATA = /^data:image\/(png|jpe?g|gif|webp);base64,/i;

/** An image without a word for those who do not see it is called by the name of its file. */
const describedImage = (tagName: string, { ...attribs }: Attributes) => {
  const { src, alt } = attribs;
  if (src !== undefined && /^\s*data:/i.test(src) && !RASTER_DATA.test(src)) delete attribs['src'];
  else if (src && alt === undefined && !/^\s*(data|cid):/i.test(src)) attribs['alt'] = fileNameIn(src);
  return { tagName, attribs };
};

const fileNameIn = (address: string): string => address.split('/').findLast((part) => part !== '') ?? '';

/** Styles and colours in the one form that is harmless. */
const withSafeStyle = (tagName: string, { ...attribs }: Attributes) => {
  if (attribs['style'] !== undefined) attribs['style'] = safeStyle(attribs['style']);
  if (!attribs['style']) delete attribs['style'];
  for (const name of COLOUR_ATTRIBUTES)
    if (attribs[name] !== undefined) attribs[name] = longColour(numberedColour(attribs[name]));
  return { tagName, attribs };
};

const COLOUR_ATTRIBUTES = ['color', 'bgcolor'];
const longColour = (text: string): string =>
  text.replace(/^#([0-9a-f])([0-9a-f])([0-9a-f])$/i, '#$1$1$2$2$3$3');

const sanitiserOptions = (allowedTags: string[]): IOptions => ({
  allowedTags: [...allowedTags, 'img', 'del', 'ins', 'center', 'font', 'big', 'strike', 'tt', 'acronym'],
  allowedAttributes: {
    '*': ['style', 'title', 'dir', 'lang', 'align', 'valign', 'width', 'height', 'bgcolor'],
    // No `target`: what a link opens has no way back to the desk. No names: scripts of a page could mistake them.
    a: ['href'],
    blockquote: ['cite'],
    q: ['cite'],
    // Remote images stay: whether to fetch them is for the screen that shows the message to ask.
    img: ['src', 'alt', 'border'],
    font: ['color', 'face', 'size'],
    ol: ['start', 'type'],
    ul: ['type'],
    li: ['type', 'value'],
    hr: ['size'],
    br: ['clear'],
    table: ['border', 'cellpadding', 'cellspacing', 'summary'],
    td: ['colspan', 'rowspan', 'scope', 'abbr'],
    th: ['colspan', 'rowspan', 'scope', 'abbr'],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel', 'cid'],
  allowedSchemesByTag: { img: ['http', 'https', 'cid', 'data'] },
  allowProtocolRelative: false,
  parseStyleAttributes: false,
  nonTextTags: ['script', 'style', 'textarea', 'option', 'xmp', 'title'],
  nestingLimit: NESTING_MAX,
  transformTags: { '*': withSafeStyle, img: describedImage },
});

let options: IOptions | undefined;

class TooDeep extends Error {}

/** What no HTML may hold: control characters, halves of surrogate pairs, non-characters. */
const UNPRINTABLE = /[^\t\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
/** In sanitised HTML, where `<` stands for nothing but a tag. */
const NO_IMAGE = /<img(?![^<>]* src=")[^<>]*>/g;

/**
 * HTML from anybody, safe to show: no scripts, no forms, no styles that fetch or float, no addresses but web, mail,
 * telephone and content ids. Text stays as it is, but for the escapes it needs and line ends of one kind. Written as
 * HTML Purifier writes it, wherever both keep a thing: clients of HelpDeskZ know that form. What is too long or too deep to be
 * read in good time becomes its text, escaped: nothing is cut.
 */
export function sanitiseHtml(untidy: string): string {
  const html = untidy.replace(/\r\n?/g, '\n').replace(UNPRINTABLE, '');
  if (html.length > SANITISE_MAX) return textToHtml(htmlToText(html));
  const sanitize = loadSanitizer();
  options ??= sanitiserOptions(sanitize.defaults.allowedTags as string[]);
  try {
    return sanitize(html, { ...options, ...depthGuard() }).replace(NO_IMAGE, '');
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

/** Compiled once: that takes ten times as long as a message. */
let converter: ReturnType<typeof loadConverter> | undefined;

/** The text of HTML, for readers and for search. Very long or deeply nested HTML is read tag by tag, nothing is cut. */
export function htmlToText(html: string): string {
  if (html.length > TO_TEXT_MAX) return withoutTags(html);
  converter ??= loadConverter();
  const text = converter(html);
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
