/** A message or a part of one, as a mail program reads it. Just enough MIME for what the desk itself writes. */
export interface MailPart {
  /** Unfolded and decoded, by lower-case name; a header that comes twice is there twice. */
  headers: Record<string, string[]>;
  /** Decoded bytes; empty for a part that holds others. */
  content: Buffer;
  parts: MailPart[];
}

export function readMail(raw: Buffer): MailPart {
  return readPart(raw.toString('latin1'));
}

/** The part of this type, wherever it is. */
export function partOf(mail: MailPart, contentType: string): MailPart | undefined {
  if (mail.headers['content-type']?.[0]?.startsWith(contentType)) return mail;
  return mail.parts.map((part) => partOf(part, contentType)).find(Boolean);
}

function readPart(raw: string): MailPart {
  const end = raw.indexOf('\r\n\r\n');
  const headers = readHeaders(raw.slice(0, end));
  const body = raw.slice(end + 4);
  const boundary = /boundary="([^"]+)"/.exec(headers['content-type']?.[0] ?? '')?.[1];
  if (!boundary) return { headers, content: decode(body, headers), parts: [] };
  const parts = `\r\n${body}`
    .split(`\r\n--${boundary}--`)[0]!
    .split(`\r\n--${boundary}\r\n`)
    .slice(1)
    .map(readPart);
  return { headers, content: Buffer.alloc(0), parts };
}

function readHeaders(head: string): MailPart['headers'] {
  const headers: MailPart['headers'] = {};
  for (const line of head.replace(/\r\n(?=[ \t])/g, '').split('\r\n')) {
    const [, name, value] = /^([!-9;-~]+): ?(.*)$/s.exec(line) ?? [];
    if (!name) throw new Error(`Not a header: ${JSON.stringify(line)}`);
    (headers[name.toLowerCase()] ??= []).push(decodeWords(value!));
  }
  return headers;
}

/** RFC 2047: encoded words that follow each other are one text. */
const decodeWords = (text: string): string =>
  text.replace(/(\?=)\s+(?==\?)/g, '$1').replace(/(?:=\?utf-8\?[bq]\?[^?]*\?=)+/gi, (words) => {
    const bytes = [...words.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi)].map(([, encoding, word]) =>
      /b/i.test(encoding!) ? Buffer.from(word!, 'base64') : quotedPrintable(word!.replaceAll('_', ' ')),
    );
    return Buffer.concat(bytes).toString('utf8');
  });

const quotedPrintable = (text: string): Buffer =>
  Buffer.from(
    text
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );

function decode(body: string, headers: MailPart['headers']): Buffer {
  const encoding = headers['content-transfer-encoding']?.[0];
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  return encoding === 'quoted-printable' ? quotedPrintable(body) : Buffer.from(body, 'latin1');
}
