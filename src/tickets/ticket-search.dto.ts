import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt } from 'class-validator';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { PageSearchDto } from '../http/page.dto.js';
import { ToInt } from '../http/to-int.decorator.js';
import { TICKET_STATUSES, type TicketStatus } from './ticket.states.js';
import { TICKET_SORTS, type TicketSort } from './tickets.queries.js';

/** Filters of a list of tickets; all of them must fit. */
export class TicketSearchDto extends PageSearchDto {
  @MayBeAbsent()
  @ToInt()
  @IsInt()
  departmentId?: number;

  @ApiProperty({ enum: TICKET_STATUSES, required: false })
  @MayBeAbsent()
  @IsIn(TICKET_STATUSES)
  status?: TicketStatus;

  @MayBeAbsent()
  @ToInt()
  @IsInt()
  requesterId?: number;

  @MayBeAbsent()
  @ToInt()
  @IsInt()
  assigneeId?: number;

  @ApiProperty({ enum: TICKET_SORTS, required: false, default: '-updatedAt' })
  @MayBeAbsent()
  @IsIn(TICKET_SORTS)
  sort: TicketSort = '-updatedAt';
}
