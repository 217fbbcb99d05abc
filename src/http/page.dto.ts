import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from '../common/page.js';
import { MayBeAbsent } from './may-be-absent.decorator.js';
import { ToInt } from './to-int.decorator.js';

/** Which page of a list is asked for. */
export class PageSearchDto {
  /** From `page.next` or `page.prev` of an earlier answer. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(2000)
  cursor?: string;

  @MayBeAbsent()
  @ToInt()
  @IsInt()
  @Min(1)
  @Max(PAGE_LIMIT_MAX)
  limit: number = PAGE_LIMIT_DEFAULT;
}

/** How to go on in a list. */
export class PageDto {
  /** Cursor of the next page; null on the last. */
  next: string | null;
  /** Cursor of the page before; null on the first. */
  prev: string | null;
  limit: number;
}
