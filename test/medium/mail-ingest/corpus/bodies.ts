import { it, type Case } from './case.js';
import { base64, bytes, html, mail, mixed, text } from './mime.js';

const plain = (encoding: string, body: string | Buffer, type = 'text/plain; charset=utf-8'): Buffer =>
  mail({ 'Content-Type': type, 'Content-Transfer-Encoding': encoding }, body);

/** Texts in every transfer encoding, right and wrong, and in every kind of line. */
export const BODIES: Case[] = [
  it('7bit', plain('7bit', 'Hello.\r\n'), { exactly: 'Hello.' }),
  it('8bit UTF-8', plain('8bit', 'Grüße 📎\r\n'), { exactly: 'Grüße 📎' }),
  it('binary', plain('binary', 'Grüße\r\n'), { exactly: 'Grüße' }),
  it('quoted-printable', plain('quoted-printable', 'Gr=C3=BC=C3=9Fe =\r\nan alle=\r\n!\r\n'), {
    exactly: 'Grüße an alle!',
  }),
  it('quoted-printable in lower case', plain('QUOTED-PRINTABLE', 'Gr=c3=bc=c3=9fe\r\n'), {
    exactly: 'Grüße',
  }),
  it('quoted-printable with stray equals signs', plain('quoted-printable', 'a=b =ZZ 100=\r\n% =\r\n'), {
    text: '100%',
  }),
  it('base64', plain('base64', base64('Grüße\n')), { exactly: 'Grüße' }),
  it(
    'base64 in lines of odd length',
    plain('base64', base64('A longer text than one line.').replace(/(.{5})/g, '$1\r\n')),
    {
      exactly: 'A longer text than one line.',
    },
  ),
  it('base64 without padding', plain('base64', base64('no padding').replaceAll('=', '')), {
    exactly: 'no padding',
  }),
  it(
    'base64 with garbage in it',
    plain('base64', `${base64('good start of a text')}\r\n!!! not base64 !!!\r\n`),
    {
      text: 'good start of a text',
    },
  ),
  it(
    'base64 with a list footer behind it',
    plain('base64', `${base64('The words.')}\r\n\r\n_____\r\nlist footer\r\n`),
    {
      text: 'The words.',
    },
  ),
  it('an unknown transfer encoding', plain('x-made-up', 'as it is\r\n'), { exactly: 'as it is' }),
  it('a transfer encoding with a comment', plain('7bit (really)', 'as it is\r\n'), { text: 'as it is' }),
  it('two transfer encodings', mail({ 'Content-Transfer-Encoding': ['8bit', 'base64'] }, 'Grüße\r\n'), {
    exactly: 'Grüße',
  }),
  it('flowed text', plain('7bit', 'This is one \r\nline.\r\n', 'text/plain; format=flowed'), {
    exactly: 'This is one line.',
  }),
  it('flowed text with DelSp', plain('7bit', 'one wo \r\nrd\r\n', 'text/plain; format=flowed; delsp=yes'), {
    exactly: 'one word',
  }),
  it(
    'flowed text that quotes',
    plain('7bit', '> quoted \r\n> text\r\nmine\r\n', 'text/plain; format=flowed'),
    {
      text: 'mine',
    },
  ),
  it(
    'bare line feeds',
    Buffer.from(mail({}, 'one\r\ntwo\r\n').toString('latin1').replaceAll('\r\n', '\n'), 'latin1'),
    {
      exactly: 'one\ntwo',
    },
  ),
  it(
    'bare carriage returns',
    Buffer.from(
      mail({ Subject: 'Old Mac' }, 'one\r\ntwo\r\n').toString('latin1').replaceAll('\r\n', '\r'),
      'latin1',
    ),
    {
      subject: 'Old Mac',
      from: 'ada@example.org',
      text: 'one',
    },
  ),
  it('mixed line ends', mail({}, 'one\ntwo\r\nthree\rfour\n'), { text: 'two' }),
  it('no line end at the end', mail({}, 'cut'), { exactly: 'cut' }),
  it('a line of 100 KB', mail({}, `${'word '.repeat(20_000)}end\r\n`), { text: 'end' }),
  it('lines that look like the end of SMTP', mail({}, 'one\r\n.\r\n..two\r\n'), { text: 'one' }),
  it('lines that look like an mbox', mail({}, 'one\r\nFrom here on\r\n>From there\r\n'), {
    text: 'From here on',
  }),
  it('NUL and other control characters', mail({}, 'a\0b\x07c\x1bd\r\n'), { exactly: 'abcd' }),
  it(
    'a byte order mark',
    mail({ 'Content-Type': 'text/plain; charset=utf-8' }, bytes(Buffer.from('efbbbf', 'hex'), 'marked\r\n')),
    {
      text: 'marked',
    },
  ),
  it('nothing but blank lines', mail({}, '\r\n\r\n  \r\n'), { exactly: '' }),
  it('no body at all', mail({}, ''), { exactly: '' }),
  it('a text that ends in blank lines', mail({}, 'short\r\n\r\n\r\n\r\n'), { exactly: 'short' }),
  it(
    'a long quoted thread',
    mail({}, `New words.\r\n\r\nOn Sunday Bob wrote:\r\n${'> old words\r\n'.repeat(500)}`),
    {
      text: 'New words.',
    },
  ),
  it('only HTML', mail({ 'Content-Type': 'text/html; charset=utf-8' }, '<p>Hello <b>you</b></p>'), {
    exactly: 'Hello you',
    shows: '<b>you</b>',
  }),
  it(
    'text and HTML as alternatives',
    mixed({}, 'alternative', [text('plain words'), html('<p>rich <i>words</i></p>')]),
    {
      exactly: 'rich words',
    },
  ),
  it(
    'HTML before text as alternatives',
    mixed({}, 'alternative', [html('<p>rich words</p>'), text('plain words')]),
    {
      exactly: 'rich words',
    },
  ),
  it(
    'alternatives of which the HTML is empty',
    mixed({}, 'alternative', [text('plain words'), html('<html><body>&nbsp;</body></html>')]),
    {
      exactly: 'plain words',
    },
  ),
  it(
    'alternatives of which the text is empty',
    mixed({}, 'alternative', [text(''), html('<p>rich words</p>')]),
    {
      exactly: 'rich words',
    },
  ),
  it(
    'text beside HTML, as Apple writes it',
    mixed({}, 'mixed', [text('before'), html('<p>within</p>'), text('after')]),
    {
      text: 'after',
      shows: 'within',
    },
  ),
  it('two texts one after the other', mixed({}, 'mixed', [text('first\r\n'), text('second\r\n')]), {
    text: 'second',
  }),
  it('HTML without a closing tag', mail({ 'Content-Type': 'text/html' }, '<div><b>open'), {
    exactly: 'open',
  }),
  it('HTML with entities', mail({ 'Content-Type': 'text/html' }, '<p>5 &lt; 6 &amp;&nbsp;&euro;</p>'), {
    text: '5 < 6 &',
  }),
  it(
    'HTML that is a whole Word document',
    mail(
      { 'Content-Type': 'text/html' },
      '<html xmlns:o="urn:x"><head><style>p.MsoNormal{color:red}</style></head><body><o:p></o:p><p class=MsoNormal>Words</p></body></html>',
    ),
    {
      exactly: 'Words',
      hides: 'MsoNormal',
    },
  ),
  it(
    'HTML with a script',
    mail({ 'Content-Type': 'text/html' }, '<p>ok</p><script>alert(1)</script><img src=x onerror=alert(1)>'),
    {
      text: 'ok',
      hides: 'alert',
    },
  ),
  it(
    'HTML with a form and a meta refresh',
    mail(
      { 'Content-Type': 'text/html' },
      '<meta http-equiv=refresh content="0;url=https://evil.example"><form action="https://evil.example"><input></form>ok',
    ),
    {
      text: 'ok',
      hides: 'evil.example',
    },
  ),
  it(
    'HTML that says its charset itself',
    mail(
      { 'Content-Type': 'text/html' },
      bytes('<meta charset="windows-1251"><p>', Buffer.from('cff0e8e2e5f2', 'hex'), '</p>'),
    ),
    {
      exactly: 'Привет',
    },
  ),
  it('a text in capitals as its type', mail({ 'Content-Type': 'TEXT/PLAIN; CHARSET="UTF-8"' }, 'Grüße\r\n'), {
    exactly: 'Grüße',
  }),
  it('a type that is none', mail({ 'Content-Type': 'text' }, 'words\r\n'), { text: 'words' }),
  it('a type that is empty', mail({ 'Content-Type': '' }, 'words\r\n'), { text: 'words' }),
  it('uuencoded text', mail({}, 'begin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\n'), { text: 'begin 644 a.txt' }),
  it('a text of 3 MB', mail({}, 'All work and no play.\r\n'.repeat(140_000)), {
    text: 'goes on in the attached mail',
    files: ['mail.eml'],
  }),
];
