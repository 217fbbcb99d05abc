import { All, Controller, Get, Options, Req, UseInterceptors } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { OwnGuard } from '../../http/permission.decorator.js';
import { DrfInterceptor } from './drf.interceptor.js';
import { NoSuchPath } from './django-helpdesk.errors.js';
import { DjangoHelpdeskGuard } from './django-helpdesk.guard.js';
import { RootShape } from './django-helpdesk.shapes.js';
import { originOf, pathOf } from './lists.js';
import { placeOf } from './places.js';

/** The addresses of the lists, and whatever no other route takes. */
@ApiTags('root')
@OwnGuard(DjangoHelpdeskGuard)
@UseInterceptors(DrfInterceptor)
@Controller('django-helpdesk/api')
export class DjangoRootController {
  /** Where everything is. */
  @Get()
  @ApiOkResponse({ type: RootShape })
  showRoot(@Req() request: FastifyRequest): RootShape {
    return rootOf(`${originOf(request)}${pathOf(request)}`);
  }

  @Options()
  @ApiExcludeEndpoint()
  describeRoot(@Req() request: FastifyRequest): object {
    return descriptionOf(request);
  }

  /** What can be asked for where; other verbs and paths have been refused by the guard. */
  @All('*')
  @ApiExcludeEndpoint()
  describe(@Req() request: FastifyRequest): object {
    return descriptionOf(request);
  }
}

const rootOf = (root: string): RootShape => ({
  tickets: `${root}tickets/`,
  user_tickets: `${root}user_tickets/`,
  followups: `${root}followups/`,
  'followups-attachments': `${root}followups-attachments/`,
  users: `${root}users/`,
});

/** The answer to `OPTIONS`. */
function descriptionOf(request: FastifyRequest): object {
  const place = placeOf(request);
  if (request.method !== 'OPTIONS' || !place) throw new NoSuchPath();
  return {
    name: place.name,
    description: '',
    renders: ['application/json'],
    parses: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
  };
}
