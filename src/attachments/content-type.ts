import mime from 'mime-types';

const UNKNOWN = 'application/octet-stream';
const TEXT = 'text/plain';

/** The only contents that a browser ever shows in place: pixels, in which nothing can run. */
const RASTER_IMAGES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
export const isRasterImage = (contentType: string): boolean => RASTER_IMAGES.has(contentType);

/** What a file is by its bytes. */
export interface ContentKind {
  contentType: string;
  /** The extension the signature itself stands for, where there is one. */
  extension?: string;
}

/** Extensions of text formats that the registry of types files under `application/`, or not at all. */
const TEXT_EXTENSIONS: ReadonlySet<string> = new Set(
  'eml mbox asc sql sh bash bat cmd ps1 toml diff patch srt pem crt csr key pub lock ts tsx vue py rb go rs'.split(
    ' ',
  ),
);

/** Formats whose signature names only the container they are packed in. */
const CONTAINED: Readonly<Record<string, ReadonlySet<string>>> = {
  'application/x-cfb': new Set('doc dot xls xlt ppt pps msg vsd pub mpp'.split(' ')),
  'application/zip': new Set(
    'docx docm dotx xlsx xlsm xltx pptx pptm potx ppsx vsdx odt ods odp odg epub jar apk kmz'.split(' '),
  ),
  'application/gzip': new Set(['tgz']),
  'application/pgp-encrypted': new Set(['asc', 'gpg']),
  'text/x-php': new Set(['php']),
};

/** Extensions that say nothing of the format: `winmail.dat` is one that many mails have. */
const ANY_BINARY: ReadonlySet<string> = new Set(['bin', 'dat']);

/** Texts that something runs: they are never taken for harmless text. */
const ACTIVE_TEXT: ReadonlySet<string> = new Set(['text/html', 'text/x-php']);

/** Signatures made of letters: a file of plain text may have these, all others are a coincidence there (`BM…`, `MZ…`). */
const LETTERED = /^text\/|^application\/(pdf|rtf|postscript|eps|xml|pgp-encrypted)$/;

/** Reads the signature from the staged file itself: a ZIP says what it holds somewhere behind its head. */
export async function sniffContentType(path: string, head: Buffer): Promise<ContentKind> {
  const { fileTypeFromFile } = await import('file-type');
  const known = await fileTypeFromFile(path);
  const signature = known && { contentType: known.mime, extension: known.ext };
  if (!isText(head)) return signature ?? { contentType: UNKNOWN };
  const markup = markupOf(head);
  if (markup) return { contentType: markup };
  return signature && LETTERED.test(signature.contentType) ? signature : { contentType: TEXT };
}

/** Whether a file of this extension may hold that kind of content. */
export async function fitsExtension(kind: ContentKind, extension: string): Promise<boolean> {
  const { contentType } = kind;
  if (kind.extension === extension || mime.extensions[contentType]?.includes(extension)) return true;
  if (CONTAINED[contentType]?.has(extension)) return true;
  if (contentType.startsWith('text/') && !ACTIVE_TEXT.has(contentType)) return isTextExtension(extension);
  // Without a known signature: only where the extension's format has none that would have been found.
  return contentType === UNKNOWN && (ANY_BINARY.has(extension) || !(await hasSignature(extension)));
}

/** UTF-8, or an older 8-bit text: in either case no NUL, and in the second no control characters at all. */
function isText(head: Buffer): boolean {
  if (head.includes(0)) return false;
  try {
    // As a stream: the head may end in the middle of a character.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return !head.some((byte) => byte < 0x20 && (byte < 0x08 || byte > 0x0d) && byte !== 0x1b);
  }
}

/** The kind of document that runs in a browser or on a server, told by how the text begins. */
function markupOf(head: Buffer): string | undefined {
  const text = head.toString('utf8').replace(/^\ufeff/, '');
  if (/^(#![^\n]*\n)?\s*<\?(php|=)/i.test(text)) return 'text/x-php';
  const start = text.replace(/^(\s|<!--[^]*?-->|<\?xml[^]*?\?>)+/i, '');
  if (/^<(!doctype\s+)?svg\b/i.test(start)) return 'image/svg+xml';
  if (/^<(!doctype\s+html|html|head|title|body|script|style|iframe|meta|link|object|embed)\b/i.test(start))
    return 'text/html';
  return undefined;
}

function isTextExtension(extension: string): boolean {
  const type = mime.lookup(extension);
  return TEXT_EXTENSIONS.has(extension) || (type !== false && mime.charset(type) === 'UTF-8');
}

async function hasSignature(extension: string): Promise<boolean> {
  const { supportedExtensions, supportedMimeTypes } = await import('file-type');
  const type = mime.lookup(extension);
  return (
    (supportedExtensions as ReadonlySet<string>).has(extension) ||
    (type !== false && (supportedMimeTypes as ReadonlySet<string>).has(type)) ||
    Object.values(CONTAINED).some((extensions) => extensions.has(extension)) ||
    isTextExtension(extension)
  );
}
