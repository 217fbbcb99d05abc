import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../common/markdown.js';
import { fillResponse, requireKnownVariables } from './response-text.js';

const HOSTILE = '<img src=x onerror=alert(1)> [a](http://evil.example) **b** {{site}} $&';

describe('a canned response', () => {
  it('puts values in as they are in text, and escapes them in HTML', () => {
    const values = { subject: HOSTILE, site: 'Desk' };
    expect(fillResponse('text', 'About {{ subject }}', values)).toBe(`About ${HOSTILE}`);
    expect(fillResponse('html', '<b>{{subject}}</b>', values)).toBe(
      '<b>&lt;img src=x onerror=alert(1)&gt; [a](http://evil.example) **b** {{site}} $&amp;</b>',
    );
  });

  it('lets no Markdown of a value mean anything', () => {
    const html = renderMarkdown(fillResponse('markdown', '**{{subject}}**', { subject: HOSTILE }));
    expect(html).toContain('<strong>&lt;img src=x onerror=alert(1)&gt; [a](');
    expect(html).not.toMatch(/<a [^>]*>a<|<strong>b/);
    expect(renderMarkdown(fillResponse('markdown', '{{subject}}', { subject: '# a\n\n- b' }))).toBe(
      '<p># a - b</p>\n',
    );
  });

  it('shows nothing for what a ticket has not, also under names that objects have', () => {
    expect(fillResponse('text', '[{{customField.colour}}{{constructor}}]', {})).toBe('[]');
  });

  it('is refused with variables that there are not, each named', () => {
    expect(() => requireKnownVariables('{{subject}} {{customField.colour}}')).not.toThrow();
    for (const name of ['nobody', 'customField.', 'customField.a b', 'toString', ''])
      expect(() => requireKnownVariables(`{{${name}}}`), name).toThrow(`{{${name}}}`);
  });
});
