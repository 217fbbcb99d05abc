import { describe, expect, it } from 'vitest';
import { renderMarkdown } from './markdown.js';

describe('Markdown', () => {
  it('is rendered with links and line breaks', () => {
    expect(renderMarkdown('# Hi\nline *one*\nhttps://example.com')).toBe(
      '<h1>Hi</h1>\n<p>line <em>one</em><br />\n' +
        '<a href="https://example.com">https://example.com</a></p>\n',
    );
  });

  it('shows HTML as text and links to no script', () => {
    expect(renderMarkdown('<script>alert(1)</script> [x](javascript:alert(1))')).toBe(
      '<p>&lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:alert(1))</p>\n',
    );
  });

  it('shows very long texts as they are', () => {
    const bomb = '!['.repeat(60_000);
    expect(renderMarkdown(bomb)).toBe(`<p>${bomb}</p>`);
  });
});
