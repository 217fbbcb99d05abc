import { it, type Case } from './case.js';
import { base64, bytes, html, mail, mixed, part, word } from './mime.js';

/** A charset, a text in its bytes, the text. */
const SAMPLES: [charset: string, hex: string, text: string][] = [
  ['utf-8', 'e68993e58db0e69cba20f09f938e', '打印机 📎'],
  ['iso-8859-1', '4772fcdf6520e0205afc72696368', 'Grüße à Zürich'],
  ['iso-8859-2', '5a61bff3b3e62067eab66cb1206a61bcf1', 'Zażółć gęślą jaźń'],
  ['iso-8859-5', 'bfe0d8d2d5e22c20dcd8e0', 'Привет, мир'],
  ['iso-8859-7', 'cae1ebe7ecddf1e120eafcf3ece5', 'Καλημέρα κόσμε'],
  ['iso-8859-8-i', 'f9ece5ed20f2e5eced', 'שלום עולם'],
  ['iso-8859-9', 'dd7374616e62756c20f0fcfe69f6e7', 'İstanbul ğüşiöç'],
  ['iso-8859-15', '507269783a203520a420bd7566', 'Prix: 5 € œuf'],
  ['windows-1250', '50f8ed6c699a209e6c759d6f75e86bfd206bf9f2', 'Příliš žluťoučký kůň'],
  ['windows-1251', 'd1fae5f8fc20e5f9b820fdf2e8f520e1f3ebeeea', 'Съешь ещё этих булок'],
  ['windows-1252', '9351756f74657394209620352080', '“Quotes” – 5 €'],
  ['windows-1254', '50696a616d616cfd206861737461', 'Pijamalı hasta'],
  ['windows-1255', 'e3e220f1f7f8ef', 'דג סקרן'],
  ['windows-1256', 'e4d520cddfede3', 'نص حكيم'],
  ['windows-1257', '476ce2fef0edfbf2612072fbedeef069', 'Glāžšķūņa rūķīši'],
  ['koi8-r', 'fbc9d2cfcbc1d120dcccc5cbd4d2c9c6c9cbc1c3c9d1', 'Широкая электрификация'],
  ['koi8-u', 'f6c5c2d2c1cbd5c0d4d820c6a6cccfd3cfc6c9', 'Жебракують філософи'],
  ['shift_jis', '93fa967b8cea82cc8381815b838b', '日本語のメール'],
  ['euc-jp', 'a4a4a4eda4cfa4cba4dba4d8a4c8', 'いろはにほへと'],
  ['iso-2022-jp', '1b244224332473244b2441244f1b2842', 'こんにちは'],
  ['euc-kr', 'bec8b3e7c7cfbcbcbfe4', '안녕하세요'],
  ['ks_c_5601-1987', 'bec8b3e7c7cfbcbcbfe4', '안녕하세요'],
  ['gb2312', 'b4f2d3a1bbfad7c5bbf0c1cb', '打印机着火了'],
  ['gbk', 'd5888ecdc3a6', '請幫忙'],
  ['gb18030', 'c4e3bac320cac0bde7', '你好 世界'],
  ['big5', 'a64caaedbef7c361a446', '印表機壞了'],
  ['tis-620', 'cac7d1cab4d5a4c3d1ba', 'สวัสดีครับ'],
  ['cp850', '477281e1652061757320444f53', 'Grüße aus DOS'],
];

const typed = (charset: string, body: Buffer | string, more = {}): Buffer =>
  mail({ 'Content-Type': `text/plain; charset="${charset}"`, ...more }, body);

export const CHARSETS: Case[] = [
  ...SAMPLES.map(([charset, hex, text]) =>
    it(
      `${charset} in subject, name and text`,
      typed(charset, base64(Buffer.from(hex, 'hex')), {
        'Content-Transfer-Encoding': 'base64',
        Subject: word(Buffer.from(hex, 'hex'), charset, 'Q'),
        From: `${word(Buffer.from(hex, 'hex'), charset)} <${charset}@example.org>`,
      }),
      { subject: text, exactly: text, author: { kind: 'user', name: text } },
    ),
  ),
  it('8-bit Latin-1 that says nothing of it', mail({}, Buffer.from('Gr\xfc\xdfe\r\n', 'latin1')), {
    exactly: 'Grüße',
  }),
  it('8-bit text that says it is ASCII', typed('us-ascii', 'Grüße\r\n'), { exactly: 'Grüße' }),
  it(
    '8-bit Latin-1 that says it is UTF-8',
    typed('utf-8', Buffer.from('Gr\xfc\xdfe aus K\xf6ln\r\n', 'latin1')),
    {
      exactly: 'Grüße aus Köln',
    },
  ),
  it(
    'UTF-8 with a broken character in it',
    typed('utf-8', bytes('Grüße ', Buffer.from('ff', 'hex'), ' 打印机\r\n')),
    {
      exactly: 'Grüße \uFFFD 打印机',
    },
  ),
  it('8-bit text in an unknown charset', typed('x-klingon', Buffer.from('Gr\xfc\xdfe\r\n', 'latin1')), {
    exactly: 'Grüße',
  }),
  it('Shift_JIS by the name that old programs give it', typed('x-sjis', Buffer.from('93fa967b8cea', 'hex')), {
    exactly: '日本語',
  }),
  it('an unknown charset', typed('x-klingon', 'words\r\n'), { exactly: 'words' }),
  it('a charset in odd quotes', mail({ 'Content-Type': "text/plain; charset='utf-8'" }, 'Grüße\r\n'), {
    exactly: 'Grüße',
  }),
  it('a charset that is empty', typed('', 'words\r\n'), { exactly: 'words' }),
  it(
    'UTF-7, which could hide markup',
    mail(
      { 'Content-Type': 'text/html; charset=utf-7' },
      '<p>ok</p>+ADw-script+AD4-alert(1)+ADw-/script+AD4-',
    ),
    {
      text: 'ok',
      hides: '<script',
    },
  ),
  it(
    'UTF-8 with bytes that are none',
    typed('utf-8', bytes('good ', Buffer.from([0xff, 0xfe]), ' end\r\n')),
    { text: 'end' },
  ),
  it(
    'UTF-16 in base64',
    typed('utf-16le', base64(Buffer.from('Wide café', 'utf16le')), { 'Content-Transfer-Encoding': 'base64' }),
    {
      exactly: 'Wide café',
    },
  ),
  it('half a surrogate pair', typed('utf-8', bytes('a', Buffer.from([0xed, 0xa0, 0x80]), 'b\r\n')), {
    text: 'b',
  }),
  it(
    'parts of different charsets',
    mixed({}, 'mixed', [
      part({ 'Content-Type': 'text/plain; charset=iso-8859-1' }, Buffer.from('Gr\xfc\xdfe', 'latin1')),
      part({ 'Content-Type': 'text/plain; charset=koi8-r' }, Buffer.from('f0d2c9d7c5d4', 'hex')),
    ]),
    { text: 'Привет' },
  ),
  it(
    'a charset for a file name only',
    mixed({}, 'mixed', [
      html('<p>see</p>'),
      part(
        {
          'Content-Type': 'image/png',
          'Content-Disposition': "attachment; filename*=iso-8859-1''Gr%FC%DFe.png",
          'Content-Transfer-Encoding': 'base64',
        },
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      ),
    ]),
    { files: ['Grüße.png'] },
  ),
];
