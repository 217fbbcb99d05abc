import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from '../common/page.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { ToInt } from '../http/to-int.decorator.js';
import { TICKET_STATUSES, type TicketStatus } from './ticket.states.js';
import { TICKET_SORTS, type TicketSort } from './tickets.queries.js';

/** Filters of a list of tickets; all of them must fit. */
export class TicketSearchDto {
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

  /** From `page.next` or `page.prev` of an earlier answer. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(2000)
  cursor?: string;

  @MayBeAbsent()
  @ToInt()
  @IsInt()
  @Min(1)
  @Max(PAGE_LIMIT_MAX)
  limit: number = PAGE_LIMIT_DEFAULT;
}
