import { Controller, Param, Req, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../common/actor.js';
import { CurrentActor } from '../../http/current-actor.decorator.js';
import { OwnGuard } from '../../http/permission.decorator.js';
import { DrfInterceptor } from './drf.interceptor.js';
import { ListParameters } from './django-helpdesk.fields.js';
import { DjangoHelpdeskGuard } from './django-helpdesk.guard.js';
import { UserTicketShape, type PageShape } from './django-helpdesk.shapes.js';
import { Lists, Shows } from './endpoint.decorator.js';
import { UserTicketAnswers } from './user-tickets.answers.js';

/** One's own tickets, for everybody who has a password. */
@ApiTags('user_tickets')
@OwnGuard(DjangoHelpdeskGuard)
@UseInterceptors(DrfInterceptor)
@Controller('django-helpdesk/api/user_tickets')
export class DjangoUserTicketsController {
  constructor(private readonly answers: UserTicketAnswers) {}

  /** The tickets that the caller asked for, newest first. */
  @Lists(UserTicketShape, ListParameters, true)
  listUserTickets(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
  ): Promise<PageShape<UserTicketShape>> {
    return this.answers.list(actor, request);
  }

  /** One of them. */
  @Shows(UserTicketShape)
  showUserTicket(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<UserTicketShape> {
    return this.answers.one(actor, id);
  }
}
