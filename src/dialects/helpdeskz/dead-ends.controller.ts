import { All, Controller, Get, NotFoundException, Post, Req, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../http/permission.decorator.js';
import { HelpdeskzActionMissing, wrongVerb } from './helpdeskz.errors.js';
import { HelpdeskzGuard } from './helpdeskz.guard.js';

const RESOURCES = ['users', 'departments', 'tickets', 'messages', 'attachments', 'staff'];
const ACTIONS = ['show', 'create', 'update', 'delete', 'auth'];

/** Paths that HelpDeskZ routes to nothing: unbuilt actions answer 501, wrong verbs an untranslated key, the rest 404. */
@ApiExcludeController()
@Public()
@Controller('helpdeskz/api')
export class HelpdeskzDeadEndsController {
  @Get(['messages', ...RESOURCES.flatMap((resource) => [`${resource}/new`, `${resource}/edit/:id`])])
  @UseGuards(HelpdeskzGuard)
  missingRead(@Req() request: FastifyRequest): never {
    throw new HelpdeskzActionMissing(actionOf(request) ?? 'index');
  }

  @Post(['staff', 'attachments', ':resource/create', ':resource/update/:id', ':resource/delete/:id'])
  @UseGuards(HelpdeskzGuard)
  missingWrite(@Req() request: FastifyRequest): never {
    throw RESOURCES.includes(resourceOf(request))
      ? new HelpdeskzActionMissing(actionOf(request) ?? 'create')
      : new NotFoundException('Not found.');
  }

  /** A known resource with an action of its own, or none, is there for another verb. */
  @All(['', '*'])
  otherwise(@Req() request: FastifyRequest): never {
    throw isForAnotherVerb(request) ? wrongVerb() : new NotFoundException('Not found.');
  }
}

function isForAnotherVerb(request: FastifyRequest): boolean {
  const action = actionOf(request);
  const isResource = RESOURCES.includes(resourceOf(request).toLowerCase());
  return isResource && (action === undefined || ACTIONS.includes(action));
}

const segmentsOf = (request: FastifyRequest): string[] =>
  request.url.split('?', 1)[0]!.split('/').filter(Boolean).slice(2);

const resourceOf = (request: FastifyRequest): string => segmentsOf(request)[0] ?? '';
const actionOf = (request: FastifyRequest): string | undefined => segmentsOf(request)[1];
