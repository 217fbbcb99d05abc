import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import { MembersService } from './members.service.js';
import { MembersDto } from './members.dto.js';

/** Who belongs to a department. */
@ApiTags('departments')
@Controller('departments/:id/members')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  /** The members of a department. */
  @Get()
  @Permission('staff/read')
  async listDepartmentMembers(@CurrentActor() actor: Actor, @Id() id: number): Promise<MembersDto> {
    return { staffIds: await this.members.membersOf(actor, id) };
  }

  /** Makes exactly these the members of a department. */
  @Put()
  @Permission('departments/update')
  async setDepartmentMembers(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() { staffIds }: MembersDto,
  ): Promise<MembersDto> {
    return { staffIds: await this.members.setMembers(actor, id, staffIds) };
  }
}
