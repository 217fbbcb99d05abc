import { PageDto } from '../http/page.dto.js';
import { TicketDto, toTicketDto } from './ticket.dto.js';
import type { TicketWithParts } from './ticket-includes.js';
import type { CountedPage } from './ticket-lists.js';

export class TicketPageDto extends PageDto {
  /** With `count=true`: how many there are; where `totalIsExact` is false, at least so many. */
  total?: number;
  totalIsExact?: boolean;
}

export class TicketListDto {
  /** A page may be short, or even empty, and have a next one: where few of many tickets fit, it says how far it looked. */
  items: TicketDto[];
  page: TicketPageDto;
}

export const toTicketListDto = ({
  items,
  page,
}: Pick<CountedPage<TicketWithParts>, 'items' | 'page'>): TicketListDto => ({
  items: items.map(toTicketDto),
  page,
});
