import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IfMatch } from '../http/etag.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import { CustomFieldCreateDto, CustomFieldUpdateDto } from './custom-field-create.dto.js';
import {
  CustomFieldDto,
  CustomFieldListDto,
  CustomFieldSearchDto,
  toCustomFieldDto,
  toCustomFieldListDto,
} from './custom-field.dto.js';
import { CustomFieldsService } from './custom-fields.service.js';

/** Fields that the desk adds to its tickets. Users know nothing of those for staff. */
@ApiTags('custom-fields')
@Controller('custom-fields')
export class CustomFieldsController {
  constructor(private readonly fields: CustomFieldsService) {}

  /** The fields that the caller may know of, in their order. */
  @Get()
  @Permission('custom-fields/read')
  async listCustomFields(
    @CurrentActor() actor: Actor,
    @Query() search: CustomFieldSearchDto,
  ): Promise<CustomFieldListDto> {
    return toCustomFieldListDto(await this.fields.page(actor, search));
  }

  /** One field. */
  @Get(':id')
  @Permission('custom-fields/read')
  async getCustomField(@CurrentActor() actor: Actor, @Id() id: number): Promise<CustomFieldDto> {
    return toCustomFieldDto(await this.fields.get(actor, id));
  }

  /** Adds a field to tickets; 409 `custom_field.name_taken` where there is one of this name. */
  @Post()
  @Permission('custom-fields/create')
  async createCustomField(
    @CurrentActor() actor: Actor,
    @Body() body: CustomFieldCreateDto,
  ): Promise<CustomFieldDto> {
    return this.fields
      .create(actor, body)
      .then(async (id) => toCustomFieldDto(await this.fields.get(actor, id)));
  }

  /** Changes what is sent; what tickets have already stays, whatever the new rule. `If-Match` guards against lost updates. */
  @Patch(':id')
  @Permission('custom-fields/update')
  async updateCustomField(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: CustomFieldUpdateDto,
    @IfMatch() version: number | undefined,
  ): Promise<CustomFieldDto> {
    return this.fields
      .update(actor, id, body, version)
      .then(async () => toCustomFieldDto(await this.fields.get(actor, id)));
  }

  /** Deletes a field with all its values. */
  @Delete(':id')
  @HttpCode(204)
  @Permission('custom-fields/delete')
  async deleteCustomField(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    return this.fields.delete(actor, id, version);
  }
}
