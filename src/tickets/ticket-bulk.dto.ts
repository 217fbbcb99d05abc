import { ApiProperty, IntersectionType, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, IsObject, ValidateNested } from 'class-validator';
import type { Locale } from '../common/locales.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { FieldFaultDto } from '../http/problem.dto.js';
import { toProblem } from '../http/problem.js';
import {
  TicketAssignDto,
  TicketCloseDto,
  TicketMergeDto,
  TicketMoveDto,
  TicketResolveDto,
} from './ticket-action.dto.js';
import { BULK_ACTIONS, type BulkAction, type BulkJob, type BulkResult } from './ticket-bulk.service.js';
import { TicketUpdateDto } from './ticket-update.dto.js';

/** An action by name, with what it takes as a route of its own. */
export class TicketBulkActionDto extends PartialType(
  IntersectionType(
    IntersectionType(TicketAssignDto, TicketCloseDto),
    IntersectionType(TicketMoveDto, TicketMergeDto),
    TicketResolveDto,
  ),
  { skipNullProperties: false },
) {
  @ApiProperty({ enum: BULK_ACTIONS })
  @IsIn(BULK_ACTIONS)
  name: BulkAction;
}

/** Exactly one of `changes` and `action`. */
export class TicketBulkDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsInt({ each: true })
  ids: number[];

  /** As for `PATCH /tickets/{id}`. */
  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => TicketUpdateDto)
  changes?: TicketUpdateDto;

  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => TicketBulkActionDto)
  action?: TicketBulkActionDto;
}

export class TicketBulkErrorDto {
  /** As in a problem. @example ticket.not_found */
  code: string;
  detail: string;
  errors?: FieldFaultDto[];
}

export class TicketBulkResultDto {
  /** Of the ticket. */
  id: number;
  /** What the ticket alone would have been answered with. @example 200 */
  status: number;
  /** Absent: it is as asked. */
  error?: TicketBulkErrorDto;
}

export class TicketBulkResultsDto {
  /** In the order of the ids, each once. */
  results: TicketBulkResultDto[];
}

export function toBulkJob({ ids, changes, action }: TicketBulkDto): BulkJob {
  if (!action) return { ids, changes };
  const { bodyFormat: format, ...input } = action;
  return { ids, changes, action: { ...input, format } };
}

function toBulkResultDto({ id, fault }: BulkResult, language: Locale): TicketBulkResultDto {
  if (fault === undefined) return { id, status: 200 };
  const { status, code, detail, errors } = toProblem(fault, '', language);
  return { id, status, error: { code, detail, ...(errors && { errors }) } };
}

export const toBulkResultsDto = (results: readonly BulkResult[], language: Locale): TicketBulkResultsDto => ({
  results: results.map((result) => toBulkResultDto(result, language)),
});
