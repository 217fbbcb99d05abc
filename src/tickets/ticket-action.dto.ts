import { ApiProperty, PickType } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsOptional, Max, Min } from 'class-validator';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { ToInt } from '../http/to-int.decorator.js';
import { MessageCreateDto } from './message-create.dto.js';

/** What every action takes. */
export class TicketActionDto {
  /** Of work that the action stands for, added to the ticket's. */
  @MayBeAbsent()
  @ToInt()
  @IsInt()
  @Min(0)
  @Max(100_000)
  minutes?: number;
}

export class TicketAssignDto extends TicketActionDto {
  /** An active staff member. */
  @IsInt()
  assigneeId: number;
}

export class TicketCloseDto extends TicketActionDto {
  /** Closes it although tickets that it depends on are not finished. */
  @ApiProperty({ required: false, default: false })
  @MayBeAbsent()
  @IsBoolean()
  force?: boolean;
}

export class TicketMoveDto extends TicketActionDto {
  @IsInt()
  departmentId: number;

  /** Of that department; absent or null: none. */
  @IsOptional()
  @IsInt()
  categoryId?: number | null;
}

export class TicketMergeDto extends TicketActionDto {
  /** The ticket that goes on. It must not be merged itself. */
  @IsInt()
  intoTicketId: number;
}

/** The resolution; `internal` keeps its words from the requester, who is told only that the ticket is resolved. */
export class TicketResolveDto extends PickType(MessageCreateDto, [
  'body',
  'title',
  'bodyFormat',
  'visibility',
  'minutes',
]) {}
