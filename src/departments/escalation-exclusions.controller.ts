import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IfMatch } from '../http/etag.js';
import { Id } from '../http/id.decorator.js';
import { PageSearchDto } from '../http/page.dto.js';
import { Permission } from '../http/permission.decorator.js';
import {
  EscalationExclusionCreateDto,
  EscalationExclusionDto,
  EscalationExclusionListDto,
  EscalationExclusionUpdateDto,
  toEscalationExclusionDto,
  toEscalationExclusionListDto,
} from './escalation-exclusion.dto.js';
import { EscalationExclusionsService } from './escalation-exclusions.service.js';

/** Days on which escalation pauses. */
@ApiTags('escalation-exclusions')
@Controller('escalation-exclusions')
export class EscalationExclusionsController {
  constructor(private readonly exclusions: EscalationExclusionsService) {}

  /** All such days, in order of id. */
  @Get()
  @Permission('escalation-exclusions/read')
  async listEscalationExclusions(@Query() search: PageSearchDto): Promise<EscalationExclusionListDto> {
    return toEscalationExclusionListDto(await this.exclusions.list(search));
  }

  /** One such day. */
  @Get(':id')
  @Permission('escalation-exclusions/read')
  async getEscalationExclusion(@Id() id: number): Promise<EscalationExclusionDto> {
    return toEscalationExclusionDto(await this.exclusions.get(id));
  }

  /** Adds a day on which nothing is escalated, and which does not count. */
  @Post()
  @Permission('escalation-exclusions/create')
  async createEscalationExclusion(
    @CurrentActor() actor: Actor,
    @Body() body: EscalationExclusionCreateDto,
  ): Promise<EscalationExclusionDto> {
    return toEscalationExclusionDto(await this.exclusions.create(actor, body));
  }

  /** Changes what is sent; `If-Match` guards against lost updates. */
  @Patch(':id')
  @Permission('escalation-exclusions/update')
  async updateEscalationExclusion(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: EscalationExclusionUpdateDto,
    @IfMatch() version: number | undefined,
  ): Promise<EscalationExclusionDto> {
    return toEscalationExclusionDto(await this.exclusions.update(actor, id, body, version));
  }

  /** Takes the day back: it counts again. */
  @Delete(':id')
  @HttpCode(204)
  @Permission('escalation-exclusions/delete')
  deleteEscalationExclusion(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    return this.exclusions.delete(actor, id, version);
  }
}
