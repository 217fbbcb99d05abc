import { PartialType } from '@nestjs/swagger';
import { IsInt, IsString, Length, Max, Min } from 'class-validator';
import type { Page } from '../common/page.js';
import { IsLine } from '../http/is-line.decorator.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { PageDto } from '../http/page.dto.js';
import type { Category } from './category.entity.js';

export class CategoryDto {
  id: number;
  departmentId: number;
  /** @example Printers */
  name: string;
  /** Place in lists, ascending. */
  position: number;
  createdAt: Date;
  updatedAt: Date;
  /** Row version; the ETag. */
  version: number;
}

export class CategoryCreateDto {
  /** @example Printers */
  @IsString()
  @IsLine()
  @Length(1, 500)
  name: string;

  /** Place in lists, ascending; absent: after the last. */
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  position?: number;
}

export class CategoryUpdateDto extends PartialType(CategoryCreateDto, { skipNullProperties: false }) {}

export class CategoryListDto {
  items: CategoryDto[];
  page: PageDto;
}

export const toCategoryDto = (category: Category): CategoryDto => ({
  id: category.id,
  departmentId: category.departmentId,
  name: category.name,
  position: category.position,
  createdAt: category.createdAt,
  updatedAt: category.updatedAt,
  version: category.version,
});

export const toCategoryListDto = ({ items, page }: Page<Category>): CategoryListDto => ({
  items: items.map(toCategoryDto),
  page,
});
