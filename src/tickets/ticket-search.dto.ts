import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from '../common/page.js';
import { ToInt } from '../http/to-int.decorator.js';
import { TICKET_STATUSES, type TicketStatus } from './ticket.states.js';
import { TICKET_SORTS, type TicketSort } from './tickets.queries.js';

/** Filters of a list of tickets; all of them must fit. */
export class TicketSearchDto {
  @IsOptional()
  @ToInt()
  @IsInt()
  departmentId?: number;

  @ApiProperty({ enum: TICKET_STATUSES, required: false })
  @IsOptional()
  @IsIn(TICKET_STATUSES)
  status?: TicketStatus;

  @IsOptional()
  @ToInt()
  @IsInt()
  requesterId?: number;

  @IsOptional()
  @ToInt()
  @IsInt()
  assigneeId?: number;

  @ApiProperty({ enum: TICKET_SORTS, required: false, default: '-updatedAt' })
  @IsOptional()
  @IsIn(TICKET_SORTS)
  sort: TicketSort = '-updatedAt';

  /** From `page.next` or `page.prev` of an earlier answer. */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  cursor?: string;

  @IsOptional()
  @ToInt()
  @IsInt()
  @Min(1)
  @Max(PAGE_LIMIT_MAX)
  limit: number = PAGE_LIMIT_DEFAULT;
}
