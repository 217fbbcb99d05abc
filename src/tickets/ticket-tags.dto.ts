import { ArrayMaxSize, IsArray, IsString, MaxLength } from 'class-validator';
import { IsTagName } from '../tags/is-tag-name.decorator.js';

export class TicketTagsDto {
  /** By name; one that is new becomes a tag, where the caller may create them. @example ["hardware"] */
  @IsArray()
  @ArrayMaxSize(50)
  @IsTagName({ each: true })
  tags: string[];
}

export class TicketTagDto {
  /** The name of the tag. */
  @IsString()
  @MaxLength(100)
  tag: string;
}
