import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IfMatch } from '../http/etag.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import { StaffCreateDto, StaffDto, StaffUpdateDto, toStaffDto } from './staff.dto.js';
import { StaffLists } from './staff-lists.js';
import { StaffListDto, StaffSearchDto, toStaffListDto } from './staff-search.dto.js';
import { StaffService } from './staff.service.js';

/** Who answers. */
@ApiTags('staff')
@Controller('staff')
export class StaffController {
  constructor(
    private readonly staff: StaffService,
    private readonly lists: StaffLists,
  ) {}

  /** All accounts in order of id, disabled ones too; or those that `search` finds. */
  @Get()
  @Permission('staff/read')
  async listStaff(@Query() search: StaffSearchDto): Promise<StaffListDto> {
    return toStaffListDto(await this.lists.list(search));
  }

  /** One account. */
  @Get(':id')
  @Permission('staff/read')
  async getStaff(@Id() id: number): Promise<StaffDto> {
    return toStaffDto(await this.staff.get(id));
  }

  /** Creates an account; 409 `account.username_taken` or `staff.email_taken`. */
  @Post()
  @Permission('staff/create')
  async createStaff(@CurrentActor() actor: Actor, @Body() body: StaffCreateDto): Promise<StaffDto> {
    return toStaffDto(await this.staff.create(actor, body));
  }

  /** Changes what is sent. Where that takes rights away, the account's sessions end; 409 `staff.last_admin`. */
  @Patch(':id')
  @Permission('staff/update')
  async updateStaff(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: StaffUpdateDto,
    @IfMatch() version: number | undefined,
  ): Promise<StaffDto> {
    return toStaffDto(await this.staff.update(actor, id, body, version));
  }
}
