import { randomBytes } from 'node:crypto';
import { type IncomingHttpHeaders, request } from 'node:http';

export type Fields = Record<string, string> | readonly (readonly [string, string])[];

export interface FilePart {
  /** Name of the form field: `attachment[]` and its odd forms. */
  field: string;
  filename: string;
  type: string;
  content: Buffer;
}

export interface Body {
  /** Undefined sends no Content-Type header at all. */
  type: string | undefined;
  bytes: Buffer;
}

export interface WireRequest {
  method: string;
  /** Sent as it is, byte for byte: nothing is encoded or normalised. */
  path: string;
  headers?: Record<string, string>;
  body?: Body;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  contentType: string | undefined;
  text: string;
}

/** One request over a connection of its own, without the corrections fetch would make (paths, headers, redirects). */
export function send(baseUrl: string, { method, path, headers = {}, body }: WireRequest): Promise<Answer> {
  const { hostname, port } = new URL(baseUrl);
  const entity = body && {
    ...(body.type === undefined ? {} : { 'Content-Type': body.type }),
    'Content-Length': String(body.bytes.length),
  };
  return new Promise((resolve, reject) => {
    const call = request(
      { hostname, port, method, path, headers: { Accept: '*/*', ...entity, ...headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            contentType: response.headers['content-type'],
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    call.on('error', reject);
    call.end(body?.bytes);
  });
}

const pairs = (fields: Fields): readonly (readonly [string, string])[] =>
  Array.isArray(fields) ? fields : Object.entries(fields);

export const urlencoded = (fields: Fields): Body => ({
  type: 'application/x-www-form-urlencoded',
  bytes: Buffer.from(
    new URLSearchParams(pairs(fields).map(([name, value]): [string, string] => [name, value])).toString(),
  ),
});

export const json = (value: unknown): Body => ({
  type: 'application/json',
  bytes: Buffer.from(JSON.stringify(value)),
});

/** The fields in order, then the files; names and file names as raw UTF-8, as curl and PHP send them. */
export function multipart(fields: Fields, files: readonly FilePart[] = []): Body {
  const boundary = `------------------------${randomBytes(8).toString('hex')}`;
  const part = (headers: string, content: Buffer | string) =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\n${headers}\r\n\r\n`),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]);
  const bytes = Buffer.concat([
    ...pairs(fields).map(([name, value]) => part(`Content-Disposition: form-data; name="${name}"`, value)),
    ...files.map(({ field, filename, type, content }) =>
      part(
        `Content-Disposition: form-data; name="${field}"; filename="${filename}"\r\nContent-Type: ${type}`,
        content,
      ),
    ),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
  return { type: `multipart/form-data; boundary=${boundary}`, bytes };
}
