import { SetMetadata, type CustomDecorator } from '@nestjs/common';

export const PERMISSION_KEY = 'switchdesk:permission';
export const PUBLIC_KEY = 'switchdesk:public';

/** The one permission a route asks for, `resource/action`. Every route has this or `@Public()`, or the process does not start. */
export const Permission = (permission: string): CustomDecorator => SetMetadata(PERMISSION_KEY, permission);

/** Nobody has to be signed in; on a controller with a guard of its own it hands the question to that guard. */
export const Public = (): CustomDecorator => SetMetadata(PUBLIC_KEY, true);
