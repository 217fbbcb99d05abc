import type { Transform } from 'node:stream';
import type { MailParserOptions, MessageText } from 'mailparser';
import { textToHtml } from '../../common/html.js';
import { decodeUndeclared } from './head-reader.js';

/** What a text may have of a mail, in bytes of it; more is in the raw mail. */
const TEXT_MAX = 4_000_000;

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
 * limits for the length of texts, and takes a text without a declared charset for UTF-8, whatever it is.
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
    private readonly undeclared: ParserNode[] = [];

    override createNode(part: { contentType?: string }): ParserNode {
      // A type that is none stands for text (RFC 2045).
      if (part.contentType && !part.contentType.includes('/')) part.contentType = 'text/plain';
      const node = super.createNode(part);
      if (!node.isAttachment && (!node.charset || /^(us-?)?ascii$/i.test(node.charset))) {
        // Each byte becomes a character, for `getTextContent` to take back.
        node.charset = 'binary';
        this.undeclared.push(node);
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
      super.processChunk(chunk, done);
    }

    override getTextContent(): MessageText {
      for (const node of this.undeclared)
        if (node.textContent)
          node.textContent = decodeUndeclared(
            Buffer.from(node.textContent, 'latin1'),
            node.contentType === 'text/html' ? charsetOfPage(node.textContent) : undefined,
          );
      return super.getTextContent();
    }

    /** Of text parts beside HTML ones; without HTML the text stays text. */
    override textToHtml(text: string): string {
      return this.hasHtml ? textToHtml(text) : '';
    }
  };

/** What an HTML page says of itself; browsers look no further either. */
const charsetOfPage = (page: string): string | undefined =>
  /<meta\b[^<>]{0,200}?charset\s*=\s*["']?([\w-]{1,40})/i.exec(page.slice(0, 1_024))?.[1];
