import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import type { Locale } from '../common/locales.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { Language } from '../http/language.js';
import { Permission } from '../http/permission.decorator.js';
import { TicketBulkDto, TicketBulkResultsDto, toBulkJob, toBulkResultsDto } from './ticket-bulk.dto.js';
import { TicketBulkService } from './ticket-bulk.service.js';

/** The same for many tickets. */
@ApiTags('tickets')
@Controller('tickets/bulk')
export class TicketBulkController {
  constructor(private readonly bulk: TicketBulkService) {}

  /** Changes up to 100 tickets, or takes one action on each: every one by itself, with a result of its own. */
  @Post()
  @HttpCode(200)
  @Permission('tickets/update')
  async bulkUpdateTickets(
    @CurrentActor() actor: Actor,
    @Body() body: TicketBulkDto,
    @Language() language: Locale,
  ): Promise<TicketBulkResultsDto> {
    return toBulkResultsDto(await this.bulk.run(actor, toBulkJob(body)), language);
  }
}
