import { Controller, Delete, HttpCode } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IfMatch } from '../http/etag.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import { CategoryRemovalsService } from './category-removals.service.js';
import { RemovalsService } from './removals.service.js';
import { StaffRemovalsService } from './staff-removals.service.js';

/** The deletion of a department takes tickets along. */
@ApiTags('departments')
@Controller('departments/:id')
export class DepartmentRemovalsController {
  constructor(private readonly removals: RemovalsService) {}

  /** Deletes a department with all its tickets. */
  @Delete()
  @HttpCode(204)
  @Permission('departments/delete')
  deleteDepartment(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    return this.removals.removeDepartment(actor, id, version);
  }
}

/** The deletion of a category takes it away from its tickets. */
@ApiTags('departments')
@Controller('departments/:id/categories/:categoryId')
export class CategoryRemovalsController {
  constructor(private readonly removals: CategoryRemovalsService) {}

  /** Deletes a category; its tickets stay, without one. */
  @Delete()
  @HttpCode(204)
  @Permission('departments/update')
  deleteCategory(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Id('categoryId') categoryId: number,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    return this.removals.removeCategory(actor, id, categoryId, version);
  }
}

/** The deletion of a user takes tickets along. */
@ApiTags('users')
@Controller('users/:id')
export class UserRemovalsController {
  constructor(private readonly removals: RemovalsService) {}

  /** Deletes a user with all the tickets they asked for. */
  @Delete()
  @HttpCode(204)
  @Permission('users/delete')
  deleteUser(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    return this.removals.removeUser(actor, id, version);
  }
}

/** The deletion of an account lets go of tickets. */
@ApiTags('staff')
@Controller('staff/:id')
export class StaffRemovalsController {
  constructor(private readonly removals: StaffRemovalsService) {}

  /** Deletes an account; its tickets and messages stay, without assignee. 409 `staff.last_admin`. */
  @Delete()
  @HttpCode(204)
  @Permission('staff/delete')
  deleteStaff(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    return this.removals.removeStaff(actor, id, version);
  }
}
