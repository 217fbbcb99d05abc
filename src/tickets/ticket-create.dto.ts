import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsDateTime } from '../http/is-date-time.decorator.js';
import { IsFilled } from '../http/is-filled.decorator.js';
import { IsLine } from '../http/is-line.decorator.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { FIELD_VALUES } from '../custom-fields/field-values.schema.js';
import { ToInt } from '../http/to-int.decorator.js';
import { ToList } from '../http/to-list.decorator.js';
import { IsTagName } from '../tags/is-tag-name.decorator.js';
import { SubscriberCreateDto } from './subscriber.dto.js';
import { MESSAGE_FORMATS, type MessageFormat } from '../messages/message.entity.js';
import { UserCreateDto } from '../users/user.dto.js';
import { PRIORITY_NAMES, type Priority } from './ticket.priority.js';

/** The least that anybody sends. */
export const TICKET_EXAMPLE = {
  departmentId: 1,
  subject: 'The printer is on fire',
  body: 'It *really* is.',
  bodyFormat: 'markdown',
  requester: { fullName: 'Ann Example', email: 'ann@example.com' },
};

export class TicketCreateDto {
  @ToInt()
  @IsInt()
  departmentId: number;

  /** Of the department; a change of the department without one clears it. */
  @IsOptional()
  @ToInt()
  @IsInt()
  categoryId?: number | null;

  /** @example The printer is on fire */
  @IsString()
  @IsLine()
  @Length(1, 1000)
  subject: string;

  /** @example It *really* is. */
  @IsString()
  @IsFilled()
  @MaxLength(4_000_000)
  body: string;

  @ApiProperty({ enum: MESSAGE_FORMATS, required: false, default: 'text' })
  @MayBeAbsent()
  @IsIn(MESSAGE_FORMATS)
  bodyFormat: MessageFormat = 'text';

  /** Who asks; or `requester`. Neither: nobody asked. */
  @IsOptional()
  @ToInt()
  @IsInt()
  requesterId?: number | null;

  /** Who asks, found by address or created. */
  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => UserCreateDto)
  requester?: UserCreateDto;

  @ApiProperty({ enum: PRIORITY_NAMES, required: false, default: 'normal' })
  @MayBeAbsent()
  @IsIn(PRIORITY_NAMES)
  priority?: Priority;

  /** An active staff member. */
  @IsOptional()
  @ToInt()
  @IsInt()
  assigneeId?: number | null;

  @IsOptional()
  @IsDateTime()
  dueAt?: Date | null;

  /** Of work, that of its first message. */
  @MayBeAbsent()
  @ToInt()
  @IsInt()
  @Min(0)
  @Max(100_000)
  minutes?: number;

  /** By name; one that is new becomes a tag, where the caller may create them. In a form between commas. */
  @MayBeAbsent()
  @ToList()
  @IsArray()
  @ArrayMaxSize(50)
  @IsTagName({ each: true })
  tags?: string[];

  /** Who gets copies from the start. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => SubscriberCreateDto)
  subscribers?: SubscriberCreateDto[];

  /** By the names of the fields (`GET /custom-fields`); in a form `customFields[name]`, lines of one field being choices. */
  @ApiProperty({ ...FIELD_VALUES, required: false })
  @MayBeAbsent()
  @IsObject()
  customFields?: Record<string, unknown>;
}
