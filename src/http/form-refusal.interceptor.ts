import {
  Injectable,
  SetMetadata,
  type CallHandler,
  type CustomDecorator,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { ForeignDoors } from './foreign-doors.js';
import { unsupportedMediaType } from './unsupported-media-type.js';

const READS_FORMS = 'switchdesk:reads-forms';

/** The route reads multipart forms itself. */
export const ReadsForms = (): CustomDecorator => SetMetadata(READS_FORMS, true);

/** Elsewhere a multipart form would be passed over in silence. */
@Injectable()
export class FormRefusalInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly doors: ForeignDoors,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.isMultipart() && !this.mayRead(context, request)) throw unsupportedMediaType(request);
    return next.handle();
  }

  private mayRead(context: ExecutionContext, request: FastifyRequest): boolean {
    return (
      this.reflector.get<boolean | undefined>(READS_FORMS, context.getHandler()) === true ||
      this.doors.of(request.url) !== undefined
    );
  }
}
