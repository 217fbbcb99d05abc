import { Injectable } from '@nestjs/common';
import type { Actor } from '../../common/actor.js';
import { DepartmentsService } from '../../departments/departments.service.js';
import { StaffService } from '../../staff-auth/staff.service.js';
import { RemovalsService } from '../../tickets/removals.service.js';
import { TicketActionsService } from '../../tickets/ticket-actions.service.js';
import { TicketNotFound } from '../../tickets/ticket.errors.js';
import { TicketsQueries } from '../../tickets/tickets.queries.js';
import { TicketsService } from '../../tickets/tickets.service.js';
import { formatOf, isId, type JutdaForm } from './jutda-form.js';
import { JutdaRefusal } from './jutda.errors.js';
import { queuesText } from './jutda.shapes.js';

/** What the methods are told, checked in the order of the original, and their answers as text. */
@Injectable()
export class JutdaForms {
  constructor(
    private readonly departments: DepartmentsService,
    private readonly staff: StaffService,
    private readonly tickets: TicketsService,
    private readonly queries: TicketsQueries,
    private readonly actions: TicketActionsService,
    private readonly removals: RemovalsService,
  ) {}

  /** The answer to "sure?" is asked for before the ticket is. */
  async remove(actor: Actor, form: JutdaForm): Promise<string> {
    if (!form.text('confirm')) throw new JutdaRefusal(400, 'No confirmation provided');
    await this.removals.removeTicketByStaff(actor, ticketIn(form));
    return '';
  }

  async act(actor: Actor, form: JutdaForm, action: 'hold' | 'unhold'): Promise<string> {
    await this.actions.act(actor, ticketIn(form), action);
    return '';
  }

  /** Private unless it says `y`: the documentation's rule, which the original never kept. */
  async followUp(actor: Actor, form: JutdaForm): Promise<string> {
    const ticketId = ticketIn(form);
    await this.queries.get(actor, ticketId);
    const isPublic = form.text('public') || 'n';
    if (isPublic !== 'y' && isPublic !== 'n') throw new JutdaRefusal(400, "Invalid 'public' flag");
    const body = form.filled('message');
    if (!body) throw new JutdaRefusal(400, 'Blank message');
    const visibility = isPublic === 'y' ? 'public' : 'internal';
    const title = 'Comment Added';
    await this.tickets.reply(actor, ticketId, { body, title, format: formatOf(body), visibility });
    return '';
  }

  /** A status written by a dialect is set by hand: a closed ticket becomes a resolved one. */
  async resolve(actor: Actor, form: JutdaForm): Promise<string> {
    const ticketId = ticketIn(form);
    await this.queries.get(actor, ticketId);
    const body = form.filled('resolution');
    if (!body) throw new JutdaRefusal(400, 'Blank resolution');
    await this.tickets.reply(actor, ticketId, {
      body,
      title: 'Resolved',
      format: formatOf(body),
      status: 'resolved',
      resolves: true,
    });
    return '';
  }

  async queues(actor: Actor): Promise<string> {
    return queuesText(await this.departments.list(actor));
  }

  async findUser(form: JutdaForm): Promise<string> {
    const username = form.text('username') ?? '';
    const staff = await this.staff.findByUsername(username);
    if (!staff || staff.username !== username) throw new JutdaRefusal(404, 'Invalid username provided');
    return String(staff.id);
  }
}

/** @throws TicketNotFound for what is no id */
function ticketIn(form: JutdaForm): number {
  const ticket = form.text('ticket')?.trim() ?? '';
  if (!isId(ticket)) throw new TicketNotFound();
  return Number(ticket);
}
