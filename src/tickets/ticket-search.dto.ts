import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt } from 'class-validator';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { PageSearchDto } from '../http/page.dto.js';
import { ToInt } from '../http/to-int.decorator.js';
import { TICKET_STATUSES, type TicketStatus } from './ticket.states.js';
import { OVERDUE_SORTS, TICKET_SORTS, type TicketSort } from './tickets.queries.js';

const SORTS = [...TICKET_SORTS, ...OVERDUE_SORTS];

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

  /** `true`: only those that are overdue now. */
  @ApiProperty({ enum: [true], required: false })
  @MayBeAbsent()
  @Transform(({ value }) => value === 'true' || value)
  @IsIn([true])
  overdue?: true;

  /** Absent: `-updatedAt`. With `overdue=true`: `overdueAt` (the default, longest overdue first) or `-overdueAt`. */
  @ApiProperty({ enum: SORTS, required: false })
  @MayBeAbsent()
  @IsIn(SORTS)
  sort?: TicketSort;
}
