import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt } from 'class-validator';
import { LINK_KINDS, type LinkKind } from './ticket-link.entity.js';
import type { LinkRow } from './ticket-links.service.js';
import { TICKET_STATUSES, type TicketStatus } from './ticket.states.js';

const SEEN_KINDS = [...LINK_KINDS, 'blocks'] as const;

export class TicketLinkDto {
  id: number;
  /** `depends_on`: this ticket waits for the other one; `blocks`: the other one waits for this one. */
  @ApiProperty({ enum: SEEN_KINDS })
  kind: (typeof SEEN_KINDS)[number];
  /** The other ticket. */
  ticketId: number;
  /** Of the other ticket. */
  subject: string;
  /** Of the other ticket. */
  @ApiProperty({ enum: TICKET_STATUSES, enumName: 'TicketStatus' })
  status: TicketStatus;
  createdAt: Date;
}

export class TicketLinkListDto {
  items: TicketLinkDto[];
}

export class TicketLinkCreateDto {
  /** The other ticket. */
  @IsInt()
  ticketId: number;

  /** `depends_on`: this ticket cannot be closed before the other one is finished. */
  @ApiProperty({ enum: LINK_KINDS })
  @IsIn(LINK_KINDS)
  kind: LinkKind;
}

export const toTicketLinkDto = (row: LinkRow): TicketLinkDto => ({ ...row });
