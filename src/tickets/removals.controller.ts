import { Controller, Delete, Param, ParseIntPipe } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IfMatch } from '../http/etag.interceptor.js';
import { Permission } from '../http/permission.decorator.js';
import { RemovalsService } from './removals.service.js';

/** Deletions that take tickets along. */
@Controller()
export class RemovalsController {
  constructor(private readonly removals: RemovalsService) {}

  /** Deletes a department with all its tickets. */
  @Delete('departments/:id')
  @Permission('departments/delete')
  @ApiTags('departments')
  async deleteDepartment(
    @CurrentActor() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    return this.removals.removeDepartment(actor, id, version);
  }

  /** Deletes a user with all the tickets they asked for. */
  @Delete('users/:id')
  @Permission('users/delete')
  @ApiTags('users')
  async deleteUser(
    @CurrentActor() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    return this.removals.removeUser(actor, id, version);
  }
}
