import { PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsObject, IsString, Length, ValidateNested } from 'class-validator';
import type { Page } from '../common/page.js';
import { IsLine } from '../http/is-line.decorator.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { PageDto } from '../http/page.dto.js';
import type { SavedSearchInput, SavedSearchRow } from './saved-searches.service.js';
import { toStoredQuery } from './stored-query.js';
import { TicketQueryDto } from './ticket-query.dto.js';

export class SavedSearchCreateDto {
  /** @example Printers, open */
  @IsString()
  @IsLine()
  @Length(1, 255)
  name: string;

  /** True: all staff see and run it, each finding what they may see; absent: one's own, of a program shared. */
  @MayBeAbsent()
  @IsBoolean()
  shared?: boolean;

  /** Under the rules of `GET /tickets`. @example {"status": ["open", "reopened"], "tag": "printer", "sort": "-updatedAt"} */
  @IsObject()
  @ValidateNested()
  @Type(() => TicketQueryDto)
  query: TicketQueryDto;
}

export class SavedSearchUpdateDto extends PartialType(SavedSearchCreateDto, { skipNullProperties: false }) {}

export class SavedSearchDto {
  id: number;
  name: string;
  /** All staff see and run it. */
  shared: boolean;
  /** The member of staff who made it; null: a program, or they are gone. */
  authorId: number | null;
  query: TicketQueryDto;
  createdAt: Date;
  updatedAt: Date;
  /** Row version; the ETag. */
  version: number;
}

export class SavedSearchListDto {
  items: SavedSearchDto[];
  page: PageDto;
}

export const toNewSearch = ({ query, ...body }: SavedSearchCreateDto): SavedSearchInput => ({
  ...body,
  query: toStoredQuery(query),
});

export const toSearchChange = ({ query, ...body }: SavedSearchUpdateDto): Partial<SavedSearchInput> => ({
  ...body,
  query: query && toStoredQuery(query),
});

export const toSavedSearchDto = ({ query, ownerId, ...row }: SavedSearchRow): SavedSearchDto => ({
  ...row,
  shared: ownerId === null,
  query: JSON.parse(query) as TicketQueryDto,
});

export const toSavedSearchListDto = ({ items, page }: Page<SavedSearchRow>): SavedSearchListDto => ({
  items: items.map(toSavedSearchDto),
  page,
});
