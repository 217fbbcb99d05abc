/** Pictures a browser draws without running anything; SVG is a document with scripts and not among them. */
const INLINE_IMAGES: ReadonlySet<string> = new Set([
  'image/png',
  'image/apng',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
]);

export const mayShowInline = (contentType: string): boolean => INLINE_IMAGES.has(contentType);

interface Download {
  name: string;
  contentType: string;
  size: number;
}

/**
 * The headers a file goes out with. It is saved, not shown, unless `inline` is asked for and it is a raster image;
 * no browser may take it for another type or run anything in it.
 */
export function downloadHeaders(file: Download, inline = false): Record<string, string> {
  const shown = inline && mayShowInline(file.contentType);
  return {
    'content-type': file.contentType,
    'content-length': String(file.size),
    'content-disposition': contentDisposition(shown ? 'inline' : 'attachment', file.name),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  };
}

/** RFC 6266: a plain ASCII name for old clients and the real one in UTF-8. */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const wellFormed = Buffer.from(name).toString();
  const ascii = wellFormed.replace(/[^ -~]|["\\%]/gu, '_');
  const encoded = encodeURIComponent(wellFormed).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
