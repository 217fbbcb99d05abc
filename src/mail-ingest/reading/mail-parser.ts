import type { Transform } from 'node:stream';
import type { MailParserOptions, MessageText } from 'mailparser';
import { textToHtml } from '../../common/html.js';
import { decodeUndeclared } from './head-reader.js';

/** What a text may have of a mail, in bytes of it; more is in the raw mail. */
const TEXT_MAX = 4_000_000;
/** Of what stands before the first part, which is read where no part comes at all. */
const PREAMBLE_MAX = 1_000_000;

const OPTIONS: MailParserOptions = {
  // Conversions are ours: bounded, and done once.
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  skipImageLinks: true,
  // Mails and delivery reports inside the mail are files to us.
  ignoreEmbedded: true,
  keepDeliveryStatus: true,
  checksumAlgo: false,
};

/** A part, as the parser keeps it. */
interface ParserNode {
  contentType?: string;
  charset?: string;
  isAttachment?: boolean;
  textContent?: string;
}

/**
 * The inside of the parser that we lean on (its version is pinned, and tests say whether it still holds): it has no
 * limits for the length of texts, takes a text without a declared charset for UTF-8, whatever it is, believes every charset
 * that is declared, and drops a text that promises parts and has none.
 */
interface ParserInside {
  curnode?: ParserNode;
  hasHtml: boolean;
  createNode(part: { contentType?: string }): ParserNode;
  getTextContent(): MessageText;
  processChunk(chunk: { type: string; value: Buffer }, done: (error?: Error) => void): void;
}
type ParserClass = new (
  options: MailParserOptions,
) => Transform & ParserInside & { textToHtml(text: string): string };

/** A parser of one mail, which also says whether it left out a part of its text. */
export type BoundedMailParser = Transform & { textWasCut: boolean };

let loaded: Promise<() => BoundedMailParser> | undefined;

/** Loads the library, which is large, when the first mail comes. */
export async function createMailParser(): Promise<BoundedMailParser> {
  loaded ??= load();
  return (await loaded)();
}

async function load(): Promise<() => BoundedMailParser> {
  const { MailParser } = await import('mailparser');
  const BoundedParser = bounded(MailParser as unknown as ParserClass);
  return () => new BoundedParser(OPTIONS);
}

const bounded = (Parser: ParserClass): new (options: MailParserOptions) => BoundedMailParser =>
  class extends Parser {
    textWasCut = false;
    private textBytes = 0;
    private readonly doubtful: [ParserNode, declared: string | undefined][] = [];
    private nodes = 0;
    private preamble: Buffer[] = [];
    private preambleBytes = 0;

    override createNode(part: { contentType?: string }): ParserNode {
      // A type that is none stands for text (RFC 2045).
      if (part.contentType && !part.contentType.includes('/')) part.contentType = 'text/plain';
      const node = super.createNode(part);
      this.nodes += 1;
      if (!node.isAttachment && isDoubtful(node.charset)) {
        this.doubtful.push([node, node.charset]);
        // Each byte becomes a character, for `getTextContent` to take back.
        node.charset = 'binary';
      }
      return node;
    }

    override processChunk(chunk: { type: string; value: Buffer }, done: (error?: Error) => void): void {
      if (chunk.type === 'body' && this.curnode && !this.curnode.isAttachment) {
        this.textBytes += chunk.value.length;
        if (this.textBytes > TEXT_MAX) {
          this.textWasCut = true;
          setImmediate(done);
          return;
        }
      }
      if (chunk.type === 'data' && this.nodes === 1 && this.preambleBytes < PREAMBLE_MAX) {
        this.preamble.push(chunk.value);
        this.preambleBytes += chunk.value.length;
      }
      super.processChunk(chunk, done);
    }

    override getTextContent(): MessageText {
      for (const [node, declared] of this.doubtful)
        if (node.textContent) node.textContent = textOf(node.textContent, node.contentType, declared);
      const content = super.getTextContent();
      if (this.nodes === 1 && this.preamble.length && !content.text && !content.html)
        content.text = wordsBefore(Buffer.concat(this.preamble));
      return content;
    }

    /** Of text parts beside HTML ones; without HTML the text stays text. */
    override textToHtml(text: string): string {
      return this.hasHtml ? textToHtml(text) : '';
    }
  };

/** What a mail says that promises parts and has none; the end of its parts is no word of it. */
const wordsBefore = (preamble: Buffer): string =>
  decodeUndeclared(preamble)
    .replace(/\r\n?/g, '\n')
    .replace(/^--\S{1,70}--[ \t]*$/gm, '')
    .trim();

const UTF8 = /^utf-?8$/i;

/** None, one that says little, the one that is most often a lie, and names that nobody knows. */
function isDoubtful(charset: string | undefined): boolean {
  return (
    !charset ||
    UTF8.test(charset) ||
    /^((us-?)?ascii|x-.*|unknown.*|default|user-defined|none)$/i.test(charset)
  );
}

function textOf(binary: string, contentType: string | undefined, declared: string | undefined): string {
  const bytes = Buffer.from(binary, 'latin1');
  const isUtf8 = declared !== undefined && UTF8.test(declared);
  if (isUtf8) {
    const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
    if (!isMostlyBroken(text)) return text;
  }
  const ofPage = contentType === 'text/html' ? charsetOfPage(binary) : undefined;
  return decodeUndeclared(bytes, ofPage ?? (isUtf8 ? undefined : declared));
}

/** Some broken characters are a cut or a slip; where no others are, the charset is another one. */
function isMostlyBroken(text: string): boolean {
  if (!text.includes('\uFFFD')) return false;
  const foreign = text.match(/[^\0-\x7F]/gu) ?? [];
  return foreign.filter((one) => one === '\uFFFD').length > foreign.length / 2;
}

/** What an HTML page says of itself; browsers look no further either. */
const charsetOfPage = (page: string): string | undefined =>
  /<meta\b[^<>]{0,200}?charset\s*=\s*["']?([\w-]{1,40})/i.exec(page.slice(0, 1_024))?.[1];
