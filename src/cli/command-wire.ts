import type { Readable, Writable } from 'node:stream';
import type { Locale } from '../common/locales.js';
import type { CommandName } from './commands.js';

/** A file to be loaded may have tens of MB, and JSON in JSON grows. */
export const REQUEST_MAX_BYTES = 256 * 1024 * 1024;
export const ANSWER_MAX_BYTES = 1024 * 1024;

/** One a connection. The version keeps a command from talking to a server that was built from other code. */
export interface CommandRequest {
  version: string;
  command: CommandName;
  /** In which the answer is wanted. */
  locale: Locale;
  input: unknown;
}

/** What a command says, in order; `exit` is the last. */
export type CommandAnswer = { line: string } | { note: string } | { exit: number };

export const send = (socket: Writable, message: CommandRequest | CommandAnswer): void =>
  void socket.write(`${JSON.stringify(message)}\n`);

/**
 * The messages of the other side, one JSON line each, until it ends. The socket stays open when the reader stops.
 * @throws Error for a line that is no JSON or longer than `maxBytes`.
 */
export async function* receive<T>(socket: Readable, maxBytes: number): AsyncGenerator<T> {
  let pending: Buffer[] = [];
  let size = 0;
  const take = (part: Buffer): void => {
    pending.push(part);
    size += part.length;
    if (size > maxBytes) throw new Error(`A message is longer than ${maxBytes} bytes.`);
  };
  for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      take(chunk.subarray(start, end));
      const line = Buffer.concat(pending).toString('utf8');
      [pending, size, start] = [[], 0, end + 1];
      yield JSON.parse(line) as T;
    }
    take(chunk.subarray(start));
  }
}
