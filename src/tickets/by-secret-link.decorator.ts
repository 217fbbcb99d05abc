import { UseGuards, applyDecorators } from '@nestjs/common';
import { Public } from '../http/permission.decorator.js';
import { publicLimit } from './public-limit.guard.js';

/** Whoever has the token in the path, as often as `public_link_limit` says: asked before the token is looked at. */
export const BySecretLink = (): MethodDecorator =>
  applyDecorators(Public(), UseGuards(publicLimit('public_link_limit', 'public-link')));
