import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { VISIBILITIES, type Visibility } from '../messages/message.entity.js';
import { TicketCreateDto } from './ticket-create.dto.js';
import { TICKET_STATUSES, type TicketStatus } from './ticket.states.js';

/** Absent means "leave"; null clears what may be empty. */
export class TicketUpdateDto extends PartialType(
  OmitType(TicketCreateDto, ['body', 'bodyFormat', 'requesterId', 'requester', 'subscribers', 'minutes']),
  { skipNullProperties: false },
) {
  /** Set by hand: recorded, without the checks that actions make. */
  @ApiProperty({ enum: TICKET_STATUSES, required: false })
  @MayBeAbsent()
  @IsIn(TICKET_STATUSES)
  status?: TicketStatus;

  @MayBeAbsent()
  @IsBoolean()
  onHold?: boolean;

  /** As plain text; null clears it. `resolve` and a public reply with the status `resolved` set it as well. */
  @IsOptional()
  @IsString()
  @MaxLength(1_000_000)
  resolution?: string | null;

  /** `internal` keeps the resolution from users. Absent: as that of the present resolution; without one, `public`. */
  @ApiProperty({ enum: VISIBILITIES, required: false })
  @MayBeAbsent()
  @IsIn(VISIBILITIES)
  resolutionVisibility?: Visibility;
}
