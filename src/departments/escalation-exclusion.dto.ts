import { ApiProperty, PartialType } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Length } from 'class-validator';
import type { Page } from '../common/page.js';
import { IsDay } from '../http/is-day.decorator.js';
import { IsLine } from '../http/is-line.decorator.js';
import { PageDto } from '../http/page.dto.js';
import type { EscalationExclusion } from './escalation-exclusion.entity.js';

export class EscalationExclusionDto {
  id: number;
  /** @example Christmas */
  name: string;
  /** In the time zone of the desk. */
  @ApiProperty({ format: 'date', example: '2026-12-25' })
  date: string;
  /** Null: all departments. */
  departmentId: number | null;
  createdAt: Date;
  updatedAt: Date;
  /** Row version; the ETag. */
  version: number;
}

export class EscalationExclusionCreateDto {
  /** @example Christmas */
  @IsString()
  @IsLine()
  @Length(1, 100)
  name: string;

  /** In the time zone of the desk (setting `timezone`). */
  @ApiProperty({ format: 'date', example: '2026-12-25' })
  @IsString()
  @IsDay()
  date: string;

  /** Absent or null: all departments. */
  @ApiProperty({ type: 'integer', nullable: true, required: false })
  @IsOptional()
  @IsInt()
  departmentId?: number | null;
}

export class EscalationExclusionUpdateDto extends PartialType(EscalationExclusionCreateDto, {
  skipNullProperties: false,
}) {}

export class EscalationExclusionListDto {
  items: EscalationExclusionDto[];
  page: PageDto;
}

export const toEscalationExclusionDto = (row: EscalationExclusion): EscalationExclusionDto => ({
  id: row.id,
  name: row.name,
  date: row.date,
  departmentId: row.departmentId,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
  version: row.version,
});

export const toEscalationExclusionListDto = ({
  items,
  page,
}: Page<EscalationExclusion>): EscalationExclusionListDto => ({
  items: items.map(toEscalationExclusionDto),
  page,
});
