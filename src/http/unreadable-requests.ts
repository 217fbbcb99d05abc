import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { inEnglish } from '../common/texts.js';
import { PROBLEM_TYPE, toProblem } from './problem.js';

const REASONS = {
  HPE_HEADER_OVERFLOW: [431, 'problems/request.headers_too_large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'problems/request.timeout'],
} as const;

const MALFORMED = [400, 'problems/request.malformed'] as const;

/** What is no request of HTTP comes to no route: its refusal is written to the line, and the line ends. */
export function answerUnreadable({ code }: Error & { code?: string }, socket: Socket): void {
  // The caller has gone, or the server has ended the line for good.
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, key] = REASONS[code as keyof typeof REASONS] ?? MALFORMED;
  const requestId = randomUUID();
  const error = Object.assign(new Error(inEnglish({ key })), { statusCode: status });
  const body = JSON.stringify(toProblem(error, requestId));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
