import { ApiProperty } from '@nestjs/swagger';
import { FIELD_VALUES } from '../custom-fields/field-values.schema.js';
import type { FieldValue } from '../custom-fields/field-values.js';
import { VISIBILITIES, type Visibility } from '../messages/message.entity.js';
import { priorityName, PRIORITY_NAMES, type Priority } from './ticket.priority.js';
import { TICKET_STATUSES, type TicketStatus } from './ticket.states.js';
import type { TicketWithParts } from './ticket-includes.js';
import { TicketIncludedDto, toIncludedDto } from './ticket-included.dto.js';

export class TicketDto extends TicketIncludedDto {
  id: number;
  /** @example The printer is on fire */
  subject: string;
  @ApiProperty({ enum: TICKET_STATUSES, enumName: 'TicketStatus' })
  status: TicketStatus;
  @ApiProperty({ enum: PRIORITY_NAMES, enumName: 'Priority' })
  priority: Priority;
  departmentId: number;
  /** Of the department. */
  categoryId: number | null;
  /** Null: nobody asked. */
  requesterId: number | null;
  /** The staff member who works on it; users are not told, nor of who opened it. */
  assigneeId: number | null;
  /** The staff member who opened it; null when its requester did. */
  openedById: number | null;
  /** Stops escalation. */
  onHold: boolean;
  @ApiProperty({ format: 'date-time' })
  dueAt: string | null;
  /** It waits for the desk, and `overdueAt` has passed. */
  overdue: boolean;
  /** The due date, or without one `overdue_time` hours after the last public message; null: it does not wait for the desk. */
  @ApiProperty({ format: 'date-time' })
  overdueAt: string | null;
  /** When its priority was last raised because nothing had moved it for the `escalateDays` of its department. */
  @ApiProperty({ format: 'date-time' })
  lastEscalatedAt: string | null;
  /** Public messages after the first. */
  replyCount: number;
  /** Of work, all in all; users are told of none. */
  minutes: number;
  /** The ticket that this one, a `duplicate`, was merged into. */
  mergedIntoId: number | null;
  /** By name; users see none. */
  tags: string[];
  /** Of the first public answer of the desk. */
  @ApiProperty({ format: 'date-time' })
  firstResponseAt: string | null;
  /** Since when it has been resolved, closed or a duplicate. */
  @ApiProperty({ format: 'date-time' })
  closedAt: string | null;
  /** Those of its department, by name; users see none of those for staff. */
  @ApiProperty(FIELD_VALUES)
  customFields: Record<string, FieldValue | null>;
  @ApiProperty({ format: 'date-time' })
  lastMessageAt: string;
  /** How it was resolved, the last time, as plain text; users are told of a public one. */
  resolution: string | null;
  @ApiProperty({ enum: VISIBILITIES, enumName: 'Visibility', nullable: true })
  resolutionVisibility: Visibility | null;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
  /** Row version; the ETag. */
  version: number;
}

/** What is shown of a ticket, whatever else its row holds. */
export const toTicketDto = (row: TicketWithParts): TicketDto => ({
  id: row.id,
  subject: row.subject,
  status: row.status,
  priority: priorityName(row.priority),
  departmentId: row.departmentId,
  categoryId: row.categoryId,
  requesterId: row.requesterId,
  assigneeId: row.assigneeId,
  openedById: row.openedById,
  onHold: row.onHold,
  dueAt: row.dueAt,
  overdue: row.overdue,
  overdueAt: row.overdueAt,
  lastEscalatedAt: row.lastEscalatedAt,
  replyCount: row.replyCount,
  minutes: row.minutes,
  mergedIntoId: row.mergedIntoId,
  tags: row.tags,
  firstResponseAt: row.firstResponseAt,
  closedAt: row.closedAt,
  customFields: row.customFields,
  lastMessageAt: row.lastMessageAt,
  resolution: row.resolution,
  resolutionVisibility: row.resolutionVisibility,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
  version: row.version,
  ...(row.included && toIncludedDto(row.included)),
});
