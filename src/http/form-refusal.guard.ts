import {
  Injectable,
  SetMetadata,
  type CanActivate,
  type CustomDecorator,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ForeignDoors } from './foreign-doors.js';
import { unsupportedMediaType } from './unsupported-media-type.js';

const READS_FORMS = 'switchdesk:reads-forms';

/** The route reads multipart forms itself. */
export const ReadsForms = (): CustomDecorator => SetMetadata(READS_FORMS, true);

/** Elsewhere a multipart form would be passed over in silence. */
@Injectable()
export class FormRefusalGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly doors: ForeignDoors,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.isMultipart() && !this.mayRead(context, request)) throw unsupportedMediaType(request);
    return true;
  }

  private mayRead(context: ExecutionContext, request: FastifyRequest): boolean {
    return (
      this.reflector.get<boolean | undefined>(READS_FORMS, context.getHandler()) === true ||
      this.doors.of(request.url) !== undefined
    );
  }
}
