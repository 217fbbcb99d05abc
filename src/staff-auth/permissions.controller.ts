import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Permission } from '../http/permission.decorator.js';
import { PermissionListDto, toPermissionListDto } from './permission.dto.js';
import { RoutePermissions } from './route-permissions.js';

/** Who may do what. */
@ApiTags('permissions')
@Controller('permissions')
export class PermissionsController {
  constructor(private readonly routes: RoutePermissions) {}

  /** Every permission, the roles that have it and the routes that ask for it. */
  @Get()
  @Permission('permissions/read')
  listPermissions(): PermissionListDto {
    return toPermissionListDto(this.routes);
  }
}
