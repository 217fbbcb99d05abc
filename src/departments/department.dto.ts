import { PartialType } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsString, Length, Max, Min } from 'class-validator';
import type { Page } from '../common/page.js';
import { IsLine } from '../http/is-line.decorator.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { PageDto } from '../http/page.dto.js';
import type { Department } from './department.entity.js';

export class DepartmentDto {
  id: number;
  /** @example Support */
  name: string;
  /** A private department takes no tickets from the public. */
  private: boolean;
  /** Anybody may open tickets in it without signing in, unless it is private. */
  publicSubmission: boolean;
  /** Place in lists, ascending. */
  position: number;
  createdAt: Date;
  updatedAt: Date;
  /** Row version; the ETag. */
  version: number;
}

export class DepartmentCreateDto {
  /** @example Support */
  @IsString()
  @IsLine()
  @Length(1, 500)
  name: string;

  /** A private department takes no tickets from the public; absent: a public one. */
  @MayBeAbsent()
  @IsBoolean()
  private?: boolean;

  /** Whether anybody may open tickets in it without signing in, unless it is private; absent: nobody. */
  @MayBeAbsent()
  @IsBoolean()
  publicSubmission?: boolean;

  /** Place in lists, ascending; absent: after the last. */
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  position?: number;
}

export class DepartmentUpdateDto extends PartialType(DepartmentCreateDto, { skipNullProperties: false }) {}

export class DepartmentListDto {
  items: DepartmentDto[];
  page: PageDto;
}

export const toDepartmentDto = (department: Department): DepartmentDto => ({
  id: department.id,
  name: department.name,
  private: department.private,
  publicSubmission: department.publicSubmission,
  position: department.position,
  createdAt: department.createdAt,
  updatedAt: department.updatedAt,
  version: department.version,
});

export const toDepartmentListDto = ({ items, page }: Page<Department>): DepartmentListDto => ({
  items: items.map(toDepartmentDto),
  page,
});
