import { ApiProperty, PartialType } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  MaxLength,
} from 'class-validator';
import type { Page } from '../common/page.js';
import { IsFilled } from '../http/is-filled.decorator.js';
import { IsLine } from '../http/is-line.decorator.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { PageDto, PageSearchDto } from '../http/page.dto.js';
import { ToBoolean } from '../http/to-boolean.decorator.js';
import { ToInt } from '../http/to-int.decorator.js';
import { MESSAGE_FORMATS, type MessageFormat } from '../messages/message.entity.js';
import type { ResponseInput, ResponseRow } from './canned-responses.service.js';

export class CannedResponseCreateDto {
  /** @example Have you tried turning it off and on? */
  @IsString()
  @IsLine()
  @Length(1, 255)
  name: string;

  /**
   * With variables in double braces: `site`, `number`, `subject`, `department`, `status`, `priority`, `requester`, `staff`
   * and `customField.<name>`. @example Hello {{requester}}, this is about {{subject}}.
   */
  @IsString()
  @IsFilled()
  @MaxLength(200_000)
  body: string;

  @ApiProperty({ enum: MESSAGE_FORMATS, required: false })
  @MayBeAbsent()
  @IsIn(MESSAGE_FORMATS)
  bodyFormat?: MessageFormat;

  /** Absent: one's own, of a program shared. Sharing takes `canned-responses/manage`. */
  @MayBeAbsent()
  @IsBoolean()
  shared?: boolean;

  /** The departments that it is for; null: all. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(500)
  @IsInt({ each: true })
  departmentIds?: number[] | null;
}

export class CannedResponseUpdateDto extends PartialType(CannedResponseCreateDto, {
  skipNullProperties: false,
}) {}

export class CannedResponseSearchDto extends PageSearchDto {
  /** Those that are for this department. */
  @MayBeAbsent()
  @ToInt()
  @IsInt()
  departmentId?: number;

  @MayBeAbsent()
  @ToBoolean()
  @IsBoolean()
  shared?: boolean;
}

export class CannedResponseDto {
  id: number;
  name: string;
  body: string;
  @ApiProperty({ enum: MESSAGE_FORMATS })
  bodyFormat: MessageFormat;
  /** All staff of its departments see it. */
  shared: boolean;
  /** Whose it is; null: it is shared. */
  ownerId: number | null;
  /** Null: all departments. */
  @ApiProperty({ type: [Number], nullable: true })
  departmentIds: number[] | null;
  createdAt: Date;
  updatedAt: Date;
  /** Row version; the ETag. */
  version: number;
}

export class CannedResponseListDto {
  items: CannedResponseDto[];
  page: PageDto;
}

export const toResponseInput = <T extends Partial<CannedResponseCreateDto>>({
  bodyFormat: format,
  ...body
}: T): Omit<T, 'bodyFormat'> & Pick<ResponseInput, 'format'> => ({ ...body, format });

export const toCannedResponseDto = ({ format, ...row }: ResponseRow): CannedResponseDto => ({
  ...row,
  bodyFormat: format,
});

export const toCannedResponseListDto = ({ items, page }: Page<ResponseRow>): CannedResponseListDto => ({
  items: items.map(toCannedResponseDto),
  page,
});
