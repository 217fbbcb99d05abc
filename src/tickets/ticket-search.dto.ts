import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsInt, IsString, MaxLength } from 'class-validator';
import { IsDateTime } from '../http/is-date-time.decorator.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { PageSearchDto } from '../http/page.dto.js';
import { ToBoolean } from '../http/to-boolean.decorator.js';
import { ToInt } from '../http/to-int.decorator.js';
import { ToList } from '../http/to-list.decorator.js';
import { IsSoughtField } from '../custom-fields/is-sought-field.decorator.js';
import { TICKET_INCLUDES, type TicketInclude } from './ticket-includes.js';
import { OVERDUE_SORTS, TICKET_SORTS, type TicketSearch, type TicketSort } from './ticket-list-plan.js';
import { PRIORITIES, PRIORITY_NAMES, type Priority } from './ticket.priority.js';
import { TICKET_STATUSES, type TicketStatus } from './ticket.states.js';

const SORTS = [...TICKET_SORTS, ...OVERDUE_SORTS];

/** What is shown beside a ticket. */
export class TicketViewDto {
  /** What comes along, between commas. Each asks for the right to read it. */
  @ApiProperty({ enum: TICKET_INCLUDES, isArray: true, required: false })
  @MayBeAbsent()
  @ToList()
  @IsArray()
  @IsIn(TICKET_INCLUDES, { each: true })
  include?: TicketInclude[];
}

/** Filters of a list of tickets; all of them must fit. */
export class TicketSearchDto extends PageSearchDto {
  @MayBeAbsent()
  @ToInt()
  @IsInt()
  departmentId?: number;

  @MayBeAbsent()
  @ToInt()
  @IsInt()
  categoryId?: number;

  /** One of these, between commas. */
  @ApiProperty({ enum: TICKET_STATUSES, isArray: true, required: false })
  @MayBeAbsent()
  @ToList()
  @IsArray()
  @IsIn(TICKET_STATUSES, { each: true })
  status?: TicketStatus[];

  @ApiProperty({ enum: PRIORITY_NAMES, required: false })
  @MayBeAbsent()
  @IsIn(PRIORITY_NAMES)
  priority?: Priority;

  @MayBeAbsent()
  @ToInt()
  @IsInt()
  requesterId?: number;

  /** A staff member, or `none`: nobody works on it. */
  @ApiProperty({ oneOf: [{ type: 'integer' }, { type: 'string', enum: ['none'] }], required: false })
  @MayBeAbsent()
  @ToInt()
  @Transform(({ value }) => (value === 'none' ? 0 : value === 0 ? '0' : value))
  @IsInt()
  assigneeId?: number;

  /** The staff member who opened it. */
  @MayBeAbsent()
  @ToInt()
  @IsInt()
  openedById?: number;

  @MayBeAbsent()
  @ToBoolean()
  @IsBoolean()
  onHold?: boolean;

  /** The member of staff with this id gets copies. */
  @MayBeAbsent()
  @ToInt()
  @IsInt()
  subscriberStaffId?: number;

  /** The user with this id gets copies. */
  @MayBeAbsent()
  @ToInt()
  @IsInt()
  subscriberUserId?: number;

  /** The name of a tag, whatever its case. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(100)
  tag?: string;

  /** `name:value` of a custom field, whatever its case; several times for several fields. @example ["colour:red"] */
  @MayBeAbsent()
  @IsSoughtField()
  customField?: string[];

  /** From this time on. */
  @MayBeAbsent()
  @IsDateTime()
  createdAfter?: Date;

  /** Before this time. */
  @MayBeAbsent()
  @IsDateTime()
  createdBefore?: Date;

  /** From this time on. */
  @MayBeAbsent()
  @IsDateTime()
  updatedAfter?: Date;

  /** Before this time. */
  @MayBeAbsent()
  @IsDateTime()
  updatedBefore?: Date;

  /** `true`: only those that are overdue now. */
  @ApiProperty({ enum: [true], required: false })
  @MayBeAbsent()
  @ToBoolean()
  @IsIn([true])
  overdue?: true;

  /**
   * Absent: `-updatedAt`; of a range of creation `-createdAt`; with `overdue=true` `overdueAt` (longest overdue first),
   * where only it and `-overdueAt` are known. By `dueAt` there are only tickets that have one.
   */
  @ApiProperty({ enum: SORTS, required: false })
  @MayBeAbsent()
  @IsIn(SORTS)
  sort?: TicketSort;

  /** `true`: the answer has `page.total`. */
  @MayBeAbsent()
  @ToBoolean()
  @IsBoolean()
  count?: boolean;
}

export class TicketListSearchDto extends IntersectionType(TicketSearchDto, TicketViewDto) {}

export const toTicketSearch = ({ priority, assigneeId, ...search }: TicketSearchDto): TicketSearch => ({
  ...search,
  ...(priority && { priority: PRIORITIES[priority] }),
  ...(assigneeId !== undefined && { assigneeId: assigneeId === 0 ? null : assigneeId }),
});
