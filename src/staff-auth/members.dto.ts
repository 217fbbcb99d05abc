import { ArrayMaxSize, ArrayUnique, IsArray, IsInt } from 'class-validator';

export class MembersDto {
  /** Staff ids, ascending. */
  @IsArray()
  @ArrayMaxSize(10_000)
  @ArrayUnique()
  @IsInt({ each: true })
  staffIds: number[];
}
