import { it, type Case } from './case.js';
import { base64, bytes, file, html, mail, mixed, part, text } from './mime.js';
import { deep } from './structures.js';

const htmlMail = (body: string): Buffer => mail({ 'Content-Type': 'text/html; charset=utf-8' }, body);
const WHOLE = { files: ['mail.eml'] };

/** Mails made to cost time or memory. */
export const BOMBS: Case[] = [
  it('500 levels', deep(500, text('at the bottom')), { state: 'processed' }),
  it('3,000 levels', deep(3_000, text('at the bottom')), { reason: 'parse_error', ...WHOLE }),
  it('900 parts', mixed({}, 'mixed', [text('see'), ...Array.from({ length: 900 }, () => text('a part'))]), {
    text: 'a part',
  }),
  it(
    '900 files',
    mixed({}, 'mixed', [text('see'), ...Array.from({ length: 900 }, (_, at) => file(`${at}.exe`, 'x'))]),
    {
      exactly: 'see',
      refused: ['0.exe', '49.exe', '850 more'],
    },
  ),
  it(
    '1,500 parts',
    mixed(
      { Subject: 'Many parts' },
      'mixed',
      Array.from({ length: 1_500 }, () => text('a part')),
    ),
    {
      reason: 'parse_error',
      subject: 'Many parts',
      from: 'ada@example.org',
      text: 'could not be read in full',
      ...WHOLE,
    },
  ),
  it(
    'a part with a header of 2 MB',
    mixed({ Subject: 'Big part' }, 'mixed', [
      part(
        { 'Content-Type': 'text/plain', 'X-Filler': Array.from({ length: 30_000 }, () => 'x'.repeat(70)) },
        'words',
      ),
    ]),
    {
      reason: 'parse_error',
      subject: 'Big part',
      ...WHOLE,
    },
  ),
  it(
    'mails in mails in mails, 200 deep',
    mixed({}, 'mixed', [text('see'), part({ 'Content-Type': 'message/rfc822' }, matryoshka(200))]),
    {
      exactly: 'see',
      files: ['message.eml'],
    },
  ),
  it('100,000 open tags', htmlMail('<div>'.repeat(100_000) + 'the words'), { text: 'the words' }),
  it('a megabyte of open brackets', htmlMail('<'.repeat(1_000_000)), { state: 'processed' }),
  it('a megabyte of entities', htmlMail('&lt;'.repeat(250_000)), { state: 'processed' }),
  it(
    'a table of 900 KB',
    htmlMail(
      `<table>${'<tr><td style="color:red;padding:1px">cell</td><td><a href="https://example.org/?a=1&amp;b=2">x</a></td></tr>'.repeat(8_000)}</table>`,
    ),
    {
      text: 'cell',
    },
  ),
  it('styles of 900 KB', htmlMail(`<p style="${'color:red;'.repeat(90_000)}">the words</p>`), {
    text: 'the words',
  }),
  it('a style sheet of 900 KB', htmlMail(`<style>${'a{b:c}'.repeat(150_000)}</style><p>the words</p>`), {
    text: 'the words',
  }),
  it(
    'attributes of 900 KB',
    htmlMail(`<p ${Array.from({ length: 90_000 }, (_, at) => `a${at}=b`).join(' ')}>the words</p>`),
    { text: 'the words' },
  ),
  it('comments without an end', htmlMail('<!--'.repeat(200_000)), { state: 'processed' }),
  it('3 MB of HTML', htmlMail(`<p>${'word '.repeat(600_000)}</p>`), WHOLE),
  it('links by the thousand', mail({}, 'https://a.b.c.d.e.f.g/'.repeat(40_000)), { text: 'https://a.b' }),
  it('a million quote marks', mail({}, `${'>'.repeat(1_000_000)}\r\n`), { text: '>>>' }),
  it('a line of 900,000 blanks', mail({}, `a${' '.repeat(900_000)}b\r\n`), { text: 'a' }),
  it('200,000 short lines', mail({}, 'a\r\n'.repeat(200_000)), { text: 'a' }),
  it(
    'quoted-printable of nothing but soft breaks',
    mail({ 'Content-Transfer-Encoding': 'quoted-printable' }, `${'=\r\n'.repeat(200_000)}end\r\n`),
    { exactly: 'end' },
  ),
  it('a subject of 20,000 encoded words', mail({ Subject: '=?utf-8?Q?a?= '.repeat(4_000) }), {
    state: 'processed',
  }),
  it('a To of open quotes', mail({ To: '"'.repeat(60_000) }), { state: 'processed' }),
  it('a To of open brackets', mail({ To: '<('.repeat(30_000) }), { state: 'processed' }),
  it('a From of commas', mail({ From: ','.repeat(60_000) }), { from: null }),
  it(
    'a Content-Type of 60 KB',
    mail({
      'Content-Type': `text/plain; ${Array.from({ length: 6_000 }, (_, at) => `p${at}=v`).join('; ')}`,
    }),
    { text: 'printer' },
  ),
  it(
    'an endless file name',
    mixed({}, 'mixed', [
      text('see'),
      part(
        {
          'Content-Type': 'image/png',
          'Content-Disposition': `attachment; ${Array.from({ length: 3_000 }, (_, at) => `filename*${at}=aaaaaaaa`).join(';\r\n ')}`,
        },
        'x',
      ),
    ]),
    {
      exactly: 'see',
    },
  ),
  it(
    'a ZIP that grows to gigabytes',
    mixed({}, 'mixed', [text('see'), file('bomb.zip', bytes('PK\x03\x04', Buffer.alloc(1_000)))]),
    {
      exactly: 'see',
      refused: ['bomb.zip'],
    },
  ),
  it(
    'base64 of one line of 2 MB',
    mixed({}, 'mixed', [
      text('see'),
      part(
        {
          'Content-Type': 'text/plain',
          'Content-Disposition': 'attachment; filename=a.txt',
          'Content-Transfer-Encoding': 'base64',
        },
        base64(Buffer.alloc(1_500_000, 'x')).replaceAll('\r\n', ''),
      ),
    ]),
    {
      exactly: 'see',
      refused: ['a.txt'],
    },
  ),
  it(
    'HTML and text of half a megabyte each',
    mixed({}, 'alternative', [text('word '.repeat(100_000)), html(`<p>${'word '.repeat(100_000)}</p>`)]),
    { text: 'word' },
  ),
];

function matryoshka(levels: number): Buffer {
  let current = mail({ Subject: 'The smallest' }, 'tiny');
  for (let level = 0; level < levels; level += 1)
    current = mail({ 'Content-Type': 'message/rfc822', Subject: `Doll ${level}` }, current);
  return current;
}
