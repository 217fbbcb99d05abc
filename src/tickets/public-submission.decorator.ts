import { UseGuards, applyDecorators, type Type } from '@nestjs/common';
import { Public } from '../http/permission.decorator.js';
import { publicLimit } from './public-limit.guard.js';
import { TakesFiles } from './takes-files.decorator.js';
import { TICKET_EXAMPLE } from './ticket-create.dto.js';

const { bodyFormat: _, ...EXAMPLE } = TICKET_EXAMPLE;

/** Anybody may send it, with files, as often as `public_ticket_limit` says. */
export const PublicSubmission = (dto: Type): MethodDecorator =>
  applyDecorators(
    Public(),
    UseGuards(publicLimit('public_ticket_limit', 'public')),
    TakesFiles(dto, EXAMPLE),
  );
