import { Header, HttpCode, Post, SetMetadata, applyDecorators, type Type } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import type { PermissionWord } from '../../staff-auth/permissions.js';
import type { JUTDA_METHOD_NAMES } from '../../http/rewrite-url.js';

export const JUTDA_METHOD = 'switchdesk:jutda-method';
export type JutdaMethodName = (typeof JUTDA_METHOD_NAMES)[number];

/** The types of Jutda's answers, to the letter: without a charset. */
export const TEXT = 'text/plain';
export const JSON_TEXT = 'text/json';

export interface MethodOptions {
  permission: PermissionWord;
  /** The parameters, for the documentation. */
  fields: Type;
  /** What a good answer says, for the documentation. */
  answers: string;
  type?: typeof TEXT | typeof JSON_TEXT;
}

/** `POST <mount>/<name>/`; a good answer is 200. */
export const Method = (name: JutdaMethodName, options: MethodOptions): MethodDecorator =>
  applyDecorators(
    Post(name),
    HttpCode(200),
    SetMetadata(JUTDA_METHOD, { ...options, name }),
    Header('content-type', options.type ?? TEXT),
    ApiConsumes('application/x-www-form-urlencoded', 'multipart/form-data'),
    ApiBody({ type: options.fields }),
    ApiProduces(options.type ?? TEXT),
    ApiOkResponse({ description: options.answers, schema: { type: 'string' } }),
  );
