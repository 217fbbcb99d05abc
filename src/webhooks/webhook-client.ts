import { request as requestPlain, type IncomingMessage } from 'node:http';
import { request as requestTls } from 'node:https';
import { Injectable } from '@nestjs/common';
import { VERSION } from '../common/version.js';
import { SettingsService } from '../settings/settings.service.js';
import { AddressRefused, isRefusedHost, openLookup } from './webhook-addresses.js';

export interface WebhookRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** How an attempt went; without a status there was no answer. */
export interface WebhookAnswer {
  status: number | null;
  /** The first KB. */
  body: string | null;
  error: string | null;
  durationMs: number;
}

const TIMEOUT_MS = 10_000;
const KEPT_BYTES = 1024;
const HEADERS_MAX = 16_384;

/** Speaks to addresses that others have named: nowhere but where the desk may go, not for long, and not reading much. */
@Injectable()
export class WebhookClient {
  constructor(private readonly settings: SettingsService) {}

  /** Whether the URL names an address that is refused at once. */
  refuses(url: string): boolean {
    return isRefusedHost(new URL(url).hostname, this.settings.get('webhook_allowed_networks'));
  }

  /** Never rejects. */
  async post(request: WebhookRequest, signal: AbortSignal): Promise<WebhookAnswer> {
    const began = performance.now();
    const answer = await this.send(request, AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])).catch(
      (error: Error) => ({ status: null, body: null, error: reasonOf(error) }),
    );
    return { ...answer, durationMs: Math.round(performance.now() - began) };
  }

  private async send(
    { url: text, headers, body }: WebhookRequest,
    signal: AbortSignal,
  ): Promise<Omit<WebhookAnswer, 'durationMs'>> {
    const url = new URL(text);
    if (this.refuses(text)) throw new AddressRefused(url.hostname);
    const content = Buffer.from(body);
    const options = {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': content.length,
        'user-agent': `Switchdesk/${VERSION}`,
        ...headers,
      },
      // A connection of its own, to the address that was looked at; none is left open for others to use.
      agent: false as const,
      lookup: openLookup(this.settings.get('webhook_allowed_networks')),
      maxHeaderSize: HEADERS_MAX,
      signal,
    };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const send = url.protocol === 'https:' ? requestTls : requestPlain;
      send(url, options, resolve).on('error', reject).end(content);
    });
    const kept = await firstBytes(response);
    const status = response.statusCode!;
    const error = status >= 200 && status < 300 ? null : `It answered ${status}.`;
    return { status, body: kept.toString('utf8').replaceAll('\0', ''), error };
  }
}

/** As many as are kept; the rest is not waited for. */
async function firstBytes(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= KEPT_BYTES) break;
  }
  response.destroy();
  return Buffer.concat(chunks).subarray(0, KEPT_BYTES);
}

function reasonOf(error: Error): string {
  const cause = (error as { cause?: Error }).cause;
  if (error.name === 'AbortError' || cause?.name === 'TimeoutError')
    return cause?.name === 'TimeoutError'
      ? `There was no whole answer within ${TIMEOUT_MS / 1000} s.`
      : 'The process stopped.';
  return error.message || (error as NodeJS.ErrnoException).code || 'It could not be reached.';
}
