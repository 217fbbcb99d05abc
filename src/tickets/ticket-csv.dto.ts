import { OmitType } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import type { Actor } from '../common/actor.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { ToBoolean } from '../http/to-boolean.decorator.js';
import type { TicketSearch } from './ticket-list-plan.js';
import { TicketSearchDto, toTicketSearch } from './ticket-search.dto.js';

export class TicketCsvSearchDto extends OmitType(TicketSearchDto, ['cursor', 'limit', 'count'] as const) {
  /** `true`: begins with a byte order mark, by which Excel knows UTF-8. Programs read on more easily without. */
  @MayBeAbsent()
  @ToBoolean()
  @IsBoolean()
  bom?: boolean;
}

export const toTicketCsvSearch = (actor: Actor, search: Omit<TicketCsvSearchDto, 'bom'>): TicketSearch =>
  toTicketSearch(actor, { ...search, limit: 0 });
