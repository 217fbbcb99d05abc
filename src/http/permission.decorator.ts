import {
  SetMetadata,
  UseGuards,
  applyDecorators,
  type CanActivate,
  type CustomDecorator,
  type Type,
} from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';

export const PERMISSION_KEY = 'switchdesk:permission';
export const PUBLIC_KEY = 'switchdesk:public';

/** The one permission a route asks for, `resource/action`. Every route has this or `@Public()`, or the process does not start. */
export const Permission = (permission: string): CustomDecorator => SetMetadata(PERMISSION_KEY, permission);

/** Nobody has to be signed in. */
export const Public = (): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(PUBLIC_KEY, true), ApiSecurity({})) as ClassDecorator & MethodDecorator;

/** The routes of a dialect: its own guard asks, in the words of the original. */
export const OwnGuard = (guard: Type<CanActivate>): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(PUBLIC_KEY, true), UseGuards(guard)) as ClassDecorator & MethodDecorator;
