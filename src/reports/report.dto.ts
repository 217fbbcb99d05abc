import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, IsTimeZone, Matches } from 'class-validator';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { ToInt } from '../http/to-int.decorator.js';
import { REPORTS, type ReportName } from './report-csv.js';
import { PERIODS, type PeriodKind } from './report-periods.js';
import type {
  DepartmentCounts,
  DepartmentFigures,
  PeriodFigures,
  StaffFigures,
  StatusCounts,
} from './reports.service.js';
import { say } from '../http/wording.js';

const DAY = /^\d{4}-\d\d-\d\d$/;
const DAY_RULE = say('matches.day');

/** What is counted. */
export class ReportSearchDto {
  /** The first day; absent: 29 days before the last. @example 2026-11-01 */
  @ApiProperty({ format: 'date', required: false })
  @MayBeAbsent()
  @Matches(DAY, DAY_RULE)
  from?: string;

  /** The last day, all of it; absent: today. */
  @ApiProperty({ format: 'date', required: false })
  @MayBeAbsent()
  @Matches(DAY, DAY_RULE)
  to?: string;

  /** In which days begin; absent: that of the desk (setting `timezone`). @example Europe/Paris */
  @MayBeAbsent()
  @IsTimeZone()
  timeZone?: string;

  @MayBeAbsent()
  @ToInt()
  @IsInt()
  departmentId?: number;

  /** Only what this person did. */
  @MayBeAbsent()
  @ToInt()
  @IsInt()
  staffId?: number;

  /** What `periods` are; weeks begin on Mondays, and the first and the last are whole. At most 366. */
  @ApiProperty({ enum: PERIODS, required: false, default: 'day' })
  @MayBeAbsent()
  @IsIn(PERIODS)
  period?: PeriodKind;
}

export class ReportNameDto {
  @ApiProperty({ enum: REPORTS })
  @IsIn(REPORTS)
  report: ReportName;
}

/** What happened. Times are in seconds; null: there are none. */
export class FiguresDto {
  /** Tickets opened; null where only one person is asked for. */
  created: number | null;
  /** Tickets resolved or closed in this time that are so still; what was merged is not done. */
  closed: number;
  /** From the opening to the end, of those. */
  resolutionAverage: number | null;
  /** Tickets that the desk first answered in this time, publicly. */
  answered: number;
  /** From the opening to that answer. */
  firstResponseAverage: number | null;
  /** Of work on messages and actions. */
  minutes: number;
}

export class PeriodReportItemDto extends FiguresDto {
  @ApiProperty({ format: 'date' })
  from: string;
  @ApiProperty({ format: 'date' })
  to: string;
}

export class PeriodReportDto {
  items: PeriodReportItemDto[];
}

/** Medians and percentiles are right within a tenth, and of days in UTC; null where only one person is asked for. */
export class DepartmentReportItemDto extends FiguresDto {
  departmentId: number;
  departmentName: string;
  resolutionMedian: number | null;
  /** Nine of ten took no longer. */
  resolutionP90: number | null;
  firstResponseMedian: number | null;
  firstResponseP90: number | null;
}

export class DepartmentReportDto {
  items: DepartmentReportItemDto[];
}

/** How many tickets have which status. */
export class StatusCountsDto implements StatusCounts {
  open: number;
  reopened: number;
  answered: number;
  awaiting_reply: number;
  in_progress: number;
  resolved: number;
  closed: number;
  duplicate: number;
}

export class StaffReportItemDto {
  /** Null: no member of staff did it, but a program, a user, or time. */
  staffId: number | null;
  /** Null: gone, or nobody. */
  fullName: string | null;
  /** Tickets that are theirs now, by status. */
  assigned: StatusCountsDto;
  /** As in `FiguresDto`, by who did it. */
  closed: number;
  resolutionAverage: number | null;
  answered: number;
  firstResponseAverage: number | null;
  minutes: number;
}

export class StaffReportDto {
  items: StaffReportItemDto[];
}

export class TicketReportItemDto {
  departmentId: number;
  departmentName: string;
  /** Tickets there are now, by status. */
  statuses: StatusCountsDto;
}

export class TicketReportDto {
  items: TicketReportItemDto[];
}

export const toPeriodReportDto = (items: PeriodFigures[]): PeriodReportDto => ({ items });
export const toDepartmentReportDto = (items: DepartmentFigures[]): DepartmentReportDto => ({ items });
export const toStaffReportDto = (items: StaffFigures[]): StaffReportDto => ({ items });
export const toTicketReportDto = (items: DepartmentCounts[]): TicketReportDto => ({ items });
