import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { IsArray, IsBoolean, IsIn, IsInt, IsString, MaxLength } from 'class-validator';
import { IsDateTime } from '../http/is-date-time.decorator.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { PageSearchDto } from '../http/page.dto.js';
import { ToBoolean } from '../http/to-boolean.decorator.js';
import { ToInt } from '../http/to-int.decorator.js';
import { ToList } from '../http/to-list.decorator.js';
import type { Actor } from '../common/actor.js';
import { IsPerson, personOf } from './is-person.decorator.js';
import { IsSoughtField } from '../custom-fields/is-sought-field.decorator.js';
import { OVERDUE_SORTS, TICKET_SORTS, type TicketSearch, type TicketSort } from './ticket-list-plan.js';
import { TicketViewDto } from './ticket-view.dto.js';
import { PRIORITIES, PRIORITY_NAMES, type Priority } from './ticket.priority.js';
import { TICKET_STATUSES, type TicketStatus } from './ticket.states.js';

const SORTS = [...TICKET_SORTS, ...OVERDUE_SORTS];

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

  /** A user, or `me`. */
  @IsPerson('me')
  requesterId?: number;

  /** A staff member, `me`, or `none`: nobody works on it. */
  @IsPerson('me', 'none')
  assigneeId?: number;

  /** The staff member who opened it, or `me`. */
  @IsPerson('me')
  openedById?: number;

  @MayBeAbsent()
  @ToBoolean()
  @IsBoolean()
  onHold?: boolean;

  /** The member of staff with this id, or `me`, gets copies. */
  @IsPerson('me')
  subscriberStaffId?: number;

  /** The user with this id, or `me`, gets copies. */
  @IsPerson('me')
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
   * Words of the subject and of one message; `word*` is whatever begins so. Also an e-mail address (of the requester) or
   * a number of a ticket. The newest 200 messages that have them all count.
   */
  @MayBeAbsent()
  @IsString()
  @MaxLength(200)
  q?: string;

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

/** @throws InvalidInput where `me` is one of the others */
export function toTicketSearch(actor: Actor, { priority, ...search }: TicketSearchDto): TicketSearch {
  return {
    ...search,
    ...(priority && { priority: PRIORITIES[priority] }),
    requesterId: personOf(actor, 'user', 'requesterId', search.requesterId) ?? undefined,
    assigneeId: personOf(actor, 'staff', 'assigneeId', search.assigneeId),
    openedById: personOf(actor, 'staff', 'openedById', search.openedById) ?? undefined,
    subscriberStaffId: personOf(actor, 'staff', 'subscriberStaffId', search.subscriberStaffId) ?? undefined,
    subscriberUserId: personOf(actor, 'user', 'subscriberUserId', search.subscriberUserId) ?? undefined,
  };
}
