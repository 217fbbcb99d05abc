import {
  Delete,
  Get,
  HttpCode,
  Injectable,
  Post,
  SetMetadata,
  UseInterceptors,
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiParam,
  ApiQuery,
  ApiSecurity,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { tap, type Observable } from 'rxjs';
import type { PermissionWord } from '../../staff-auth/permissions.js';
import { TokenShape } from './flicket.shapes.js';

export const FLICKET_ACCESS = 'switchdesk:flicket-access';

/** What lets a caller in: a permission of the owner of the token, any token that is good, or a password. */
export type FlicketAccess = PermissionWord | 'token' | 'password';

const Access = (access: FlicketAccess): MethodDecorator => SetMetadata(FLICKET_ACCESS, access);

interface ReadOptions {
  permission: PermissionWord;
  /** The shape of the answer, for the documentation. */
  answers: Type;
  /** The parameters of the query, for the documentation. */
  query?: Type;
}

/** `GET` of one of the paths, with and without the last slash; the first one stands in the documentation. */
export const Reads = (paths: string[], { permission, answers, query }: ReadOptions): MethodDecorator =>
  applyDecorators(
    Get(paths),
    Access(permission),
    ApiOkResponse({ type: answers }),
    ...[...paths[0]!.matchAll(/:(\w+)/g)].map(([, name]) =>
      ApiParam({ name: name!, schema: { type: 'integer' }, example: 1 }),
    ),
    ...(query ? [ApiQuery({ type: query })] : []),
  );

/** What was made says where it is. */
@Injectable()
class LocationInterceptor implements NestInterceptor<{ links: { self: string } }> {
  intercept(
    context: ExecutionContext,
    next: CallHandler<{ links: { self: string } }>,
  ): Observable<{ links: { self: string } }> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(tap(({ links }) => void reply.header('location', links.self)));
  }
}

interface WriteOptions extends Omit<ReadOptions, 'query'> {
  /** The body, for the documentation. */
  fields: Type;
}

/** `POST`: 201 and where the new thing is. */
export const Creates = (path: string, { permission, answers, fields }: WriteOptions): MethodDecorator =>
  applyDecorators(
    Post(path),
    Access(permission),
    UseInterceptors(LocationInterceptor),
    ApiBody({ type: fields }),
    ApiCreatedResponse({ type: answers, headers: { Location: { schema: { type: 'string' } } } }),
  );

/** `POST` for a token, with name and password. */
export const GivesToken = (): MethodDecorator =>
  applyDecorators(
    Post(),
    HttpCode(200),
    Access('password'),
    ApiSecurity('password'),
    ApiOkResponse({ type: TokenShape }),
  );

/** `DELETE` of the token that the request brings. */
export const TakesToken = (): MethodDecorator =>
  applyDecorators(Delete(), HttpCode(204), Access('token'), ApiNoContentResponse());
