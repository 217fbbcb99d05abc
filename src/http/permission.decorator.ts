import { SetMetadata, UseGuards, applyDecorators, type CanActivate, type Type } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import { needsSession } from '../common/session-bound.js';

export const PERMISSION_KEY = 'switchdesk:permission';
export const PUBLIC_KEY = 'switchdesk:public';

/** The security scheme of sessions and of API tokens. */
export const BEARER = 'bearer';

/** The one permission a route asks for, `resource/action`. Every route has this or `@Public()`, or the process does not start. */
export const Permission = (permission: string): MethodDecorator =>
  applyDecorators(
    SetMetadata(PERMISSION_KEY, permission),
    ...(needsSession(permission) ? [ApiSecurity(BEARER)] : []),
  );

/** Nobody has to be signed in. */
export const Public = (): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(PUBLIC_KEY, true), ApiSecurity({})) as ClassDecorator & MethodDecorator;

/** The routes of a dialect: its own guard asks, in the words of the original. */
export const OwnGuard = (guard: Type<CanActivate>): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(PUBLIC_KEY, true), UseGuards(guard)) as ClassDecorator & MethodDecorator;
