import { ApiProperty } from '@nestjs/swagger';
import { ROLES, type Role } from '../common/actor.js';
import { PERMISSION_DESCRIPTIONS } from './permission-descriptions.js';
import { PERMISSIONS, TOKEN_PERMISSIONS, permissionsOf, permissionsOfUser } from './permissions.js';
import type { RoutePermissions } from './route-permissions.js';

const HOLDERS = [...ROLES, 'user'] as const;

/** A word that routes ask for, and who has it. */
export class PermissionDto {
  /** @example tickets/read */
  permission: string;
  /** What it lets one do. */
  description: string;
  /** Those who have it; `user`: who has signed in as one. */
  @ApiProperty({ enum: HOLDERS, isArray: true })
  roles: (Role | 'user')[];
  /** Whether API tokens can be given it. */
  apiTokens: boolean;
  /** The routes that ask for it. */
  @ApiProperty({ type: [String], example: ['GET /api/v1/tickets'] })
  routes: readonly string[];
}

export class PermissionListDto {
  items: PermissionDto[];
}

export const toPermissionListDto = (routes: RoutePermissions): PermissionListDto => ({
  items: PERMISSIONS.map((permission) => ({
    permission,
    description: PERMISSION_DESCRIPTIONS[permission] ?? '',
    roles: HOLDERS.filter((holder) =>
      (holder === 'user' ? permissionsOfUser() : permissionsOf(holder)).has(permission),
    ),
    apiTokens: TOKEN_PERMISSIONS.includes(permission),
    routes: routes.routesOf(permission),
  })),
});
