import { UseInterceptors, applyDecorators, type Type } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import { ReadsForms } from '../http/form-refusal.guard.js';
import { UploadInterceptor } from './upload.interceptor.js';

/** The route reads JSON, of which `example` is one that works, or a form whose files are the field `attachments`. */
export const TakesFiles = (dto: Type, example: object): MethodDecorator =>
  applyDecorators(
    ReadsForms(),
    UseInterceptors(UploadInterceptor),
    ApiExtraModels(dto),
    ApiConsumes('application/json', 'multipart/form-data'),
    ApiBody({
      schema: {
        example,
        allOf: [
          { $ref: getSchemaPath(dto) },
          {
            type: 'object',
            properties: { attachments: { type: 'array', items: { type: 'string', format: 'binary' } } },
          },
        ],
      },
    }),
  );
