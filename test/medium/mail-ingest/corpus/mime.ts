/** Builds mails from their parts; what a field or a body holds is taken as it is, right or wrong. */

export type Bytes = string | Buffer;
/** A list stands for a field that comes more than once, null for one that is missing. */
export type Fields = Record<string, Bytes | readonly Bytes[] | null>;

const CRLF = '\r\n';
let serial = 0;

/** Strings as UTF-8. */
export const bytes = (...chunks: Bytes[]): Buffer =>
  Buffer.concat(chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk)));

const fieldsOf = (fields: Fields): Buffer =>
  bytes(
    ...Object.entries(fields).flatMap(([name, value]) =>
      (value === null ? [] : Array.isArray(value) ? (value as Bytes[]) : [value as Bytes]).map((one) =>
        bytes(`${name}: `, one, CRLF),
      ),
    ),
  );

/** A mail by Ada to the support mailbox, unless the fields say otherwise. */
export function mail(fields: Fields = {}, body: Bytes = 'The printer burns.\r\n'): Buffer {
  serial += 1;
  const common = {
    From: 'Ada Lovelace <ada@example.org>',
    To: 'Support <support@desk.example>',
    Subject: `Mail ${serial}`,
    'Message-ID': `<corpus-${serial}@example.org>`,
    Date: 'Sun, 22 Nov 2026 12:00:00 +0000',
  };
  return bytes(fieldsOf({ ...common, ...fields }), CRLF, body);
}

/** A part of a multipart body, or a mail within a mail. */
export const part = (fields: Fields, body: Bytes): Buffer => bytes(fieldsOf(fields), CRLF, body);

export const text = (body: Bytes, fields: Fields = {}): Buffer =>
  part({ 'Content-Type': 'text/plain; charset=utf-8', ...fields }, body);

export const html = (body: Bytes, fields: Fields = {}): Buffer =>
  part({ 'Content-Type': 'text/html; charset=utf-8', ...fields }, body);

export const base64 = (content: Bytes): string =>
  (
    bytes(content)
      .toString('base64')
      .match(/.{1,76}/g) ?? ['']
  ).join(CRLF);

/** A file as mail programs attach it. */
export const file = (name: string, content: Bytes, fields: Fields = {}): Buffer =>
  part(
    {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename="${name}"`,
      'Content-Transfer-Encoding': 'base64',
      ...fields,
    },
    base64(content),
  );

interface MultipartOptions {
  boundary?: string;
  /** Parameters of the Content-Type beside the boundary. */
  more?: string;
  /** False: the last boundary is missing. */
  closed?: boolean;
}

/** The fields and the body of a multipart, as arguments of `mail` or `part`. */
export function multipart(
  subtype: string,
  parts: readonly Bytes[],
  { boundary = `b${(serial += 1)}`, more = '', closed = true }: MultipartOptions = {},
): [Fields, Buffer] {
  const body = parts.map((one) => bytes(`--${boundary}`, CRLF, one, CRLF));
  return [
    { 'MIME-Version': '1.0', 'Content-Type': `multipart/${subtype}; boundary="${boundary}"${more}` },
    bytes(...body, closed ? `--${boundary}--${CRLF}` : ''),
  ];
}

/** A mail that is a multipart. */
export function mixed(
  fields: Fields,
  subtype: string,
  parts: readonly Bytes[],
  options?: MultipartOptions,
): Buffer {
  const [type, body] = multipart(subtype, parts, options);
  return mail({ ...type, ...fields }, body);
}

/** RFC 2047. */
export const word = (text: Bytes, charset = 'utf-8', encoding: 'B' | 'Q' = 'B'): string => {
  const content = bytes(text);
  const encoded =
    encoding === 'B'
      ? content.toString('base64')
      : [...content].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
  return `=?${charset}?${encoding}?${encoded}?=`;
};
