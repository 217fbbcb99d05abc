import { OmitType } from '@nestjs/swagger';
import { TicketListSearchDto } from '../tickets/ticket-search.dto.js';

/** What `GET /tickets` takes, but for the page. */
export class TicketQueryDto extends OmitType(TicketListSearchDto, ['cursor', 'limit']) {}
