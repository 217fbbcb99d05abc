/** RFC 6266: a plain ASCII name for old clients and the real one in UTF-8. */
export function contentDisposition(name: string, how: 'attachment' | 'inline' = 'attachment'): string {
  const wellFormed = Buffer.from(name).toString();
  const ascii = wellFormed.replace(/[^ -~]|["\\%]/gu, '_');
  const encoded = encodeURIComponent(wellFormed).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${how}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
