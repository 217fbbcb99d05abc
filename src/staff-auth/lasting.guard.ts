import { Injectable, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../common/actor.js';
import { AuthenticationGuard } from './authentication.guard.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who the caller is now; undefined once they may no more. Behind `LastingGuard`. */
    recheck?: () => Promise<Actor | undefined>;
  }
}

/** For answers that go on for long: what let the request in is asked again and again. */
@Injectable()
export class LastingGuard extends AuthenticationGuard {
  override canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    // Async: the guard answers at once where it knows the caller.
    request.recheck = async () => {
      try {
        await super.canActivate(context);
        return request.actor;
      } catch {
        return undefined;
      }
    };
    return Promise.resolve(true);
  }
}
