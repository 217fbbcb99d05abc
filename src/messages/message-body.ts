import { htmlToText, sanitiseHtml, textToHtml } from '../common/html.js';
import { renderMarkdown } from '../common/markdown.js';
import { visibleText } from '../common/quoted-text.js';
import type { Message, MessageFormat } from './message.entity.js';
import { MessageTooLarge } from './message.errors.js';

/** A body in its stored forms; see `Message`. */
export interface StoredBody {
  format: MessageFormat;
  body: string;
  html: string | null;
  text: string | null;
}

/**
 * All forms of a body go in one statement, of which MariaDB takes 16 MiB as installed;
 * quotes and line ends can double there.
 */
const FORMS_MAX_BYTES = 7.5 * 1_048_576;

/**
 * Cleans what came in. Nothing of the original is lost: `body` keeps it.
 * @throws MessageTooLarge
 */
export function storeBody(format: MessageFormat, body: string): StoredBody {
  if (Buffer.byteLength(body) > FORMS_MAX_BYTES) throw new MessageTooLarge();
  const stored = formsOf(format, body);
  const bytes = [stored.body, stored.html, stored.text].map((form) => Buffer.byteLength(form ?? ''));
  if (bytes.reduce((sum, size) => sum + size) > FORMS_MAX_BYTES) throw new MessageTooLarge();
  return stored;
}

function formsOf(format: MessageFormat, body: string): StoredBody {
  if (format === 'text') return { format, body, html: null, text: null };
  const html = sanitiseHtml(format === 'markdown' ? renderMarkdown(body) : body);
  // Mail and API clients mostly send HTML that needs no cleaning: it is kept once.
  return { format, body, html: html === body ? null : html, text: htmlToText(html) };
}

/** The sanitised HTML of a stored body. */
export const htmlOf = ({ format, body, html }: Pick<StoredBody, 'format' | 'body' | 'html'>): string =>
  html ?? (format === 'html' ? body : textToHtml(body));

/** What was written, for those who edit or quote it; of HTML what is safe to show. */
export const sourceOf = (row: Pick<StoredBody, 'format' | 'body' | 'html'>): string =>
  row.format === 'html' ? htmlOf(row) : row.body;

/** The plain text of a stored body. */
export const textOf = ({ body, text }: Pick<StoredBody, 'body' | 'text'>): string => text ?? body;

/**
 * What is new in the plain text. Only the mail programs of people quote what they answer: what staff and other programs
 * write through an API is all meant to be read.
 */
export const visibleTextOf = (
  row: Pick<Message, 'body' | 'text' | 'authorKind' | 'inboundMailId'>,
): string =>
  row.authorKind === 'user' || row.inboundMailId !== null ? visibleText(textOf(row)) : textOf(row);
