import { describe, expect, it } from 'vitest';
import { escapeHtml, htmlToText, sanitiseHtml, textToHtml } from './html.js';

describe('sanitised HTML', () => {
  it.each([
    'This is a test.',
    `He said "it's fine", and 5 % of 7 + 3 = x.`,
    'two\nlines\n\n  and  blanks\t',
    'Grüße, 你好 📎 © €',
    '<p>Hello <b>you</b>,<br />see <i>this</i></p>',
    '<table><tbody><tr><td colspan="2" style="color:#ff0000;padding:2px 4px;">x</td></tr></tbody></table>',
    '<img alt="a" src="https://example.com/a.png" width="1" /><img src="cid:a@b" />',
    '<big>b</big> <strike>s</strike> <tt>t</tt>',
    '<a title="t" href="https://example.com/?a=1&amp;b=2">x</a>',
    '<img src="data:image/png;base64,AAAA" />',
  ])('is what it was where nothing is wrong: %j', (html) => expect(sanitiseHtml(html)).toBe(html));

  it('escapes what text needs escaped, and nothing more', () => {
    expect(sanitiseHtml(`a < b & c > "d" 'e'`)).toBe(`a &lt; b &amp; c &gt; "d" 'e'`);
  });

  it('has one kind of line ends and no control characters', () => {
    expect(sanitiseHtml('a\r\nb\rc\0\u0001\u0085\f\ud800d 📎')).toBe('a\nb\ncd 📎');
  });

  // What HTML Purifier 4 makes of the same input.
  it.each([
    ['a<br>b<hr>', 'a<br />b<hr />'],
    ['<b>un<i>closed', '<b>un<i>closed</i></b>'],
    ['&quot;x&quot; &copy;&nbsp;&#39;', '"x" ©\u00a0\''],
    ['<!DOCTYPE html><title>T</title><body><p>x</p>', '<p>x</p>'],
    ['<img src="https://example.com/a/b.png">', '<img src="https://example.com/a/b.png" alt="b.png" />'],
    ['<p style="COLOR : Red; font-size:0.9em">x</p>', '<p style="color:#FF0000;font-size:.9em;">x</p>'],
    ['<font color="green">x</font>', '<font color="#008000">x</font>'],
    ['<font color="#abc">x</font>', '<font color="#aabbcc">x</font>'],
  ])('is written as clients of HelpDeskZ know it: %s', (html, safe) => expect(sanitiseHtml(html)).toBe(safe));

  it('opens links where the reader is, so that their page has no way back', () => {
    expect(sanitiseHtml('<a href="https://example.com" rel="opener" target="_blank" name="x">x</a>')).toBe(
      '<a href="https://example.com">x</a>',
    );
  });

  it.each([
    ['<script>alert(1)</script>ok', 'ok'],
    ['<ScRiPt src=//evil.example></sCrIpT>ok', 'ok'],
    ['<img src=x onerror=alert(1)>', '<img src="x" alt="x" />'],
    ['<p onclick="alert(1)" id="x" class="y">ok</p>', '<p>ok</p>'],
    ['<svg onload=alert(1)><script>alert(1)</script></svg>ok', 'ok'],
    ['<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>', ''],
    ['<iframe src="javascript:alert(1)"></iframe>ok', 'ok'],
    ['<iframe srcdoc="<script>alert(1)</script>"></iframe>ok', 'ok'],
    ['<object data="x.swf"></object><embed src="x">ok', 'ok'],
    ['<form action="https://evil.example"><input name=p><button>go</button></form>', 'go'],
    [
      '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=x"><link rel=x href=y>ok',
      'ok',
    ],
    ['<style>@import "https://evil.example"</style>ok', 'ok'],
    ['<p style="background:url(https://evil.example)">ok</p>', '<p>ok</p>'],
    [
      '<p style="position:fixed;top:0;width:expression(alert(1));color:red">ok</p>',
      '<p style="color:#FF0000;">ok</p>',
    ],
    [
      '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
      '<p title="&lt;/noscript&gt;&lt;img src=x onerror=alert(1)&gt;"></p>',
    ],
    ['<textarea></textarea/><img src=x onerror=alert(1)></textarea>', '<img src="x" alt="x" />'],
    [
      '<img src="data:image/svg+xml;base64,AAAA"><img src=" data:text/html,x"><img src="javascript:alert(1)">',
      '',
    ],
    ['<img src="x" srcset="javascript:alert(1) 1x">', '<img src="x" alt="x" />'],
    ['<img alt=" src=&quot;x">ok', 'ok'],
    ['<<script>script>alert(1)<</script>/script>', '&lt;/script&gt;'],
  ])('runs nothing: %s', (html, safe) => expect(sanitiseHtml(html)).toBe(safe));

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    '&#106;avascript:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    'vbscript:msgbox(1)',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc/passwd',
    '//evil.example',
  ])('links to nothing but web, mail, telephone and its own parts: %j', (href) => {
    expect(sanitiseHtml(`<a href="${href}">x</a>`)).toBe('<a>x</a>');
  });

  it('drops tags beyond a hundred levels and keeps their text', () => {
    const html = sanitiseHtml(`${'<div>'.repeat(1_500)}deep`);
    expect(html).toBe(`${'<div>'.repeat(100)}deep${'</div>'.repeat(100)}`);
  });

  it.each(['<div>', '<b><i>', '<ul><li>', '<table><tr><td>'])(
    'becomes its text when it is a bomb of %s',
    (tags) => {
      const html = `${tags.repeat(900_000 / tags.length)}a &amp; b`;
      expect(sanitiseHtml(html)).toBe('<p>a &amp; b</p>');
      expect(htmlToText(html)).toBe('a & b');
    },
  );

  it('becomes its text above a million characters, of which none is lost', () => {
    const rows = 30_000;
    const html = `<style>p { color: red }</style>${'<p onclick="x">Tom &amp; &lt;Jerry&gt;</p><script>x</script>'.repeat(rows)}`;
    const safe = sanitiseHtml(html);
    expect(safe.length).toBeGreaterThan(rows);
    expect(new Set(safe.match(/<[^>]*>/g))).toEqual(new Set(['<p>', '</p>']));
    expect(safe.match(/Tom &amp; &lt;Jerry&gt;/g)).toHaveLength(rows);
    expect(safe).not.toContain('color');
  });
});

