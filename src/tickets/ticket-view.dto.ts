import { ApiProperty } from '@nestjs/swagger';
import { IsArray, IsIn } from 'class-validator';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { ToList } from '../http/to-list.decorator.js';
import { TICKET_INCLUDES, type TicketInclude } from './ticket-includes.js';

/** What is shown beside a ticket. */
export class TicketViewDto {
  /** What comes along, between commas. Each asks for the right to read it. */
  @ApiProperty({ enum: TICKET_INCLUDES, isArray: true, required: false })
  @MayBeAbsent()
  @ToList()
  @IsArray()
  @IsIn(TICKET_INCLUDES, { each: true })
  include?: TicketInclude[];
}
