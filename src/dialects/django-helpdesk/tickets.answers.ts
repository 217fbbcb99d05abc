import { Injectable, type StreamableFile } from '@nestjs/common';
import { CustomFieldsService } from '../../custom-fields/custom-fields.service.js';
import { SeenTickets } from '../../tickets/seen-tickets.js';
import { TicketNotFound } from '../../tickets/ticket.errors.js';
import { TicketsQueries, type TicketRow } from '../../tickets/tickets.queries.js';
import { UsersQueries } from '../../users/users.queries.js';
import { customShape } from './custom-fields.js';
import type { DrfCall } from './drf-call.js';
import { ticketShape, type PageShape, type TicketShape } from './django-helpdesk.shapes.js';
import { Lists, idIn } from './lists.js';
import { statusesIn } from './numbers.js';
import { Threads } from './threads.js';

/** Tickets with all that django-helpdesk shows of them: a list in a handful of statements. */
@Injectable()
export class TicketAnswers {
  constructor(
    private readonly lists: Lists,
    private readonly seen: SeenTickets,
    private readonly queries: TicketsQueries,
    private readonly users: UsersQueries,
    private readonly fields: CustomFieldsService,
    private readonly threads: Threads,
  ) {}

  list(call: DrfCall): Promise<PageShape<TicketShape> | StreamableFile> {
    const statuses = statusesIn(statusQuery(call));
    const filter = statuses ? { statuses } : {};
    return this.lists.answer(call.request, {
      rows: (part) => this.seen.list(call.actor, filter, part),
      count: () => this.seen.count(call.actor, filter),
      shape: (rows) => this.shapes(call, rows),
    });
  }

  /** The filter of lists counts here too. @throws TicketNotFound */
  async row(call: DrfCall): Promise<TicketRow> {
    const row = await this.queries.get(call.actor, idIn(call.id, 'Ticket'));
    const statuses = statusesIn(statusQuery(call));
    if (statuses && !statuses.includes(row.status)) throw new TicketNotFound();
    return row;
  }

  async one(call: DrfCall, row: TicketRow): Promise<TicketShape> {
    return (await this.shapes(call, [row]))[0]!;
  }

  /** One that the actor has just written. */
  async own(call: DrfCall, id: number): Promise<TicketShape> {
    return this.one(call, await this.queries.getOwn(call.actor, id));
  }

  private async shapes({ actor, origin }: DrfCall, rows: TicketRow[]): Promise<TicketShape[]> {
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

const statusQuery = ({ request }: DrfCall): string | null =>
  new URLSearchParams(request.url.split('?')[1]).get('status');
