import {
  Injectable,
  createParamDecorator,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { InvalidInput } from '../common/errors.js';

/** Gives every answer that carries a `version` its ETag. */
@Injectable()
export class EtagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((body: unknown) => {
        const version = (body as { version?: unknown } | undefined)?.version;
        if (typeof version === 'number')
          void context.switchToHttp().getResponse<FastifyReply>().header('etag', `"${version}"`);
        return body;
      }),
    );
  }
}

/** The version that `If-Match` names; undefined when the header is absent or `*`. */
export const IfMatch = createParamDecorator(versionIn, [documentIfMatch]);

function versionIn(_: unknown, context: ExecutionContext): number | undefined {
  const header = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
  if (header === undefined || header.trim() === '*') return undefined;
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(header.trim())?.[1];
  if (version === undefined)
    throw InvalidInput.field('If-Match', 'malformed', 'If-Match must be the ETag of the resource.');
  return Number(version);
}

/** The document is made from decorators of the method: a header read through a parameter would be missing there. */
function documentIfMatch(controller: object, method: string | symbol | undefined): void {
  ApiHeader({
    name: 'If-Match',
    description: 'The ETag that was read; 412 `request.stale_version` when there is a newer one.',
    required: false,
  })(controller, method!, Object.getOwnPropertyDescriptor(controller, method!)!);
}
