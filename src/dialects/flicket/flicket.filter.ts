import { STATUS_CODES } from 'node:http';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../common/errors.js';
import { ForeignDoors, type ForeignAnswer, type ForeignDoor } from '../../http/foreign-doors.js';
import { KnownRoutes } from '../../http/known-routes.js';
import { toProblem } from '../../http/problem.js';
import { DIALECT_MOUNTS } from '../../http/rewrite-url.js';
import { FlicketRefusal } from './flicket.errors.js';

/** Flicket says no more than the reason of these. */
const WORDLESS: ReadonlySet<number> = new Set([401, 403, 404, 405]);

/** `{"error": …}`, and `message` where there is something to say, for everything that goes wrong under the mount. */
@Injectable()
export class FlicketFilter implements ForeignDoor, OnModuleInit {
  readonly mount = DIALECT_MOUNTS.flicket;

  constructor(
    private readonly doors: ForeignDoors,
    private readonly routes: KnownRoutes,
  ) {}

  onModuleInit(): void {
    this.doors.open(this);
  }

  answer(error: unknown, request: FastifyRequest): ForeignAnswer {
    const methods = request.is404 ? this.routes.methodsOf(request.url) : [];
    const { status, message } = methods.length ? { status: 405, message: '' } : wordsOf(error);
    const isSilent = !message || WORDLESS.has(status) || status >= 500;
    const after = error instanceof AppError ? error.more.retryAfterSeconds : undefined;
    return {
      status,
      body: { error: STATUS_CODES[status] ?? 'Error', ...(!isSilent && { message }) },
      headers: {
        ...(status === 401 && { 'www-authenticate': `${schemeOf(request)} realm="Authentication Required"` }),
        ...(status === 405 && { allow: methods.join(', ') }),
        ...(after !== undefined && { 'retry-after': String(after) }),
      },
    };
  }
}

/** A rule that a field breaks is a 400 in Flicket. */
function wordsOf(error: unknown): { status: number; message: string } {
  if (error instanceof FlicketRefusal) return error;
  const { status, detail } = toProblem(error, '');
  return { status: status === 422 ? 400 : status, message: detail };
}

const schemeOf = ({ method, url }: FastifyRequest): string =>
  method === 'POST' && /^\/flicket-api\/tokens\/?(\?|$)/.test(url) ? 'Basic' : 'Bearer';
