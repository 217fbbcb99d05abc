import { PartialType } from '@nestjs/swagger';
import { IsOptional, IsString, Matches } from 'class-validator';
import type { Page } from '../common/page.js';
import { PageDto } from '../http/page.dto.js';
import { IsTagName } from './is-tag-name.decorator.js';
import type { TagRow } from './tags.service.js';
import { say } from '../http/wording.js';

export class TagDto {
  id: number;
  /** @example hardware */
  name: string;
  /** @example #cc3300 */
  colour: string | null;
  /** How many tickets have it. */
  ticketCount: number;
  createdAt: Date;
  updatedAt: Date;
  /** Row version; the ETag. */
  version: number;
}

export class TagCreateDto {
  /** Unique, whatever its case; without commas. @example hardware */
  @IsTagName()
  name: string;

  /** @example #cc3300 */
  @IsOptional()
  @IsString()
  @Matches(/^#[0-9a-fA-F]{6}$/, say('matches.colour'))
  colour?: string | null;
}

export class TagUpdateDto extends PartialType(TagCreateDto, { skipNullProperties: false }) {}

export class TagListDto {
  items: TagDto[];
  page: PageDto;
}

export const toTagDto = (tag: TagRow): TagDto => ({
  id: tag.id,
  name: tag.name,
  colour: tag.colour,
  ticketCount: tag.ticketCount,
  createdAt: tag.createdAt,
  updatedAt: tag.updatedAt,
  version: tag.version,
});

export const toTagListDto = ({ items, page }: Page<TagRow>): TagListDto => ({
  items: items.map(toTagDto),
  page,
});
