import type { Page } from '../common/page.js';
import { PageDto } from '../http/page.dto.js';
import { TicketDto, toTicketDto } from './ticket.dto.js';
import type { TicketRow } from './tickets.queries.js';

export class TicketListDto {
  items: TicketDto[];
  page: PageDto;
}

export const toTicketListDto = ({ items, page }: Page<TicketRow>): TicketListDto => ({
  items: items.map(toTicketDto),
  page,
});
