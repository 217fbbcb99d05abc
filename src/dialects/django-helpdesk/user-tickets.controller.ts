import { Controller, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OwnGuard } from '../../http/permission.decorator.js';
import { Call, DrfCall } from './drf-call.js';
import { DrfInterceptor } from './drf.interceptor.js';
import { ListParameters } from './django-helpdesk.fields.js';
import { DjangoHelpdeskGuard } from './django-helpdesk.guard.js';
import { UserTicketShape, type PageShape } from './django-helpdesk.shapes.js';
import { Lists, Shows } from './endpoint.decorator.js';
import { Requesters } from './requesters.js';
import { UserTicketAnswers } from './user-tickets.answers.js';

/** One's own tickets, for everybody who has a password. */
@ApiTags('user_tickets')
@OwnGuard(DjangoHelpdeskGuard)
@UseInterceptors(DrfInterceptor)
@Controller('django-helpdesk/api/user_tickets')
export class DjangoUserTicketsController {
  constructor(
    private readonly answers: UserTicketAnswers,
    private readonly requesters: Requesters,
  ) {}

  /** The tickets that the caller asked for, newest first. */
  @Lists(UserTicketShape, ListParameters, true)
  listUserTickets(@Call() call: DrfCall): Promise<PageShape<UserTicketShape>> {
    return this.requesters.of(call.actor).then((user) => this.answers.list(call, user));
  }

  /** One of them. */
  @Shows(UserTicketShape)
  showUserTicket(@Call() call: DrfCall): Promise<UserTicketShape> {
    return this.requesters.of(call.actor).then((user) => this.answers.one(call, user));
  }
}
