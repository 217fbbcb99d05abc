import { createHash } from 'node:crypto';

/* Mails as a desk gets them, the same ones on every run: plain questions, HTML from phones, answers with quotes, files. */

const WORDS =
  'the printer in our office stopped working after an update and nobody can find out why it prints every invoice twice please help us before Monday because customers wait for their papers thanks'.split(
    ' ',
  );
const CRLF = '\r\n';

/** `count` raw mails to `to`, by many senders whom no other run knows; every fourth answers one before it. */
export function* mails(count, to, run = 'bench') {
  for (let at = 0; at < count; at++) yield mail(at, to, run);
}

export const messageIdOf = (at, run) => `<${run}.${at}@customers.example>`;

function mail(at, to, run) {
  const answers = at % 4 === 3 ? messageIdOf(at - 3, run) : undefined;
  const sender = answers ? at - 3 : at;
  const head = [
    `Return-Path: <user${sender}@${run}.customers.example>`,
    `Received: from mx.customers.example by mx.desk.test with ESMTPS id ${at}; Sun, 22 Nov 2026 12:00:00 +0000`,
    `From: "User ${sender}" <user${sender}@${run}.customers.example>`,
    `To: <${to}>`,
    `Subject: ${answers ? 'Re: ' : ''}${run} mail ${answers ? at - 3 : at}`,
    `Date: Sun, 22 Nov 2026 12:00:00 +0000`,
    `Message-ID: ${messageIdOf(at, run)}`,
    ...(answers ? [`In-Reply-To: ${answers}`, `References: ${answers}`] : []),
    'MIME-Version: 1.0',
  ];
  const text = prose(at, 60 + (at % 7) * 60) + (answers ? quoted(at) : '');
  const body = at % 10 < 4 ? plain(text) : at % 10 < 8 ? alternative(at, text) : withFile(at, text);
  return Buffer.from([...head, ...body].join(CRLF) + CRLF, 'utf8');
}

/** With one file of `bytes` bytes each, which no two of them share. */
export function* bigMails(count, to, bytes) {
  for (let at = 0; at < count; at++) {
    const boundary = `big${at}`;
    const line = createHash('sha256').update(`${at}`).digest();
    const block = Buffer.alloc(57 * 1024, line)
      .toString('base64')
      .replace(/(.{76})/g, `$1${CRLF}`);
    const head = [
      `From: user${at}@customers.example`,
      `To: ${to}`,
      `Subject: big mail ${at}`,
      `Message-ID: <big.${at}@customers.example>`,
      'MIME-Version: 1.0',
      ...parts('mixed', boundary, [
        plain(marker(at)),
        [
          `Content-Type: application/octet-stream; name="big${at}.bin"`,
          'Content-Transfer-Encoding: base64',
          '',
          '',
        ],
      ]),
    ].join(CRLF);
    const end = `--${boundary}--${CRLF}`;
    const body = Buffer.concat(
      Array.from({ length: Math.ceil(bytes / block.length) }, () => Buffer.from(block)),
    );
    yield Buffer.concat([
      Buffer.from(head.slice(0, -end.length + CRLF.length)),
      body,
      Buffer.from(CRLF + end),
    ]);
  }
}

const marker = (at) => `marker-${at}-end`;
const prose = (at, words) =>
  [marker(at), ...Array.from({ length: words }, (_, word) => WORDS[(at * 7 + word * 3) % WORDS.length])]
    .join(' ')
    .replace(/(.{60,75}) /g, `$1${CRLF}`);

const quoted = (at) =>
  [
    '',
    '',
    'On Sun, 22 Nov 2026 at 12:00, Support <help@desk.test> wrote:',
    ...prose(at + 1, 120)
      .replaceAll('marker', 'quoted')
      .split(CRLF)
      .map((line) => `> ${line}`),
  ].join(CRLF);

const plain = (text) => [
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: 8bit',
  '',
  text,
];

function alternative(at, text) {
  const html = text
    .split(CRLF)
    .map(
      (line) =>
        `<div style="font-family: sans-serif; color: #333333">${line.replaceAll('>', '&gt;')}<br></div>`,
    )
    .join(CRLF);
  const page = `<html><head><style>p { margin: 0 }</style></head><body>${html}</body></html>`;
  return parts('alternative', `alt${at}`, [
    plain(text),
    ['Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: base64', '', base64(page)],
  ]);
}

function withFile(at, text) {
  const content = Buffer.concat(
    Array.from({ length: 400 + (at % 5) * 600 }, (_, block) =>
      createHash('sha256').update(`${at} ${block}`).digest(),
    ),
  );
  return parts('mixed', `mix${at}`, [
    plain(text),
    [
      `Content-Type: image/png; name="screen${at}.png"`,
      `Content-Disposition: attachment; filename="screen${at}.png"`,
      'Content-Transfer-Encoding: base64',
      '',
      base64(Buffer.concat([PNG_HEAD, content])),
    ],
  ]);
}

const PNG_HEAD = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

const base64 = (content) =>
  Buffer.from(content)
    .toString('base64')
    .replace(/(.{76})/g, `$1${CRLF}`);

const parts = (kind, boundary, list) => [
  `Content-Type: multipart/${kind}; boundary="${boundary}"`,
  '',
  ...list.flatMap((part) => [`--${boundary}`, ...part]),
  `--${boundary}--`,
];
