import { describe, expect, it } from 'vitest';
import { contentDisposition, downloadHeaders, mayShowInline } from './download-headers.js';

const png = { name: 'a.png', contentType: 'image/png', size: 3 };
const svg = { name: 'a.svg', contentType: 'image/svg+xml', size: 3 };

describe('a download', () => {
  it('is saved, never guessed at and never run', () => {
    expect(downloadHeaders(png)).toEqual({
      'content-type': 'image/png',
      'content-length': '3',
      'content-disposition': `attachment; filename="a.png"; filename*=UTF-8''a.png`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
  });

  it('is shown in place only when asked for, and only a raster image', () => {
    expect(downloadHeaders(png, true)['content-disposition']).toMatch(/^inline;/);
    expect(downloadHeaders(svg, true)['content-disposition']).toMatch(/^attachment;/);
    expect(['text/html', 'application/pdf', 'text/plain', 'image/svg+xml'].some(mayShowInline)).toBe(false);
  });
});

describe('the file name in a header', () => {
  it('is plain ASCII for old clients and UTF-8 for the others', () => {
    expect(contentDisposition('attachment', 'Zoë 📎.pdf')).toBe(
      `attachment; filename="Zo_ _.pdf"; filename*=UTF-8''Zo%C3%AB%20%F0%9F%93%8E.pdf`,
    );
  });

  it('cannot end the header or the quotes', () => {
    expect(contentDisposition('attachment', `a"; x="\\\r\nSet-Cookie: b'(*).png`)).toBe(
      `attachment; filename="a_; x=____Set-Cookie: b'(*).png"; ` +
        `filename*=UTF-8''a%22%3B%20x%3D%22%5C%0D%0ASet-Cookie%3A%20b%27%28%2A%29.png`,
    );
  });

  it('may hold half a character', () => {
    expect(contentDisposition('attachment', 'a\ud83d')).toBe(
      `attachment; filename="a_"; filename*=UTF-8''a%EF%BF%BD`,
    );
  });
});
