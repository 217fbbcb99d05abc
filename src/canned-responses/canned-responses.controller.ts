import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IfMatch } from '../http/etag.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import {
  CannedResponseCreateDto,
  CannedResponseDto,
  CannedResponseListDto,
  CannedResponseSearchDto,
  CannedResponseUpdateDto,
  toCannedResponseDto,
  toCannedResponseListDto,
  toResponseInput,
} from './canned-response.dto.js';
import { CannedResponsesService } from './canned-responses.service.js';

/** Replies that are written once and used often. What the caller may not see is 404. */
@ApiTags('canned-responses')
@Controller('canned-responses')
export class CannedResponsesController {
  constructor(private readonly responses: CannedResponsesService) {}

  /** One's own and the shared ones of one's departments, in order of id; superusers and administrators see all. */
  @Get()
  @Permission('canned-responses/read')
  async listCannedResponses(
    @CurrentActor() actor: Actor,
    @Query() search: CannedResponseSearchDto,
  ): Promise<CannedResponseListDto> {
    return toCannedResponseListDto(await this.responses.list(actor, search));
  }

  /** One canned response, with its variables as they are written. */
  @Get(':id')
  @Permission('canned-responses/read')
  async getCannedResponse(@CurrentActor() actor: Actor, @Id() id: number): Promise<CannedResponseDto> {
    return toCannedResponseDto(await this.responses.get(actor, id));
  }

  /** Creates a canned response; variables that there are not are refused. */
  @Post()
  @Permission('canned-responses/create')
  async createCannedResponse(
    @CurrentActor() actor: Actor,
    @Body() body: CannedResponseCreateDto,
  ): Promise<CannedResponseDto> {
    return this.responses
      .create(actor, toResponseInput(body))
      .then(async (id) => toCannedResponseDto(await this.responses.get(actor, id)));
  }

  /** Changes what is sent; who shares or takes one becomes nobody or its owner. `If-Match` guards against lost updates. */
  @Patch(':id')
  @Permission('canned-responses/update')
  async updateCannedResponse(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: CannedResponseUpdateDto,
    @IfMatch() version: number | undefined,
  ): Promise<CannedResponseDto> {
    return this.responses
      .update(actor, id, toResponseInput(body), version)
      .then(async () => toCannedResponseDto(await this.responses.get(actor, id)));
  }

  /** Deletes a canned response. */
  @Delete(':id')
  @HttpCode(204)
  @Permission('canned-responses/delete')
  async deleteCannedResponse(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    return this.responses.delete(actor, id, version);
  }
}
