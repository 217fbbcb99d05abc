import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IfMatch } from '../http/etag.js';
import { Id } from '../http/id.decorator.js';
import { PageSearchDto } from '../http/page.dto.js';
import { Permission } from '../http/permission.decorator.js';
import { DepartmentCreateDto, DepartmentUpdateDto } from './department-create.dto.js';
import { DepartmentDto, DepartmentListDto, toDepartmentDto, toDepartmentListDto } from './department.dto.js';
import { DepartmentsService } from './departments.service.js';

/** Where tickets go. */
@ApiTags('departments')
@Controller('departments')
export class DepartmentsController {
  constructor(private readonly departments: DepartmentsService) {}

  /** The departments the caller may know of, in their order. */
  @Get()
  @Permission('departments/read')
  async listDepartments(
    @CurrentActor() actor: Actor,
    @Query() search: PageSearchDto,
  ): Promise<DepartmentListDto> {
    return toDepartmentListDto(await this.departments.page(actor, search), actor);
  }

  /** One department. */
  @Get(':id')
  @Permission('departments/read')
  async getDepartment(@CurrentActor() actor: Actor, @Id() id: number): Promise<DepartmentDto> {
    return toDepartmentDto(await this.departments.get(actor, id), actor);
  }

  /** Creates a department, by default after the last. */
  @Post()
  @Permission('departments/create')
  async createDepartment(
    @CurrentActor() actor: Actor,
    @Body() body: DepartmentCreateDto,
  ): Promise<DepartmentDto> {
    return toDepartmentDto(await this.departments.create(actor, body), actor);
  }

  /** Changes what is sent; `If-Match` guards against lost updates. */
  @Patch(':id')
  @Permission('departments/update')
  async updateDepartment(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: DepartmentUpdateDto,
    @IfMatch() version: number | undefined,
  ): Promise<DepartmentDto> {
    return toDepartmentDto(await this.departments.update(actor, id, body, version), actor);
  }
}
