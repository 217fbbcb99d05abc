import { createHash } from 'node:crypto';
import { Injectable, Logger, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { withJournal, withoutJournal, type JournalHolder } from '../database/journal.js';
import { IdempotencyClaim, type StoredAnswer } from './idempotency-claim.js';
import { IdempotencyKeysService } from './idempotency-keys.service.js';
import { requireIdempotencyKey } from './idempotency.errors.js';
import { NATIVE_PREFIX } from './native-prefix.js';
import { SECRET_ROUTES } from './secret-routes.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a request with an Idempotency-Key. */
    retryable?: JournalHolder & { journal?: IdempotencyClaim };
  }
}

const KEPT_HEADERS = ['content-type', 'etag', 'location'] as const;

/** Not a failure, but the way out of a request that is answered already: the filter sends what was sent then. */
export class Replay extends Error {
  constructor(private readonly answer: StoredAnswer) {
    super('The request was answered before.');
  }

  send(reply: FastifyReply): void {
    const { status, headers, body } = this.answer;
    void reply
      .status(status)
      .headers({ ...headers, 'idempotency-replayed': 'true' })
      .send(body || undefined);
  }
}

/**
 * POST with an `Idempotency-Key` is done at most once in 24 hours. After the guard that lets the caller in, a key is claimed
 * (in the database, so that it holds across processes); each transaction of the request writes its result beside its effect;
 * a good answer is kept and replayed. A refusal has changed nothing and is not kept. When a process dies in between, who
 * tries again goes on behind the last transaction: nothing is done twice.
 */
@Injectable()
export class IdempotencyGuard implements CanActivate {
  constructor(private readonly keys: IdempotencyKeysService) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    // A form is known when it has been read.
    if (!request.retryable || request.isMultipart()) return true;
    return this.claim(request, JSON.stringify(request.body) ?? '').then(() => true);
  }

  /**
   * Claims the key of a request, if it has one. `body` is what must be the same in a retry.
   * @throws Replay, IdempotencyKeyReused, IdempotencyInFlight
   */
  async claim(request: FastifyRequest, body: string): Promise<void> {
    if (!request.retryable) return;
    const key = String(request.headers['idempotency-key']);
    requireIdempotencyKey(key);
    const [path, query = ''] = request.url.split('?', 2) as [string, string?];
    const { actor, ip, method } = request;
    const caller = actor ? `${actor.kind}:${actor.id}` : `anybody:${ip}`;
    const claimed = await this.keys.claim(
      sha256([caller, method, path.replace(/\/+$/, ''), key]),
      sha256([query, body]),
    );
    if (!(claimed instanceof IdempotencyClaim)) throw new Replay(claimed);
    request.retryable.journal = claimed;
  }
}

const sha256 = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** Before the routes: gives requests with a key their journal, and keeps how they were answered. */
export function keepAnswers(fastify: FastifyInstance): void {
  const logger = new Logger('Idempotency');
  fastify.addHook('preHandler', (request, _, done) => {
    if (request.headers['idempotency-key'] === undefined || !isRetryable(request)) return done();
    request.retryable = {};
    return withJournal(request.retryable, done);
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const claim = request.retryable?.journal;
    if (!claim) return done(null, payload);
    // What goes on behind the answer is journalled no more.
    delete request.retryable!.journal;
    if (claim.resumed) void reply.header('idempotency-replayed', 'true');
    withoutJournal(() => settle(claim, reply, payload))
      // The effect stands: it is answered, and whoever asks again is answered from its journal.
      .catch((error: unknown) => logger.error(`An answer was not kept: ${String(error)}`))
      .finally(() => done(null, payload));
  });
}

const isRetryable = ({ method, routeOptions: { url = '' } }: FastifyRequest): boolean =>
  method === 'POST' && url.startsWith(NATIVE_PREFIX) && !SECRET_ROUTES.test(url);

function settle(claim: IdempotencyClaim, reply: FastifyReply, payload: unknown): Promise<void> {
  const isGood = reply.statusCode >= 200 && reply.statusCode < 300;
  const body = payload ?? '';
  if (!isGood || typeof body !== 'string') return claim.giveUp();
  const headers = KEPT_HEADERS.flatMap((name) => {
    const value = reply.getHeader(name);
    return value === undefined ? [] : [[name, String(value)] as const];
  });
  return claim.answer({ status: reply.statusCode, headers: Object.fromEntries(headers), body });
}
