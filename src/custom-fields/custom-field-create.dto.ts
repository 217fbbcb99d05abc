import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsLine } from '../http/is-line.decorator.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { FIELD_VALUE } from './field-values.schema.js';
import { FIELD_TYPES, type FieldType, type FieldValue } from './field-values.js';
import { say } from '../http/wording.js';

export class FieldChoiceDto {
  /** What is stored and compared. @example red */
  @IsString()
  @IsLine()
  @Matches(/^\S(.*\S)?$/u, say('matches.trimmed'))
  @Length(1, 200)
  value: string;

  /** What people read. @example Red */
  @IsString()
  @IsLine()
  @Length(1, 500)
  label: string;
}

export class CustomFieldCreateDto {
  /** What programs know it by; unique, and never changed. @example colour */
  @IsString()
  @Matches(/^[A-Za-z][A-Za-z0-9_-]*$/, say('matches.field_name'))
  @Length(1, 50)
  name: string;

  /** What people read. @example Colour */
  @IsString()
  @IsLine()
  @Length(1, 255)
  label: string;

  /** @example Of the device, not of its cover. */
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  helpText?: string | null;

  /** With values of tickets it changes only to a type that reads all of them as before, such as `text`. */
  @ApiProperty({ enum: FIELD_TYPES, enumName: 'FieldType' })
  @IsIn(FIELD_TYPES)
  type: FieldType;

  /** Of a list, in their order. A choice that is taken away stays on the tickets that have it. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => FieldChoiceDto)
  choices?: FieldChoiceDto[];

  /** Forms offer "nothing" as the first choice. */
  @MayBeAbsent()
  @IsBoolean()
  emptyChoice?: boolean;

  /** Characters of a text (1,000 at most, of a longtext 100,000), digits of a decimal (40); null: as many. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100_000)
  maxLength?: number | null;

  /** Of a decimal; null: any. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(40)
  decimalPlaces?: number | null;

  /** Place in forms and lists, ascending; absent: after the last. */
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  position?: number;

  /** Who opens a ticket has to say it; what tickets have already stays. Mails are never held up by it. */
  @MayBeAbsent()
  @IsBoolean()
  required?: boolean;

  /** Users neither see nor set it. */
  @MayBeAbsent()
  @IsBoolean()
  staffOnly?: boolean;

  /** What a new ticket has where nothing is said. */
  @ApiProperty({ ...FIELD_VALUE, required: false })
  @IsOptional()
  defaultValue?: FieldValue | null;

  /** Only tickets of these departments have it; null: all. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(500)
  @IsInt({ each: true })
  departmentIds?: number[] | null;
}

/** Absent means "leave". Another `type` drops choices and bounds that are not given anew. */
export class CustomFieldUpdateDto extends PartialType(OmitType(CustomFieldCreateDto, ['name']), {
  skipNullProperties: false,
}) {}
