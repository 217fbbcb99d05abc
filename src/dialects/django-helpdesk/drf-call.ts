import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../common/actor.js';
import type { DrfData } from './drf-data.js';
import { originOf } from './lists.js';

declare module 'fastify' {
  interface FastifyRequest {
    drfData?: DrfData;
  }
}

/** The request as guard and interceptor have read it. */
export const Call = createParamDecorator(
  (_: unknown, context: ExecutionContext): DrfCall =>
    new DrfCall(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** Who asks, of what, and what they say. */
export class DrfCall {
  constructor(readonly request: FastifyRequest) {}

  get actor(): Actor {
    return this.request.actor!;
  }

  /** Of the path, as it was written. */
  get id(): string {
    return (this.request.params as { id?: string }).id ?? '';
  }

  get data(): DrfData {
    return this.request.drfData!;
  }

  /** `PUT` says all of a thing, `PATCH` some of it. */
  get isPartial(): boolean {
    return this.request.method === 'PATCH';
  }

  /** Where the caller reaches the desk. */
  get origin(): string {
    return originOf(this.request);
  }
}
