import { GIF, PNG } from '../../../support/files.js';
import { it, type Case } from './case.js';
import { base64, bytes, file, html, mail, mixed, multipart, part, text, word } from './mime.js';

const PDF = '%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n';
const png = (name: string, fields = {}): Buffer =>
  file(name, PNG, { 'Content-Type': 'image/png', ...fields });
const inner = (more = {}): Buffer =>
  mail({ From: 'bob@example.com', Subject: 'The inner one', ...more }, 'Inner words.\r\n');
const rfc822 = (raw: Buffer, fields = {}): Buffer =>
  part({ 'Content-Type': 'message/rfc822', ...fields }, raw);
/** One part that is a file, named by these fields. */
const named = (disposition: string | Buffer, type = 'image/png'): Buffer =>
  mixed({}, 'mixed', [
    text('see\r\n'),
    part(
      { 'Content-Type': type, 'Content-Disposition': disposition, 'Content-Transfer-Encoding': 'base64' },
      base64(PNG),
    ),
  ]);

/** Parts, files and mails within mails. */
export const STRUCTURES: Case[] = [
  it(
    'a text and a file',
    mixed({}, 'mixed', [text('see\r\n'), file('a.pdf', PDF, { 'Content-Type': 'application/pdf' })]),
    {
      exactly: 'see',
      files: ['a.pdf'],
    },
  ),
  it('only files', mixed({}, 'mixed', [png('a.png'), png('b.png')]), {
    exactly: '',
    files: ['a.png', 'b.png'],
  }),
  it(
    'a mail that is a file',
    mail(
      { 'Content-Type': 'image/png; name="scan.png"', 'Content-Transfer-Encoding': 'base64' },
      base64(PNG),
    ),
    {
      exactly: '',
      files: ['scan.png'],
    },
  ),
  it(
    'a mail that is a PDF',
    mail(
      {
        'Content-Type': 'application/pdf',
        'Content-Disposition': 'attachment; filename=fax.pdf',
        'Content-Transfer-Encoding': 'base64',
      },
      base64(PDF),
    ),
    {
      files: ['fax.pdf'],
    },
  ),
  it(
    'an image in the text',
    mixed({}, 'related', [
      html('<p>Look: <img src="cid:logo@x"></p>'),
      png('logo.png', { 'Content-ID': '<logo@x>', 'Content-Disposition': 'inline; filename=logo.png' }),
    ]),
    { files: ['logo.png'], shows: 'cid:logo@x' },
  ),
  it(
    'an image in the text without a name',
    mixed({}, 'related', [
      html('<img src="cid:n@x">'),
      part(
        { 'Content-Type': 'image/gif', 'Content-ID': '<n@x>', 'Content-Transfer-Encoding': 'base64' },
        base64(GIF),
      ),
    ]),
    { files: ['part-1.gif'] },
  ),
  it(
    'an image that the text names and nobody sent',
    mail({ 'Content-Type': 'text/html' }, '<p>x</p><img src="cid:lost@x">'),
    { text: 'x' },
  ),
  it(
    'an image from elsewhere',
    mail({ 'Content-Type': 'text/html' }, '<p>x</p><img src="https://tracker.example/1.gif">'),
    { text: 'x' },
  ),
  it(
    'everything at once',
    mixed({}, 'mixed', [
      part(
        ...multipart('related', [
          part(...multipart('alternative', [text('plain'), html('rich <img src="cid:i@x">')])),
          png('i.png', { 'Content-ID': '<i@x>' }),
        ]),
      ),
      file('a.pdf', PDF),
    ]),
    { text: 'rich', files: ['i.png', 'a.pdf'] },
  ),
  it(
    'a preamble and an epilogue',
    mixed({}, 'mixed', [text('the words')])
      .toString()
      .replace('\r\n\r\n--', '\r\n\r\nThis is MIME.\r\n--') + 'After the end.\r\n',
    {
      exactly: 'the words',
    },
  ),
  it(
    'a boundary that is never closed',
    mixed({}, 'mixed', [text('the words'), png('a.png')], { closed: false }),
    {
      text: 'the words',
      files: ['a.png'],
    },
  ),
  it(
    'a mail that is cut in the middle of a file',
    mixed({}, 'mixed', [text('the words'), png('a.png')]).subarray(0, -80),
    { text: 'the words' },
  ),
  it(
    'a boundary that is not named',
    mail({ 'Content-Type': 'multipart/mixed' }, '--b\r\n\r\nthe words\r\n--b--\r\n'),
    { text: 'the words' },
  ),
  it(
    'a boundary that never comes',
    mail({ 'Content-Type': 'multipart/mixed; boundary=never' }, 'the words\r\n'),
    { exactly: 'the words' },
  ),
  it(
    'a boundary of odd characters',
    mixed({}, 'mixed', [text('the words')], { boundary: "=_'()+_,-./:=? x" }),
    { exactly: 'the words' },
  ),
  it(
    'a boundary that begins another',
    mixed(
      {},
      'mixed',
      [part(...multipart('alternative', [text('the words')], { boundary: 'bb' })), png('a.png')],
      { boundary: 'b' },
    ),
    {
      files: ['a.png'],
    },
  ),
  it('a boundary in the text', mixed({}, 'mixed', [text('--notb\r\n-- \r\nsignature')], { boundary: 'b' }), {
    text: 'signature',
  }),
  it(
    'blanks behind boundaries',
    Buffer.from(
      mixed({}, 'mixed', [text('the words')], { boundary: 'b' })
        .toString()
        .replaceAll('--b\r\n', '--b  \r\n'),
    ),
    {
      exactly: 'the words',
    },
  ),
  it('parts without a header', mixed({}, 'mixed', ['\r\nfirst words', '\r\nsecond words']), {
    text: 'second words',
  }),
  it('a multipart without parts', mixed({}, 'mixed', []), { exactly: '' }),
  it('an empty part', mixed({}, 'mixed', ['', text('the words')]), { text: 'the words' }),
  it('twenty levels', deep(20, text('at the bottom')), { text: 'at the bottom' }),
  it('a digest', mixed({}, 'digest', [bytes('\r\n', inner()), bytes('\r\n', inner())]), {
    text: 'Inner words.',
  }),
  it('parts in parallel', mixed({}, 'parallel', [text('the words'), png('a.png')]), {
    text: 'the words',
    files: ['a.png'],
  }),
  it('a multipart of an unknown kind', mixed({}, 'x-strange', [text('the words')]), { text: 'the words' }),
  it(
    'a part of an unknown kind',
    mixed({}, 'mixed', [
      text('the words'),
      part({ 'Content-Type': 'x-thing/x-other', 'Content-Disposition': 'attachment; filename=x.dat' }, 'x\0'),
    ]),
    {
      text: 'the words',
      files: ['x.dat'],
    },
  ),

  it(
    'a forwarded mail in its text',
    mail(
      { Subject: 'Fwd: Help' },
      'See below.\r\n\r\n-------- Forwarded Message --------\r\nSubject: Help\r\nFrom: bob@example.com\r\n\r\nIt broke.\r\n',
    ),
    {
      subject: 'Fwd: Help',
      text: 'It broke.',
    },
  ),
  it(
    'a forwarded mail as a file',
    mixed({ Subject: 'Fwd: Help' }, 'mixed', [text('See the mail.'), rfc822(inner())]),
    {
      exactly: 'See the mail.',
      files: ['message.eml'],
    },
  ),
  it(
    'a forwarded mail within the text',
    mixed({}, 'mixed', [text('See.'), rfc822(inner(), { 'Content-Disposition': 'inline' })]),
    {
      exactly: 'See.',
      files: ['message.eml'],
    },
  ),
  it(
    'a forwarded mail in base64, which is against the rules',
    mixed({}, 'mixed', [
      text('See.'),
      rfc822(Buffer.from(base64(inner())), {
        'Content-Transfer-Encoding': 'base64',
        'Content-Disposition': 'attachment; filename=orig.eml',
      }),
    ]),
    { files: ['orig.eml'] },
  ),
  it(
    'an Outlook meeting',
    mixed({}, 'alternative', [
      text('Meeting on Monday.'),
      html('<p>Meeting on Monday.</p>'),
      part(
        { 'Content-Type': 'text/calendar; method=REQUEST; charset=utf-8' },
        'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n',
      ),
    ]),
    { text: 'Meeting on Monday.', files: ['invitation.ics'] },
  ),
  it(
    'a calendar that is the mail',
    mail({ 'Content-Type': 'text/calendar; charset=utf-8' }, 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n'),
    {
      exactly: '',
      files: ['invitation.ics'],
    },
  ),
  it(
    'winmail.dat',
    mixed({}, 'mixed', [
      text('the words'),
      file('winmail.dat', Buffer.from('789f3e22010690', 'hex'), { 'Content-Type': 'application/ms-tnef' }),
    ]),
    {
      exactly: 'the words',
      files: ['winmail.dat'],
    },
  ),
  it(
    'winmail.dat without a name',
    mixed({}, 'mixed', [
      text('the words'),
      part(
        { 'Content-Type': 'application/ms-tnef', 'Content-Transfer-Encoding': 'base64' },
        base64(Buffer.from('789f3e22010690', 'hex')),
      ),
    ]),
    {
      files: ['winmail.dat'],
    },
  ),
  it(
    'S/MIME, signed',
    mixed(
      {},
      'signed',
      [
        text('signed words'),
        file('smime.p7s', 'x\0signature', { 'Content-Type': 'application/pkcs7-signature' }),
      ],
      { more: '; protocol="application/pkcs7-signature"; micalg=sha-256' },
    ),
    {
      exactly: 'signed words',
      files: ['smime.p7s'],
    },
  ),
  it(
    'S/MIME, encrypted',
    mail(
      {
        'Content-Type': 'application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m',
        'Content-Disposition': 'attachment; filename=smime.p7m',
        'Content-Transfer-Encoding': 'base64',
      },
      base64('x\0sealed'),
    ),
    {
      exactly: '',
      files: ['smime.p7m'],
    },
  ),
  it(
    'PGP, signed',
    mixed({}, 'signed', [
      text('signed words'),
      part(
        { 'Content-Type': 'application/pgp-signature; name="signature.asc"' },
        '-----BEGIN PGP SIGNATURE-----\r\n\r\nx\r\n-----END PGP SIGNATURE-----\r\n',
      ),
    ]),
    {
      exactly: 'signed words',
      files: ['signature.asc'],
    },
  ),
  it(
    'PGP, encrypted',
    mixed({}, 'encrypted', [
      part({ 'Content-Type': 'application/pgp-encrypted' }, 'Version: 1\r\n'),
      part(
        { 'Content-Type': 'application/octet-stream; name="encrypted.asc"' },
        '-----BEGIN PGP MESSAGE-----\r\n\r\nx\r\n-----END PGP MESSAGE-----\r\n',
      ),
    ]),
    {
      exactly: '',
      files: ['version.asc', 'encrypted.asc'],
    },
  ),
  it(
    'PGP in the text',
    mail({}, '-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n'),
    { text: 'BEGIN PGP MESSAGE' },
  ),
  it(
    'a voice message',
    mixed({ Subject: 'Voice message' }, 'voice-message', [
      text('From 555'),
      file('msg.wav', bytes('RIFF', Buffer.from('24000000', 'hex'), 'WAVEfmt ', Buffer.alloc(40)), {
        'Content-Type': 'audio/wav',
      }),
    ]),
    {
      text: 'From 555',
      refused: ['msg.wav'],
    },
  ),

  it('a file name in RFC 2231', named("attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe%20%F0%9F%93%8E.png"), {
    files: ['Grüße 📎.png'],
  }),
  it(
    'a file name in RFC 2231 in pieces',
    named("attachment; filename*0*=utf-8''Gr%C3%BC; filename*1*=%C3%9Fe; filename*2=.png"),
    { files: ['Grüße.png'] },
  ),
  it('a file name in encoded words', named(`attachment; filename="${word('Grüße.png')}"`), {
    files: ['Grüße.png'],
  }),
  it('a file name in raw UTF-8', named('attachment; filename="Grüße.png"'), { files: ['Grüße.png'] }),
  it('a file name without quotes', named('attachment; filename=two words.png'), { text: 'see' }),
  it('a file name in the type alone', named('attachment', 'image/png; name="typed.png"'), {
    files: ['typed.png'],
  }),
  it('a file name with quotes in it', named('attachment; filename="a\\"b.png"'), { files: ['a"b.png'] }),
  it('a path as file name', named('attachment; filename="../../../etc/passwd.png"'), {
    files: ['passwd.png'],
  }),
  it('a Windows path as file name', named('attachment; filename="C:\\\\Windows\\\\system32\\\\evil.png"'), {
    files: ['evil.png'],
  }),
  it('a hidden path in RFC 2231', named("attachment; filename*=utf-8''..%2F..%2Fetc%2Fcron.d%2Fx.png"), {
    files: ['x.png'],
  }),
  it('a device as file name', named('attachment; filename="con.png"'), { files: ['_con.png'] }),
  it(
    'a file name with line ends and a NUL',
    named(`attachment; filename="${word('a\r\nX-Evil: 1\0.png')}"`),
    { files: ['aX-Evil: 1.png'] },
  ),
  it(
    'a file name that is written backwards',
    named(`attachment; filename="${word('gnp.\u202egpj.exe.png')}"`),
    { files: ['gnp.gpj.exe.png'] },
  ),
  it('a file name of 5,000 characters', named(`attachment; filename="${'n'.repeat(5_000)}.png"`), {
    files: [`${'n'.repeat(196)}.png`],
  }),
  it('a file name that is empty', named('attachment; filename=""'), { files: ['part-1.png'] }),
  it('a file name of dots', named('attachment; filename="..."'), { text: 'see' }),
  it('an odd disposition', named('whatever; filename=a.png'), { files: ['a.png'] }),
  it('the same file twice', mixed({}, 'mixed', [text('see'), png('a.png'), png('a.png')]), {
    files: ['a.png', 'a.png'],
  }),
  it('an empty file', mixed({}, 'mixed', [text('see'), file('empty.txt', '')]), { files: ['empty.txt'] }),

  it('a program', mixed({}, 'mixed', [text('run me'), file('setup.exe', 'MZ\0\0')]), {
    exactly: 'run me',
    files: [],
    refused: ['setup.exe'],
  }),
  it(
    'a program that is called an image',
    mixed({}, 'mixed', [text('see'), file('holiday.png', bytes('MZ', Buffer.alloc(200)))]),
    {
      files: [],
      refused: ['holiday.png'],
    },
  ),
  it(
    'an HTML page that is called a text',
    mixed({}, 'mixed', [text('see'), file('a.txt', '<!doctype html><script>alert(1)</script>')]),
    {
      refused: ['a.txt'],
    },
  ),
  it(
    'an SVG',
    mixed({}, 'mixed', [
      text('see'),
      file('a.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    ]),
    {
      refused: ['a.svg'],
    },
  ),
  it(
    'a file that is too large',
    mixed({}, 'mixed', [text('see'), file('large.txt', 'x'.repeat(1_100_000)), png('small.png')]),
    {
      files: ['small.png'],
      refused: ['large.txt'],
    },
  ),
  it(
    'more files than a message takes',
    mixed({}, 'mixed', [text('see'), ...Array.from({ length: 7 }, (_, at) => png(`${at}.png`))]),
    {
      files: ['0.png', '1.png', '2.png', '3.png', '4.png'],
      refused: ['5.png', '6.png'],
    },
  ),
];

/** A multipart within a multipart within … */
export function deep(levels: number, bottom: Buffer): Buffer {
  let current = bottom;
  for (let level = 1; level < levels; level += 1)
    current = part(...multipart('mixed', [current], { boundary: `level${level}` }));
  return mixed({}, 'mixed', [current], { boundary: 'level0' });
}
