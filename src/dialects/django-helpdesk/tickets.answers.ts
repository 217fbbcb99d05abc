import { Injectable, type StreamableFile } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../common/actor.js';
import { CustomFieldsService } from '../../custom-fields/custom-fields.service.js';
import { SeenLists } from '../../tickets/seen-lists.js';
import { TicketNotFound } from '../../tickets/ticket.errors.js';
import { TicketsQueries, type TicketRow } from '../../tickets/tickets.queries.js';
import { UsersQueries } from '../../users/users.queries.js';
import { customShape } from './custom-fields.js';
import { ticketShape, type PageShape, type TicketShape } from './django-helpdesk.shapes.js';
import { Lists, idIn, originOf } from './lists.js';
import { statusesIn } from './numbers.js';
import { Threads } from './threads.js';

/** Tickets with all that django-helpdesk shows of them: a list in a handful of statements. */
@Injectable()
export class TicketAnswers {
  constructor(
    private readonly lists: Lists,
    private readonly seen: SeenLists,
    private readonly queries: TicketsQueries,
    private readonly users: UsersQueries,
    private readonly fields: CustomFieldsService,
    private readonly threads: Threads,
  ) {}

  list(actor: Actor, request: FastifyRequest): Promise<PageShape<TicketShape> | StreamableFile> {
    const statuses = statusesIn(statusQuery(request));
    const filter = statuses ? { statuses } : {};
    return this.lists.answer(request, {
      rows: (part) => this.seen.tickets(actor, filter, part),
      count: () => this.seen.countTickets(actor, filter),
      shape: (rows) => this.shapes(actor, rows, originOf(request)),
    });
  }

  /** The filter of lists counts here too. @throws TicketNotFound */
  async row(actor: Actor, id: string, request: FastifyRequest): Promise<TicketRow> {
    const row = await this.queries.get(actor, idIn(id, 'Ticket'));
    const statuses = statusesIn(statusQuery(request));
    if (statuses && !statuses.includes(row.status)) throw new TicketNotFound();
    return row;
  }

  async one(actor: Actor, row: TicketRow, request: FastifyRequest): Promise<TicketShape> {
    return (await this.shapes(actor, [row], originOf(request)))[0]!;
  }

  /** One that the actor has just written. */
  async own(actor: Actor, id: number, request: FastifyRequest): Promise<TicketShape> {
    return this.one(actor, await this.queries.getOwn(actor, id), request);
  }

  private async shapes(actor: Actor, rows: TicketRow[], origin: string): Promise<TicketShape[]> {
    const ids = rows.map(({ id }) => id);
    const [told, emails] = await Promise.all([
      this.threads.ofTickets(actor, ids, origin),
      this.users.selectEmails(rows.flatMap(({ requesterId }) => requesterId ?? [])),
    ]);
    const types = new Map(this.fields.all().map(({ name, type }) => [name, type]));
    return rows.map((row) => {
      const { description, followups } = told.get(row.id)!;
      const submitter = row.requesterId === null ? '' : (emails.get(row.requesterId) ?? '');
      const custom = customShape(row.customFields, types);
      return Object.assign(ticketShape(row, description, submitter, followups), custom);
    });
  }
}

const statusQuery = ({ url }: FastifyRequest): string | null =>
  new URLSearchParams(url.split('?')[1]).get('status');
