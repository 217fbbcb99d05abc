import type { FastifyReply } from 'fastify';
import { AppError } from '../common/errors.js';

/** What is left of a limit after this request. */
export interface LimitUse {
  limit: number;
  remaining: number;
  /** Until the window ends. */
  resetSeconds: number;
  exceeded: boolean;
}

export const useOf = (limit: number, used: number, leftMs: number): LimitUse => ({
  limit,
  remaining: Math.max(limit - used, 0),
  resetSeconds: Math.ceil(leftMs / 1_000),
  exceeded: used > limit,
});

class RateLimited extends AppError {
  constructor(retryAfterSeconds: number) {
    super('limited', 'request.rate_limited', {
      retryAfterSeconds,
    });
  }
}

/** Says it in the headers `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` (seconds). @throws RateLimited */
export function applyLimit(
  reply: FastifyReply,
  { limit, remaining, resetSeconds, exceeded }: LimitUse,
): void {
  void reply
    .header('ratelimit-limit', limit)
    .header('ratelimit-remaining', remaining)
    .header('ratelimit-reset', resetSeconds);
  if (exceeded) throw new RateLimited(resetSeconds);
}