describe('the text of HTML', () => {
  it('reads like the page', () => {
    const html =
      '<h1>Order</h1><p>Hello <b>you</b>,<br>see <a href="https://example.com/a">here</a> or ' +
      '<a href="https://example.com">https://example.com</a></p><ul><li>one</li><li>two</li></ul>' +
      '<table><tr><th>Name</th><th>Value</th></tr><tr><td>a</td><td>1 &lt; 2</td></tr></table>' +
      '<style>p{}</style><script>x()</script><img src="https://example.com/pixel">';
    expect(htmlToText(html)).toBe(
      'Order\n\nHello you,\nsee here <https://example.com/a> or https://example.com\n\n' +
        ' * one\n * two\n\nName Value\na 1 < 2',
    );
  });

  it.each(['', 'plain', 'a\u0000b'])('of %j is itself', (text) => expect(htmlToText(text)).toBe(text));

  it('is whole, however deep or long the HTML is', () => {
    const deep = `${'<div>first'.repeat(300)}<span>last</span>`;
    expect(htmlToText(deep).match(/first/g)).toHaveLength(300);
    expect(htmlToText(deep)).toContain('last');
    const cells = '<title>t</title><p>a</p><!-- no --><td>b</td><td>c</td>';
    const long = htmlToText(`${cells}${' 1 < 2'.repeat(60_000)}`);
    expect(long.startsWith('a\n b c 1 < 2')).toBe(true);
    expect(long.match(/1 < 2/g)).toHaveLength(60_000);
  });
});

describe('text as HTML', () => {
  it('has paragraphs and line breaks where the text has them, and is escaped', () => {
    expect(textToHtml('Hi <b>,\r\nit\'s "me" & you\n\n\nBye\rZoë')).toBe(
      '<p>Hi &lt;b&gt;,<br />\nit&#039;s &quot;me&quot; &amp; you</p>\n<p>Bye<br />\nZoë</p>',
    );
    expect(textToHtml('')).toBe('');
  });

  it('escapes for text and attributes', () => {
    expect(escapeHtml(`<a href="x" title='y'>&amp;`)).toBe(
      '&lt;a href=&quot;x&quot; title=&#039;y&#039;&gt;&amp;amp;',
    );
  });
});
