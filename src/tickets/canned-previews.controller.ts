import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import { CannedPreviewDto, CannedPreviewSearchDto, toCannedPreviewDto } from './canned-preview.dto.js';
import { CannedPreviewsService } from './canned-previews.service.js';

/** Canned responses on tickets. */
@ApiTags('canned-responses')
@Controller('canned-responses/:id/preview')
export class CannedPreviewsController {
  constructor(private readonly previews: CannedPreviewsService) {}

  /** What a canned response says on a ticket: nothing is sent. Values are escaped as the format needs it. */
  @Get()
  @Permission('canned-responses/read')
  async previewCannedResponse(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Query() { ticketId }: CannedPreviewSearchDto,
  ): Promise<CannedPreviewDto> {
    return toCannedPreviewDto(await this.previews.preview(actor, id, ticketId));
  }
}
