import type { Session } from './session.js';

export interface TransportOptions {
  /** Instead of the global one. */
  fetch?: typeof fetch;
  /** How often a request is sent again at most; 3 when absent, 0: never. */
  retries?: number;
  /** The longest wait between two tries, in milliseconds; a desk that asks for more is not asked again. 30 s when absent. */
  maxWaitMs?: number;
}

/** The desk refused before it did anything. */
const REFUSED = new Set([429, 503]);
/** Something between here and the desk gave up: it may have done it. */
const UNKNOWN = new Set([502, 504]);
const UNAUTHORIZED = 401;
const FIRST_WAIT_MS = 250;

/** Answers to these are never stored, so that a second one would be carried out a second time. */
const NEVER_STORED = /^\/api\/v1\/(auth|user-auth|api-tokens|app-passwords)(\/|$)/;

/**
 * Sends requests until they are answered: again with fresh tokens when they have expired, and again after a while when
 * the network or the desk cannot. What changes something is sent again only where that cannot do it twice.
 */
export class Transport {
  private readonly send: typeof fetch;
  private readonly retries: number;
  private readonly maxWaitMs: number;

  constructor(
    private readonly session: Session,
    {
      fetch: send = (...args) => globalThis.fetch(...args),
      retries = 3,
      maxWaitMs = 30_000,
    }: TransportOptions,
  ) {
    this.send = send;
    this.retries = retries;
    this.maxWaitMs = maxWaitMs;
  }

  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = withKey(new Request(input, init));
    const answer = await this.sendRepeatedly(request);
    const spent = bearerOf(request);
    if (answer.status !== UNAUTHORIZED || !spent || !(await this.session.renew(spent))) return answer;
    request.headers.set('Authorization', `Bearer ${this.session.accessToken}`);
    return this.sendRepeatedly(request);
  };

  private async sendRepeatedly(request: Request): Promise<Response> {
    for (let tries = 0; ; tries++) {
      // A body can be read once: each try has a copy.
      const outcome = await this.send(request.clone()).catch((error: unknown) => ({ error }));
      const wait = tries < this.retries ? this.waitAfter(outcome, request, tries) : undefined;
      if (wait === undefined) {
        if ('error' in outcome) throw outcome.error;
        return outcome;
      }
      if (!('error' in outcome)) await outcome.body?.cancel();
      await pause(wait, request.signal);
    }
  }

  /** Milliseconds until the next try; undefined: this was the last. */
  private waitAfter(
    outcome: Response | { error: unknown },
    request: Request,
    tries: number,
  ): number | undefined {
    const backoff = FIRST_WAIT_MS * 2 ** tries * (0.5 + Math.random() / 2);
    if ('error' in outcome) return isRepeatable(request) ? backoff : undefined;
    const { status, headers } = outcome;
    const again =
      REFUSED.has(status) || isInFlight(outcome) || (UNKNOWN.has(status) && isRepeatable(request));
    if (!again) return undefined;
    const asked = Number(headers.get('Retry-After') ?? Number.NaN) * 1000;
    const wait = Number.isNaN(asked) ? backoff : asked;
    return wait <= this.maxWaitMs ? wait : undefined;
  }
}

/** A POST says by its key that it is the same one when it comes again. */
function withKey(request: Request): Request {
  const { pathname } = new URL(request.url);
  if (request.method === 'POST' && !NEVER_STORED.test(pathname) && !request.headers.has('Idempotency-Key'))
    request.headers.set('Idempotency-Key', randomKey());
  return request;
}

const isRepeatable = ({ method, headers }: Request): boolean =>
  method === 'GET' || method === 'HEAD' || method === 'PUT' || headers.has('Idempotency-Key');

/** The first one of two with the same key is still being carried out. */
const isInFlight = ({ status, headers }: Response): boolean => status === 409 && headers.has('Retry-After');

/** Not `randomUUID`, which browsers have on secure pages only. */
const randomKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const bearerOf = ({ headers }: Request): string | undefined =>
  /^Bearer (.+)$/.exec(headers.get('Authorization') ?? '')?.[1];

/** Ends early, and with the signal's reason, when the caller gives up. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
