import {
  Get,
  HttpCode,
  Post,
  SetMetadata,
  UseInterceptors,
  applyDecorators,
  type Type,
} from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiExtraModels,
  ApiOkResponse,
  ApiQuery,
  getSchemaPath,
} from '@nestjs/swagger';
import { HelpdeskzFormInterceptor } from './helpdeskz-form.interceptor.js';
import { ErrorShape } from './helpdeskz.shapes.js';

export const HELPDESKZ_PERMISSION = 'switchdesk:helpdeskz-permission';

/** The permissions of a HelpDeskZ token, and what a refusal calls them. */
export const LABELS = {
  'users/create': 'Create users.',
  'users/read': 'Get list/details of users.',
  'users/update': 'Update users.',
  'users/delete': 'Delete users.',
  'departments/create': 'Create departments.',
  'departments/read': 'Get list/details of departments.',
  'departments/update': 'Update departments.',
  'departments/delete': 'Delete departments.',
  'tickets/create': 'Create tickets.',
  'tickets/read': 'Get list/details of tickets.',
  'tickets/update': 'Update ticket status or department.',
  'tickets/delete': 'Delete tickets.',
  'messages/create': 'Add a message to ticket.',
  'messages/read': 'Get messages from a ticket.',
  'attachments/read': 'Get list/details of attachments.',
  'attachments/download': 'Get file content from an attachment.',
  'attachments/delete': 'Delete attachments.',
  'staff/read': 'Get information/details of staff users.',
  'staff/auth': 'Validate staff authentication.',
} as const;
export type HelpdeskzPermission = keyof typeof LABELS;

interface EndpointOptions {
  permission: HelpdeskzPermission;
  /** The shape of the answer, for the documentation. */
  answers: Type | [Type, Type];
  /** The fields of a POST or the parameters of a GET, for the documentation. */
  fields?: Type;
}

/**
 * The paths of one thing. Whatever follows the id is ignored, and a GET of a path that writes looks for a thing
 * of that name and finds none.
 */
export const SHOW = ['show/:id', 'show/:id/*', ':id', 'update/*', 'delete/*'];

/** `GET` of one of the paths. */
export const Reads = (paths: string[], { permission, answers, fields }: EndpointOptions): MethodDecorator =>
  applyDecorators(
    Get(paths),
    SetMetadata(HELPDESKZ_PERMISSION, permission),
    ...describe(answers),
    ...query(fields),
  );

/** `POST` to one of the paths; the answer is 200 whatever was made. */
export const Writes = (paths: string[], { permission, answers, fields }: EndpointOptions): MethodDecorator =>
  applyDecorators(
    Post(paths),
    HttpCode(200),
    UseInterceptors(HelpdeskzFormInterceptor),
    SetMetadata(HELPDESKZ_PERMISSION, permission),
    ...describe(answers),
    ...(fields
      ? [
          ApiConsumes('multipart/form-data', 'application/x-www-form-urlencoded', 'application/json'),
          ApiBody({ type: fields }),
        ]
      : []),
  );

/** Refusals, too, are mostly answered by 200. */
const describe = (answers: Type | [Type, Type]): MethodDecorator[] => {
  const shapes = [answers, ErrorShape].flat();
  return [
    ApiExtraModels(...shapes),
    ApiOkResponse({
      description: 'The answer, or `{"error":1,"message":…}`.',
      schema: { oneOf: shapes.map((shape) => ({ $ref: getSchemaPath(shape) })) },
    }),
  ];
};

const query = (fields: Type | undefined): MethodDecorator[] => (fields ? [ApiQuery({ type: fields })] : []);
