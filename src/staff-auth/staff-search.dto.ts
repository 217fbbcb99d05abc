import { IsString, Length } from 'class-validator';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { PageSearchDto } from '../http/page.dto.js';

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
