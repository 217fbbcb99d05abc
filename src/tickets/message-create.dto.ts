import { ApiProperty, PartialType, PickType } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { IsFilled } from '../http/is-filled.decorator.js';
import { IsLine } from '../http/is-line.decorator.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { ToInt } from '../http/to-int.decorator.js';
import {
  MESSAGE_FORMATS,
  VISIBILITIES,
  type MessageFormat,
  type Visibility,
} from '../messages/message.entity.js';
import { TICKET_STATUSES, type TicketStatus } from './ticket.states.js';

/** Words, and how they are written. */
export class MessageBodyDto {
  @IsString()
  @IsFilled()
  @MaxLength(4_000_000)
  body: string;

  @ApiProperty({ enum: MESSAGE_FORMATS, required: false, default: 'text' })
  @MayBeAbsent()
  @IsIn(MESSAGE_FORMATS)
  bodyFormat: MessageFormat = 'text';
}

export class MessageCreateDto extends MessageBodyDto {
  /** `internal` is a note: users never see it. */
  @ApiProperty({ enum: VISIBILITIES, required: false, default: 'public' })
  @MayBeAbsent()
  @IsIn(VISIBILITIES)
  visibility: Visibility = 'public';

  /** Its heading. @example Comment Added */
  @IsOptional()
  @IsString()
  @IsLine()
  @MaxLength(200)
  title?: string | null;

  /**
   * Set by hand after the reply, whatever the reply itself leads to. With `resolved` a public reply is the resolution.
   */
  @ApiProperty({ enum: TICKET_STATUSES, required: false })
  @MayBeAbsent()
  @IsIn(TICKET_STATUSES)
  status?: TicketStatus;

  @MayBeAbsent()
  @ToInt()
  @IsInt()
  @Min(0)
  @Max(100_000)
  minutes?: number;
}

/** Absent means "leave". */
export class MessageUpdateDto extends PartialType(
  PickType(MessageCreateDto, ['body', 'bodyFormat', 'title', 'minutes']),
  {
    skipNullProperties: false,
  },
) {}
