import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { contentDisposition } from '../attachments/content-disposition.js';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import { Downloads } from './downloads.decorator.js';
import { TicketCsv } from './ticket-csv.js';
import { TicketCsvSearchDto, toTicketCsvSearch } from './ticket-csv.dto.js';

const CSV = 'text/csv; charset=utf-8';

/** Lists of tickets for spreadsheets. */
@ApiTags('tickets')
@Controller('tickets.csv')
export class TicketCsvController {
  constructor(private readonly csv: TicketCsv) {}

  /**
   * Tickets as a CSV file, with the filters and order of `listTickets` and at most `csv_dump_limit` rows: Flicket's
   * columns, then ours. Texts that a spreadsheet would take for a formula begin with an apostrophe.
   */
  @Get()
  @Permission('tickets/export')
  @Downloads('text/csv')
  async exportTickets(
    @CurrentActor() actor: Actor,
    @Query() { bom, ...search }: TicketCsvSearchDto,
  ): Promise<StreamableFile> {
    return this.csv
      .open(actor, toTicketCsvSearch(actor, search), { bom })
      .then(
        ({ content, name }) =>
          new StreamableFile(content, { type: CSV, disposition: contentDisposition(name) }),
      );
  }
}
