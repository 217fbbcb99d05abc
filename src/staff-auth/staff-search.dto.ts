import { IsString, Length } from 'class-validator';
import type { Page } from '../common/page.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { PageDto, PageSearchDto } from '../http/page.dto.js';
import { StaffDto, toStaffDto } from './staff.dto.js';
import type { StaffMember } from './staff.service.js';

export class StaffSearchDto extends PageSearchDto {
  /**
   * Beginnings of words of the name, of the address or of the username; each must fit. The first `limit` by that word are
   * given, without further pages.
   * @example bob
   */
  @MayBeAbsent()
  @IsString()
  @Length(1, 200)
  search?: string;
}

export class StaffListDto {
  items: StaffDto[];
  page: PageDto;
}

export const toStaffListDto = ({ items, page }: Page<StaffMember>): StaffListDto => ({
  items: items.map(toStaffDto),
  page,
});
