import { it, type Case } from './case.js';
import { bytes, mail, word } from './mime.js';

const from = (value: string | Buffer): Buffer => mail({ From: value });
const subject = (value: string | Buffer): Buffer => mail({ Subject: value });
const sender = (address: string | null, name: string) => ({
  from: address,
  author: { kind: 'user' as const, name },
});

/** Headers, right and wrong. */
export const HEADERS: Case[] = [
  it(
    'blanks before the colons',
    'From : Ada Lovelace <ada@example.org>\r\nSubject\t: Spaced\r\nMessage-ID : <spaced@example.org>\r\n\r\nwords\r\n',
    { subject: 'Spaced', from: 'ada@example.org', exactly: 'words' },
  ),
  it('a subject in two encoded words', subject(`${word('Grü')} ${word('ße')}`), { subject: 'Grüße' }),
  it('a subject that is folded between them', subject(`${word('Grü')}\r\n ${word('ße')}`), {
    subject: 'Grüße',
  }),
  it('a character split over two words', subject('=?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?='), {
    subject: 'Grüße',
  }),
  it('words and plain text', subject(`Re: ${word('Grüße')} today`), { subject: 'Re: Grüße today' }),
  it('a word without an end', subject('=?utf-8?B?R3LDvMOfZQ=='), { text: 'printer' }),
  it('a word with blanks in it', subject('=?utf-8?Q?two words?='), { text: 'printer' }),
  it('a subject in raw UTF-8', subject('Grüße 📎'), { subject: 'Grüße 📎' }),
  it('a subject in raw Latin-1', subject(Buffer.from('Gr\xfc\xdfe', 'latin1')), { subject: 'Grüße' }),
  it('a folded subject', subject('one\r\n two\r\n\tthree'), { subject: 'one two three' }),
  it('an empty subject', subject(''), { subject: '(no subject)' }),
  it('no subject', mail({ Subject: null }), { subject: '(no subject)' }),
  it('a subject of blanks', subject('   \t '), { subject: '(no subject)' }),
  it('a subject of 5,000 characters', subject('x'.repeat(5_000)), { subject: `${'x'.repeat(999)}…` }),
  it('line ends in an encoded subject', subject(word('a\r\nBcc: victim@example.org\r\n\r\nb')), {
    subject: 'a Bcc: victim@example.org b',
  }),
  it('a NUL in the subject', subject(word('a\0b')), { subject: 'a b' }),
  it('two subjects', mail({ Subject: ['the first', 'the second'] }), { subject: 'the first' }),
  it('a subject with markup', subject('<script>alert(1)</script>'), { subject: '<script>alert(1)</script>' }),
  it(
    'header names in odd case',
    Buffer.from(
      mail({ Subject: 'Case' }).toString('latin1').replace('Subject:', 'sUBJECT:').replace('From:', 'FROM:'),
      'latin1',
    ),
    {
      subject: 'Case',
      from: 'ada@example.org',
    },
  ),
  it(
    'blanks before the colon',
    Buffer.from(mail({ Subject: 'Colon' }).toString('latin1').replace('Subject:', 'Subject :'), 'latin1'),
    {
      subject: 'Colon',
    },
  ),
  it(
    'no blank after the colon',
    Buffer.from(mail({ Subject: 'Tight' }).toString('latin1').replace('Subject: ', 'Subject:'), 'latin1'),
    {
      subject: 'Tight',
    },
  ),
  it(
    'a garbage line in the header',
    Buffer.from(
      mail({ Subject: 'Garbage' }).toString('latin1').replace('Subject:', 'this is no header\r\nSubject:'),
      'latin1',
    ),
    {
      subject: 'Garbage',
      text: 'printer',
    },
  ),
  it(
    'an mbox line before the header',
    bytes('From ada@example.org Sun Nov 22 12:00:00 2026\r\n', mail({ Subject: 'Mbox' })),
    {
      subject: 'Mbox',
      from: 'ada@example.org',
    },
  ),
  it(
    'a byte order mark before the header',
    bytes(Buffer.from('efbbbf', 'hex'), mail({ From: 'marked@example.org' })),
    {
      from: 'marked@example.org',
    },
  ),
  it(
    'a header without a body',
    Buffer.from(mail({ Subject: 'Only a header' }, '').toString('latin1').trimEnd(), 'latin1'),
    {
      subject: 'Only a header',
      exactly: '',
    },
  ),
  it('a body without a header', 'Just words, and no header at all.\nMore of them.\n', {
    subject: '(no subject)',
    from: null,
    text: 'Just words',
    author: { kind: 'user', name: 'Unknown sender' },
  }),
  it('nothing but a line end', '\r\n', { subject: '(no subject)', from: null, exactly: '' }),
  it('nothing at all', '', { subject: '(no subject)', from: null, exactly: '' }),
  it('bytes that are no mail', Buffer.from(Array.from({ length: 4_096 }, (_, at) => (at * 7919) % 256)), {
    from: null,
  }),

  it('an address without a name', from('bare@example.org'), sender('bare@example.org', 'bare@example.org')),
  it(
    'an address in brackets alone',
    from('<only@example.org>'),
    sender('only@example.org', 'only@example.org'),
  ),
  it(
    'a name in quotes with a comma',
    from('"Lovelace, Ada" <comma@example.org>'),
    sender('comma@example.org', 'Lovelace, Ada'),
  ),
  it('a name in a comment', from('comment@example.org (Ada L.)'), sender('comment@example.org', 'Ada L.')),
  it(
    'an encoded name',
    from(`${word('Åsa Öberg')} <asa@example.org>`),
    sender('asa@example.org', 'Åsa Öberg'),
  ),
  it(
    'a name that pretends to be an address',
    from('"ceo@example.com" <crook@example.net>'),
    sender('crook@example.net', 'ceo@example.com'),
  ),
  it(
    'an encoded name that hides an address',
    from(`${word('Boss <boss@example.com>,')} <crook2@example.net>`),
    { from: 'crook2@example.net' },
  ),
  it(
    'line ends in a name',
    from(`${word('Eve\r\nBcc: x@example.org')} <eve@example.net>`),
    sender('eve@example.net', 'Eve Bcc: x@example.org'),
  ),
  it('a name of 3,000 characters', from(`"${'N'.repeat(3_000)}" <long@example.org>`), {
    from: 'long@example.org',
  }),
  it('an address in capitals', from('SHOUT@EXAMPLE.ORG'), { from: 'SHOUT@EXAMPLE.ORG' }),
  it('an address of 400 characters', from(`${'a'.repeat(390)}@example.org`), { from: null }),
  it('a sender without a domain', from('root'), { from: null, text: 'printer' }),
  it('a sender on localhost', from('Cron <root@localhost>'), sender('root@localhost', 'Cron')),
  it('an international domain', from('Jörg <info@bücher.example>'), sender('info@bücher.example', 'Jörg')),
  it('an international local part', from('用户@example.org'), { from: '用户@example.org' }),
  it('two senders', from('One <one@example.org>, Two <two@example.org>'), { from: 'one@example.org' }),
  it('two From fields', mail({ From: ['first@example.org', 'second@example.org'] }), {
    from: 'first@example.org',
  }),
  it('a group as sender', from('Team: lead@example.org, dev@example.org;'), { from: 'lead@example.org' }),
  it('an empty From', from(''), { from: null }),
  it('no From, but a Sender', mail({ From: null, Sender: 'Secretary <secretary@example.org>' }), {
    from: 'secretary@example.org',
  }),
  it('no sender at all', mail({ From: null }), {
    from: null,
    author: { kind: 'user', name: 'Unknown sender' },
    acknowledged: false,
  }),
  it('a From that is not closed', from('"Open <open@example.org>'), { text: 'printer' }),

  it('undisclosed recipients', mail({ To: 'undisclosed-recipients:;' }), {
    text: 'printer',
    subscribers: [],
  }),
  it('no To', mail({ To: null }), { text: 'printer' }),
  it('people in Cc', mail({ From: 'cc1@example.org', Cc: 'Bob <bob@example.com>, carol@example.com' }), {
    subscribers: ['bob@example.com', 'carol@example.com'],
  }),
  it(
    'the sender and the desk in Cc',
    mail({ From: 'cc2@example.org', Cc: 'cc2@example.org, Sales@Desk.Example, support+x@desk.example' }),
    {
      subscribers: [],
    },
  ),
  it(
    '5,000 recipients',
    mail({
      To: Array.from({ length: 5_000 }, (_, at) => `Person ${at} <p${at}@example.com>`).join(',\r\n '),
    }),
    {
      text: 'printer',
      subscribers: [],
    },
  ),
  it(
    '30 recipients, which is a circular',
    mail({ To: Array.from({ length: 30 }, (_, at) => `p${at}@example.com`).join(', ') }),
    {
      subscribers: [],
    },
  ),
  it('a To of nonsense', mail({ To: '<<>>,,;@,"' }), { text: 'printer', subscribers: [] }),

  it('no Message-ID', mail({ 'Message-ID': null }), { text: 'printer' }),
  it('no Date', mail({ Date: null }), { text: 'printer' }),
  it('neither, and no MIME', mail({ 'Message-ID': null, Date: null, Subject: 'Bare' }), { subject: 'Bare' }),
  it('a Message-ID without brackets', mail({ 'Message-ID': 'naked@example.org' }), { text: 'printer' }),
  it('a Message-ID of blanks', mail({ 'Message-ID': '  ' }), { text: 'printer' }),
  it('a Message-ID of 2,000 characters', mail({ 'Message-ID': `<${'m'.repeat(2_000)}@example.org>` }), {
    text: 'printer',
  }),
  it(
    'a reused Message-ID, the first',
    mail({ 'Message-ID': '<reused@example.org>', Subject: 'Reused, one' }),
    { subject: 'Reused, one' },
  ),
  it(
    'a reused Message-ID, the second',
    mail({ 'Message-ID': '<reused@example.org>', Subject: 'Reused, two' }, 'Other words.'),
    {
      subject: 'Reused, two',
      exactly: 'Other words.',
    },
  ),
  it('an impossible date', mail({ Date: 'Thu, 99 Foo 9999 99:99:99 +9999' }), { text: 'printer' }),
  it(
    '500 References',
    mail({ References: Array.from({ length: 500 }, (_, at) => `<ref${at}@example.com>`).join('\r\n ') }),
    { text: 'printer' },
  ),
  it(
    'References of nonsense',
    mail({ References: '<<<>>> @ <a b> "', 'In-Reply-To': 'your mail of Monday' }),
    { text: 'printer' },
  ),
  it(
    'a header of 1 MB in many fields',
    mail({ 'X-Filler': Array.from({ length: 16_000 }, () => 'x'.repeat(60)), Subject: 'Big header' }),
    {
      subject: 'Big header',
      text: 'printer',
    },
  ),
  it('a header of 3 MB in one line', mail({ 'X-Filler': 'x'.repeat(3_000_000), Subject: 'Long line' }), {
    subject: 'Long line',
    text: 'printer',
  }),
  it(
    '10,000 Received fields',
    mail({ Received: Array.from({ length: 10_000 }, () => 'from a by b; Sun, 22 Nov 2026 12:00:00 +0000') }),
    {
      text: 'printer',
    },
  ),
];
