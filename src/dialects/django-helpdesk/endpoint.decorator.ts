import { Delete, Get, Patch, Post, Put, applyDecorators, type Type } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiParam,
  ApiQuery,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import { PageHeadShape } from './django-helpdesk.shapes.js';

const FORMS = ['application/json', 'multipart/form-data', 'application/x-www-form-urlencoded'];

const answers = (status: 200 | 201, shape: Type): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(shape),
    ApiResponse({
      status,
      description: '',
      content: { 'application/json': { schema: { $ref: getSchemaPath(shape) } } },
    }),
  );

/** All of a kind: by `DJANGO_LIST_SHAPE` an array, or an object with one page of it. */
export const Lists = (shape: Type, parameters: Type, isPaged = false): MethodDecorator => {
  const array = { type: 'array' as const, items: { $ref: getSchemaPath(shape) } };
  const page = {
    allOf: [
      { $ref: getSchemaPath(PageHeadShape) },
      { type: 'object' as const, properties: { results: array } },
    ],
  };
  return applyDecorators(
    Get(),
    ApiQuery({ type: parameters }),
    ApiExtraModels(shape, PageHeadShape),
    ApiResponse({
      status: 200,
      description: isPaged ? 'A page.' : 'All of them, or a page: by `DJANGO_LIST_SHAPE`.',
      content: { 'application/json': { schema: isPaged ? page : { oneOf: [array, page] } } },
    }),
  );
};

const Id = (): MethodDecorator => ApiParam({ name: 'id', schema: { type: 'integer' }, example: 1 });

export const Shows = (shape: Type): MethodDecorator => applyDecorators(Get(':id'), Id(), answers(200, shape));

export const Creates = (fields: Type, shape: Type): MethodDecorator =>
  applyDecorators(Post(), ApiConsumes(...FORMS), ApiBody({ type: fields }), answers(201, shape));

/** `PUT` says all of it, `PATCH` some. */
export const Replaces = (fields: Type, shape: Type): MethodDecorator =>
  applyDecorators(Put(':id'), Id(), ApiConsumes(...FORMS), ApiBody({ type: fields }), answers(200, shape));

export const Changes = (fields: Type, shape: Type): MethodDecorator =>
  applyDecorators(Patch(':id'), Id(), ApiConsumes(...FORMS), ApiBody({ type: fields }), answers(200, shape));

export const Deletes = (): MethodDecorator =>
  applyDecorators(Delete(':id'), Id(), ApiNoContentResponse({ description: 'It is gone.' }));
